package durableremotewrite

import (
	"fmt"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"go.opentelemetry.io/collector/pdata/pmetric"

	"gke-telemetry/distribution/remotewrite/internal/storetest"
	"gke-telemetry/distribution/remotewrite/internal/writepb"
)

const canaryTestInterval = 100 * time.Millisecond

func canaryConfig(endpoint, directory string) *Config {
	config := testConfig(endpoint)
	config.PromoteAllResourceAttributes = true
	config.Canary = CanaryConfig{
		Interval: canaryTestInterval, Directory: directory,
		ResourceAttributes: map[string]string{"service.name": "agents", "k8s.node.name": "node-1"},
	}
	return config
}

// canaryValues returns the values of a series of the canary, by the start of the process that it is of.
func canaryValues(store *storetest.Store, name string) map[string][]float64 {
	found := map[string][]float64{}
	for process, samples := range ownSamples(store, name) {
		for _, sample := range samples {
			found[process] = append(found[process], sample.Value)
		}
	}
	return found
}

// ownSamples returns what the store has of a metric of the exporter's own, by the other labels of the series.
func ownSamples(store *storetest.Store, name string) map[string][]writepb.Sample {
	found := map[string][]writepb.Sample{}
	for labels, samples := range store.Kept() {
		if rest, isOwn := strings.CutPrefix(labels, fmt.Sprintf(`__name__="%s",job="agents",k8s_node_name="node-1",`, name)); isOwn {
			found[rest] = samples
		}
	}
	return found
}

func waitUntil(t *testing.T, what string, isDone func() bool) {
	t.Helper()
	for deadline := time.Now().Add(30 * time.Second); !isDone(); time.Sleep(10 * time.Millisecond) {
		if time.Now().After(deadline) {
			t.Fatalf("%s: not in 30 s", what)
		}
	}
}

// kill ends an exporter as a lost process does: nothing is sent or kept any more.
func (r *running) kill() {
	killed := r.Metrics.(*durableExporter)
	killed.canary.mutex.Lock()
	killed.canary.ended = true
	killed.canary.mutex.Unlock()
	killed.stop()
	killed.queue.Stop()
}

func TestTheCanaryCountsFromOneAndEndsWithItsLastNumber(t *testing.T) {
	store := storetest.New(t)
	exporter := startExporter(t, canaryConfig(store.URL, ""))
	waitUntil(t, "five numbers", func() bool {
		for _, values := range canaryValues(store, canaryMetric) {
			return len(values) >= 5
		}
		return false
	})
	exporter.stop(t)
	numbers, ends := canaryValues(store, canaryMetric), canaryValues(store, canaryEndMetric)
	if len(numbers) != 1 || len(ends) != 1 {
		t.Fatalf("series of numbers: %v, of ends: %v", numbers, ends)
	}
	for start, values := range numbers {
		for index, value := range values {
			if value != float64(index+1) {
				t.Fatalf("number %d is %v", index+1, value)
			}
		}
		if end := ends[start]; len(end) != 1 || end[0] != float64(len(values)) {
			t.Errorf("the end is %v after %d numbers", end, len(values))
		}
	}
}

func TestTheNextProcessTellsTheLastNumberOfOneThatWasKilled(t *testing.T) {
	store := storetest.New(t)
	store.SetAnswer(down)
	directory := filepath.Join(t.TempDir(), "of", "the", "pod")
	killed := startExporter(t, canaryConfig(store.URL, directory))
	waitUntil(t, "three numbers", func() bool { return killed.Metrics.(*durableExporter).canary.notes.last().canary >= 3 })
	killed.kill()
	accepted := killed.counter(t, "accepted_samples")
	store.SetAnswer(nil)
	next := startExporter(t, canaryConfig(store.URL, directory))
	waitUntil(t, "the end", func() bool { return len(canaryValues(store, canaryEndMetric)) == 1 })
	next.stop(t)
	canary := killed.Metrics.(*durableExporter).canary
	lost := startLabel(canary.notes.start)
	if end := canaryValues(store, canaryEndMetric)[lost]; len(end) != 1 || end[0] != float64(canary.number) {
		t.Errorf("the end of %s is %v instead of %d", lost, end, canary.number)
	}
	ends := canaryValues(store, requestEndMetric)[shardLabel(0)+","+lost]
	if requests := accepted - canary.number; len(ends) != 1 || ends[0] != float64(requests) {
		t.Errorf("the end of the requests is %v instead of %d", ends, requests)
	}
	if values := canaryValues(store, canaryMetric)[lost]; len(values) != 0 {
		t.Errorf("what waited in memory is stored: %v", values)
	}
}

func TestTheCanaryGoesOnWhereItsNumbersCannotBeKept(t *testing.T) {
	blocked := filepath.Join(t.TempDir(), "file")
	if err := os.WriteFile(blocked, []byte("torn"), 0o600); err != nil {
		t.Fatal(err)
	}
	store := storetest.New(t)
	exporter := startExporter(t, canaryConfig(store.URL, blocked))
	waitUntil(t, "a number", func() bool { return len(canaryValues(store, canaryMetric)) == 1 })
	exporter.stop(t)
	if ends := canaryValues(store, canaryEndMetric); len(ends) != 1 {
		t.Errorf("ends of processes: %v", ends)
	}
}

