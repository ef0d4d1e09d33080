package durableremotewrite

import (
	"context"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"go.opentelemetry.io/collector/consumer/consumererror"
	"go.opentelemetry.io/collector/pdata/pcommon"
	"go.opentelemetry.io/collector/pdata/pmetric"

	"gke-telemetry/distribution/remotewrite/internal/storetest"
)

const firstSecond = 1_700_000_000

func consume(t testing.TB, to *running, metrics pmetric.Metrics) {
	t.Helper()
	if err := to.ConsumeMetrics(context.Background(), metrics); err != nil {
		t.Fatal(err)
	}
}

func down(storetest.Request) (int, map[string]string, string) { return 503, nil, "away" }

func TestEverySampleArrivesOnceAndInOrder(t *testing.T) {
	store := storetest.New(t)
	exporter := startExporter(t, testConfig(store.URL))
	var senders sync.WaitGroup
	for target := range 4 {
		senders.Go(func() {
			for second := range int64(20) {
				consume(t, exporter, scrape(target, 100, firstSecond+second))
			}
		})
	}
	senders.Wait()
	expectAll(t, store, 400, 20)
	exporter.stop(t)
	for name, want := range map[string]int64{
		"accepted_samples": 8000, "sent_samples": 8000, "written_samples": 8000, "dropped_samples": 0, "spilled_bytes": 0,
	} {
		if got := exporter.counter(t, name); got != want {
			t.Errorf("%s is %d instead of %d", name, got, want)
		}
	}
}

