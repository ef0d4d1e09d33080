package durableremotewrite

import (
	"bytes"
	"sync"
	"sync/atomic"
	"time"

	"github.com/klauspost/compress/snappy"
	"go.opentelemetry.io/collector/pdata/pmetric"

	"gke-telemetry/distribution/remotewrite/internal/blockqueue"
	"gke-telemetry/distribution/remotewrite/internal/translate"
	"gke-telemetry/distribution/remotewrite/internal/writepb"
)

// batcher gathers samples in one open request for each shard and puts requests that are full or old enough in the queue.
type batcher struct {
	queue         *blockqueue.Queue
	maxBytes      int
	maxSamples    int
	flushInterval time.Duration
	// taken is the number of samples that came in so far.
	taken atomic.Int64

	mutex      sync.Mutex
	symbols    *writepb.SymbolTable
	translator *translate.Translator
	numbers    *requestNumbers
	open       []*openRequest
	now        time.Time
	encoded    []byte
	compressed []byte
}

// openRequest is a request that is being built.
type openRequest struct {
	shard   int
	builder *writepb.Builder
	lanes   uint64
	since   time.Time
}

func newBatcher(config *Config, options translate.Options, queue *blockqueue.Queue, notes *notes) *batcher {
	symbols := writepb.NewSymbolTable()
	created := &batcher{
		queue: queue, maxBytes: config.Request.MaxKiB << 10, maxSamples: config.Request.MaxSamples,
		flushInterval: config.Request.FlushInterval,
		symbols:       symbols, translator: translate.NewTranslator(options, symbols),
		numbers: newRequestNumbers(config, options, symbols, notes),
	}
	created.setShards(1)
	return created
}

// add takes a batch. When it returns, all of it is in an open request or in the queue; while blocks go through files,
// all of it is in a file.
func (b *batcher) add(metrics pmetric.Metrics) translate.Result {
	b.mutex.Lock()
	defer b.mutex.Unlock()
	b.now = time.Now()
	result := b.translator.Translate(metrics, b.now.Unix(), b)
	result.Samples += b.numbers.note()
	b.taken.Add(int64(result.Samples))
	if b.flushInterval == 0 || b.queue.IsOnFiles() {
		b.sealAll()
	}
	return result
}

// Builder returns the open request for a lane, after it has made room in it.
func (b *batcher) Builder(lane uint8) *writepb.Builder {
	request := b.open[int(lane)&(len(b.open)-1)]
	if request.builder.Size() >= b.maxBytes || request.builder.SampleCount() >= b.maxSamples {
		b.seal(request)
	}
	if request.builder.SampleCount() == 0 {
		request.since = b.now
		b.numbers.begin(request.shard, request.builder, b.now)
	}
	return request.builder
}

// ForgetSymbols tells the open requests that numbers of the symbol table may mean other strings from now on.
func (b *batcher) ForgetSymbols() {
	for _, request := range b.open {
		request.builder.ForgetSymbols()
	}
}

func (b *batcher) seal(request *openRequest) {
	builder := request.builder
	if builder.SeriesCount() == 0 {
		return
	}
	b.encoded = builder.AppendTo(b.encoded[:0])
	b.compressed = snappy.Encode(b.compressed[:cap(b.compressed)], b.encoded)
	block := blockqueue.Block{
		Payload: bytes.Clone(b.compressed), Lanes: request.lanes, Samples: uint32(builder.SampleCount()),
	}
	block.OldestMillis, block.NewestMillis = builder.TimeRange()
	builder.Reset()
	b.queue.Put(block)
}

func (b *batcher) sealAll() {
	for _, request := range b.open {
		b.seal(request)
	}
}

// flush puts open requests in the queue that are older than the flush interval, or all of them.
func (b *batcher) flush(now time.Time, all bool) {
	b.mutex.Lock()
	defer b.mutex.Unlock()
	for _, request := range b.open {
		if all || now.Sub(request.since) >= b.flushInterval {
			b.seal(request)
		}
	}
}

// setShards spreads series over so many open requests from now on: a power of two. Blocks of before carry all the lanes
// that they hold, so that the queue keeps the order of each series.
func (b *batcher) setShards(count int) {
	b.mutex.Lock()
	defer b.mutex.Unlock()
	b.sealAll()
	b.numbers.prepare(count, b.symbols)
	b.open = make([]*openRequest, count)
	for shard := range b.open {
		request := &openRequest{shard: shard, builder: writepb.NewBuilder(b.symbols)}
		for lane := shard; lane < blockqueue.LaneCount; lane += count {
			request.lanes |= 1 << lane
		}
		b.open[shard] = request
	}
}

func (b *batcher) sweep(now time.Time) {
	b.mutex.Lock()
	defer b.mutex.Unlock()
	b.translator.Sweep(now.Unix(), b)
}

func (b *batcher) liveSeries() map[string]int {
	b.mutex.Lock()
	defer b.mutex.Unlock()
	return b.translator.LiveSeries()
}

func (b *batcher) cached() (entries, bytes int) {
	b.mutex.Lock()
	defer b.mutex.Unlock()
	return b.translator.SeriesCount()
}