func TestAProcessThatSleptLeavesOutTimesAndNoNumber(t *testing.T) {
	started := time.Unix(firstSecond, 0)
	counted := newCanary(CanaryConfig{Interval: time.Second}, started, newNotes(started))
	var times []time.Time
	for _, seconds := range []float64{0, 0.5, 1, 1.9, 7.2, 7.9, 8} {
		now := started.Add(time.Duration(seconds * float64(time.Second)))
		counted.emit(now, func(pmetric.Metrics) bool { times = append(times, now); return seconds != 1 })
	}
	// The second of them was not accepted.
	if want := int64(3); len(times) != 4 || counted.number != want {
		t.Errorf("%d samples at %v, and the number is %d instead of %d", len(times), times, counted.number, want)
	}
}

func startLabel(start string) string { return fmt.Sprintf(`start="%s"`, start) }

func shardLabel(shard int) string { return fmt.Sprintf(`shard="%d"`, shard) }

// numbered is the configuration of an exporter whose requests are numbered and whose canary comes once an hour.
func numbered(endpoint, directory string) *Config {
	config := canaryConfig(endpoint, directory)
	config.Canary.Interval = time.Hour
	return config
}

func TestEveryRequestHasANumberWhateverTheShards(t *testing.T) {
	for name, directory := range map[string]string{"memory": "", "files": t.TempDir()} {
		t.Run(name, func(t *testing.T) {
			store := storetest.New(t)
			var answers atomic.Int64
			store.SetAnswer(func(storetest.Request) (int, map[string]string, string) {
				if answers.Add(1)%3 == 0 {
					return 503, nil, "again"
				}
				return 0, nil, ""
			})
			config := numbered(store.URL, "")
			config.Queue.Directory = directory
			exporter := startExporter(t, config)
			within := exporter.Metrics.(*durableExporter)
			for second := range int64(60) {
				within.batcher.setShards([]int{1, 2, 8, 4, 1, 8}[second%6])
				consume(t, exporter, scrape(0, 200, firstSecond+second))
			}
			exporter.stop(t)
			shards := ownSamples(store, requestMetric)
			if len(shards) != 8 {
				t.Errorf("%d shards instead of 8", len(shards))
			}
			for shard, samples := range shards {
				for index, sample := range samples {
					if sample.Value != float64(index+1) {
						t.Fatalf("%s: number %d is %v", shard, index+1, sample.Value)
					}
					if index > 0 && sample.TimestampMillis <= samples[index-1].TimestampMillis {
						t.Fatalf("%s: number %d is not later than the one before", shard, index+1)
					}
				}
			}
			for shard, ends := range canaryValues(store, requestEndMetric) {
				// The end may have a request of its own.
				if stored := float64(len(shards[shard])); ends[0] != stored && ends[0] != stored-1 {
					t.Errorf("%s ends with %v after %v requests", shard, ends, stored)
				}
			}
			if accepted, sent := exporter.counter(t, "accepted_samples"), exporter.counter(t, "sent_samples"); accepted != sent {
				t.Errorf("%d samples were accepted and %d sent", accepted, sent)
			}
		})
	}
}

// TestALostRequestIsSeenWithoutTheCanaryInIt takes the store away for a moment in which no sample of the canary is due.
func TestALostRequestIsSeenWithoutTheCanaryInIt(t *testing.T) {
	store := storetest.New(t)
	directory := t.TempDir()
	killed := startExporter(t, numbered(store.URL, directory))
	consume(t, killed, scrape(0, 10, firstSecond))
	process := startLabel(killed.Metrics.(*durableExporter).canary.notes.start)
	requests := func() int { return len(canaryValues(store, requestMetric)[shardLabel(0)+","+process]) }
	waitUntil(t, "the first request", func() bool { return requests() >= 1 && killed.counter(t, "queue_memory_bytes") == 0 })
	stored := requests()
	store.SetAnswer(down)
	consume(t, killed, scrape(0, 10, firstSecond+1))
	killed.kill()
	store.SetAnswer(nil)
	next := startExporter(t, numbered(store.URL, directory))
	waitUntil(t, "the end", func() bool { return len(canaryValues(store, requestEndMetric)) >= 1 })
	next.stop(t)
	if end := canaryValues(store, requestEndMetric)[shardLabel(0)+","+process]; len(end) != 1 || end[0] != float64(stored+1) {
		t.Errorf("the requests end with %v, and %d are stored", end, stored)
	}
	if canary := canaryValues(store, canaryMetric)[process]; len(canary) != 1 {
		t.Errorf("the canary has %d samples instead of 1", len(canary))
	}
}

func TestTheEndOfAProcessIsReadFromItsWholeLineAlone(t *testing.T) {
	for text, want := range map[string]ending{
		"":                               {},
		"17":                             {},
		"17 00004":                       {},
		"17 00004\n":                     {start: "17", canary: 4, requests: []int64{}},
		"17 00004 00009 00001\n9 00\n":   {start: "17", canary: 4, requests: []int64{9, 1}},
		"17 four\n":                      {},
		"17 00004 00009 0x1\n00000001\n": {},
	} {
		if got := endingOf(text); !reflect.DeepEqual(got, want) {
			t.Errorf("%q is %+v instead of %+v", text, got, want)
		}
	}
}

func TestThereIsNoCanaryWithoutAnInterval(t *testing.T) {
	store := storetest.New(t)
	exporter := startExporter(t, testConfig(store.URL))
	consume(t, exporter, scrape(0, 1, firstSecond))
	exporter.stop(t)
	if got := exporter.counter(t, "accepted_samples"); got != 1 {
		t.Errorf("%d samples instead of 1", got)
	}
}