func TestTheCapacityIsThatOfTheFilesWhereTheyCanBeUsed(t *testing.T) {
	blocked := filepath.Join(t.TempDir(), "blocked")
	if err := os.WriteFile(blocked, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	for directory, wantMiB := range map[string]int64{"": 3, blocked: 3, t.TempDir(): 200} {
		config := testConfig(storetest.New(t).URL)
		config.Queue.Directory, config.Queue.MemoryMiB, config.Queue.DiskMiB = directory, 3, 200
		exporter := startExporter(t, config)
		if got := exporter.counter(t, "queue_capacity_bytes"); got != wantMiB<<20 {
			t.Errorf("directory %q: the capacity is %d bytes instead of %d MiB", directory, got, wantMiB)
		}
		exporter.stop(t)
	}
}

func TestEveryRequestIsCountedWhateverItsAnswer(t *testing.T) {
	store := storetest.New(t)
	var tries atomic.Int64
	store.SetAnswer(func(storetest.Request) (int, map[string]string, string) {
		if tries.Add(1) <= 3 {
			return 401, nil, "wrong password"
		}
		return 0, nil, ""
	})
	exporter := startExporter(t, testConfig(store.URL))
	consume(t, exporter, scrape(0, 10, firstSecond))
	expectAll(t, store, 10, 1)
	exporter.stop(t)
	for name, want := range map[string]int64{"requests": 4, "retries": 3} {
		if got := exporter.counter(t, name); got != want {
			t.Errorf("%s is %d instead of %d", name, got, want)
		}
	}
}

func TestWhatIsLeftAtAShutdownIsSentByTheNextProcess(t *testing.T) {
	store := storetest.New(t)
	store.SetAnswer(down)
	config := testConfig(store.URL)
	config.Queue.Directory = t.TempDir()
	exporter := startExporter(t, config)
	for second := range int64(10) {
		consume(t, exporter, scrape(0, 100, firstSecond+second))
	}
	exporter.stop(t)
	store.SetAnswer(nil)
	exporter = startExporter(t, config)
	consume(t, exporter, scrape(0, 100, firstSecond+10))
	expectAll(t, store, 100, 11)
	exporter.stop(t)
	files, err := filepath.Glob(filepath.Join(config.Queue.Directory, "*", "*.blocks"))
	if err != nil || len(files) != 0 {
		t.Fatalf("%v %v: no file should be left", files, err)
	}
}

func TestAKillWhileTheStoreIsAwayCostsNothingThatWasAccepted(t *testing.T) {
	store := storetest.New(t)
	store.SetAnswer(down)
	config := testConfig(store.URL)
	config.Queue.Directory = t.TempDir()
	exporter := startExporter(t, config)
	consume(t, exporter, scrape(0, 100, firstSecond))
	// After this time blocks go through files, and what was accepted is in them at once.
	time.Sleep(config.Queue.SpillAfter + 300*time.Millisecond)
	for second := range int64(9) {
		consume(t, exporter, scrape(0, 100, firstSecond+1+second))
	}
	// What a killed process leaves behind are its files as they are now.
	copied := t.TempDir()
	if err := os.CopyFS(copied, os.DirFS(config.Queue.Directory)); err != nil {
		t.Fatal(err)
	}
	exporter.stop(t)
	store.SetAnswer(nil)
	config.Queue.Directory = copied
	exporter = startExporter(t, config)
	expectAll(t, store, 100, 10)
	exporter.stop(t)
}

func TestAStoreFarAwayDoesNotLimitTheRate(t *testing.T) {
	store := storetest.New(t)
	slow := newSlowStore(t, store, 200*time.Millisecond)
	config := testConfig(slow.URL)
	config.Timeout = 20 * time.Second
	config.Request.FlushInterval = 20 * time.Millisecond
	exporter := startExporter(t, config)
	for second := range int64(40) {
		for target := range 4 {
			consume(t, exporter, scrape(target, 500, firstSecond+second))
		}
		time.Sleep(config.Request.FlushInterval)
	}
	expectAll(t, store, 2000, 40)
	// What came while a request was on its way goes together: as many requests as flushes would be ever later.
	if requests := slow.requests.Load(); requests > 30 {
		t.Errorf("%d requests carried 40 rounds of scrapes", requests)
	}
	exporter.stop(t)
}

func TestDeltaIsNotDroppedInSilence(t *testing.T) {
	store := storetest.New(t)
	exporter := startExporter(t, testConfig(store.URL))
	metrics := pmetric.NewMetrics()
	sums := metrics.ResourceMetrics().AppendEmpty().ScopeMetrics().AppendEmpty().Metrics().AppendEmpty()
	sums.SetName("jobs")
	sums.SetEmptySum().SetAggregationTemporality(pmetric.AggregationTemporalityUnspecified)
	sums.Sum().DataPoints().AppendEmpty().SetTimestamp(pcommon.Timestamp(firstSecond * 1_000_000_000))
	err := exporter.ConsumeMetrics(context.Background(), metrics)
	if err == nil || !consumererror.IsPermanent(err) || !strings.Contains(err.Error(), `"jobs"`) {
		t.Fatalf("%v: a permanent error that names the metric was expected", err)
	}
	if refused := exporter.counter(t, "refused_points"); refused != 1 {
		t.Fatalf("%d refused points counted", refused)
	}
	exporter.stop(t)
	if err := exporter.ConsumeMetrics(context.Background(), metrics); err == nil {
		t.Fatal("nothing may be taken after a shutdown")
	}
}

func TestLongLabelsDoNotMakeARequestOfEachSeries(t *testing.T) {
	store := storetest.New(t)
	exporter := startExporter(t, testConfig(store.URL))
	metrics := scrape(0, 5000, firstSecond)
	points := metrics.ResourceMetrics().At(0).ScopeMetrics().At(0).Metrics()
	for at := range points.Len() {
		points.At(at).Gauge().DataPoints().At(0).Attributes().PutStr("query", strings.Repeat("x", 990)+string(rune('0'+at%10)))
		points.At(at).Gauge().DataPoints().At(0).Attributes().PutInt("id", int64(at))
	}
	consume(t, exporter, metrics)
	expectAll(t, store, 5000, 1)
	exporter.stop(t)
	if requests := len(store.Requests()); requests > 10 {
		t.Fatalf("%d requests for 5,000 series", requests)
	}
}

func TestAFullCacheStillWritesEverySeries(t *testing.T) {
	store := storetest.New(t)
	config := testConfig(store.URL)
	config.SeriesCache.MaxSeries = 10
	exporter := startExporter(t, config)
	for second := range int64(3) {
		consume(t, exporter, scrape(0, 100, firstSecond+second))
	}
	expectAll(t, store, 100, 3)
	if cached := exporter.counter(t, "series_cached"); cached != 10 {
		t.Fatalf("%d series are kept instead of 10", cached)
	}
	exporter.stop(t)
}

func TestShardsGrowAndShrinkWithoutDisorder(t *testing.T) {
	store := storetest.New(t)
	var flaps atomic.Int64
	store.SetAnswer(func(storetest.Request) (int, map[string]string, string) {
		if flaps.Add(1)%3 == 0 {
			return 503, nil, "flap"
		}
		return 0, nil, ""
	})
	exporter := startExporter(t, testConfig(store.URL))
	within := exporter.Metrics.(*durableExporter).batcher
	for second := range int64(60) {
		within.setShards([]int{1, 2, 8, 4, 1, 8}[second%6])
		consume(t, exporter, scrape(0, 200, firstSecond+second))
	}
	expectAll(t, store, 200, 60)
	exporter.stop(t)
}
