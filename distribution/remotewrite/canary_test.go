package durableremotewrite

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"go.opentelemetry.io/collector/pdata/pmetric"

	"gke-telemetry/distribution/remotewrite/internal/storetest"
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
	for labels, samples := range store.Kept() {
		start, isCanary := strings.CutPrefix(labels, fmt.Sprintf(`__name__="%s",job="agents",k8s_node_name="node-1",start="`, name))
		for _, sample := range samples {
			if isCanary {
				found[start] = append(found[start], sample.Value)
			}
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
	waitUntil(t, "three numbers", func() bool { return killed.counter(t, "accepted_samples") >= 3 })
	killed.kill()
	accepted := killed.counter(t, "accepted_samples")
	store.SetAnswer(nil)
	next := startExporter(t, canaryConfig(store.URL, directory))
	waitUntil(t, "the end", func() bool { return len(canaryValues(store, canaryEndMetric)) == 1 })
	next.stop(t)
	lost := killed.Metrics.(*durableExporter).canary.start + `"`
	if end := canaryValues(store, canaryEndMetric)[lost]; len(end) != 1 || end[0] != float64(accepted) {
		t.Errorf("the end of %s is %v, and %d were accepted", lost, end, accepted)
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
	counted := newCanary(CanaryConfig{Interval: time.Second}, started)
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

func TestThereIsNoCanaryWithoutAnInterval(t *testing.T) {
	store := storetest.New(t)
	exporter := startExporter(t, testConfig(store.URL))
	consume(t, exporter, scrape(0, 1, firstSecond))
	exporter.stop(t)
	if got := exporter.counter(t, "accepted_samples"); got != 1 {
		t.Errorf("%d samples instead of 1", got)
	}
}
