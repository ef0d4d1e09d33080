package durableremotewrite

import (
	"time"

	"gke-telemetry/distribution/remotewrite/internal/translate"
	"gke-telemetry/distribution/remotewrite/internal/writepb"
)

const (
	requestMetric    = metricPrefix + "request"
	requestEndMetric = metricPrefix + "request_end"
	// canaryShard is the label with the shard of a request, from 0.
	canaryShard = "shard"
)

// requestNumbers puts a number into each request that is begun. Those of a shard are a series of their own, which grows by
// one with each of its requests: the queue keeps the order of a shard and not that of several. What is missing between
// two of them in the store is a request that was accepted and lost.
type requestNumbers struct {
	config     *CanaryConfig
	notes      *notes
	translator *translate.Translator
	shards     []numberedShard
	// begun is the number of requests that were begun since the last call of note.
	begun int
}

// numberedShard is the last request of a shard.
type numberedShard struct {
	number int64
	at     time.Time
}

// newRequestNumbers returns nil where there is no canary.
func newRequestNumbers(config *Config, options translate.Options, symbols *writepb.SymbolTable, notes *notes) *requestNumbers {
	if config.Canary.Interval == 0 {
		return nil
	}
	// It is nobody's series, and none of them is ever forgotten.
	options.Limits = translate.Limits{}
	return &requestNumbers{config: &config.Canary, notes: notes, translator: translate.NewTranslator(options, symbols)}
}

// prepare makes the series of so many shards. Afterwards begin takes no new number of the symbol table, so that it can be
// called while a batch is being translated.
func (n *requestNumbers) prepare(count int, symbols *writepb.SymbolTable) {
	if n == nil {
		return
	}
	for shard := len(n.shards); shard < count; shard++ {
		n.add(shard, 0, time.Unix(1, 0), intoBuilder{writepb.NewBuilder(symbols)})
		n.shards = append(n.shards, numberedShard{})
	}
}

// begin adds the number of a request that has nothing else yet.
func (n *requestNumbers) begin(shard int, builder *writepb.Builder, now time.Time) {
	if n == nil {
		return
	}
	last := &n.shards[shard]
	last.number++
	// Two samples of a series at one time would be one.
	last.at = later(now, last.at.Add(time.Millisecond))
	n.add(shard, last.number, last.at, intoBuilder{builder})
	n.begun++
}

func later(one, other time.Time) time.Time {
	if one.After(other) {
		return one
	}
	return other
}

func (n *requestNumbers) add(shard int, number int64, at time.Time, sink translate.Sink) {
	numbers := n.config.newSamples(n.notes.start, at)
	numbers.addOfShard(requestMetric, shard, number)
	n.translator.Translate(numbers.metrics, at.Unix(), sink)
}

// note keeps the last numbers for the next process, and returns how many requests were begun since the last call.
func (n *requestNumbers) note() int {
	if n == nil || n.begun == 0 {
		return 0
	}
	begun := n.begun
	n.begun = 0
	n.notes.setRequests(n.shards)
	return begun
}

// intoBuilder is the sink of a single request.
type intoBuilder struct{ builder *writepb.Builder }

func (s intoBuilder) Builder(uint8) *writepb.Builder { return s.builder }

func (s intoBuilder) ForgetSymbols() { s.builder.ForgetSymbols() }
