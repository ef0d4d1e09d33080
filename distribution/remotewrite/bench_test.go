package durableremotewrite

import (
	"fmt"
	"testing"
	"time"

	"go.opentelemetry.io/collector/pdata/pcommon"
	"go.opentelemetry.io/collector/pdata/pmetric"

	"gke-telemetry/distribution/remotewrite/internal/blockqueue"
)

// ignored is an observer that counts nothing.
type ignored struct{}

func (ignored) Dropped(blockqueue.DropReason, uint64) {}
func (ignored) Spilled(int)                           {}
func (ignored) Damaged(int, int64)                    {}
func (ignored) StorageFailed(error)                   {}

func benchmarkBatcher(b *testing.B, limits LimitsConfig) (*batcher, *blockqueue.Queue) {
	b.Helper()
	exporter := &durableExporter{config: createDefaultConfig().(*Config)}
	exporter.config.Limits = limits
	exporter.config.PromoteAllResourceAttributes = true
	queue := blockqueue.Open(blockqueue.Options{MemoryMaxBytes: 1 << 30, Window: 8, Observer: ignored{}})
	return newBatcher(exporter.config, exporter.translateOptions(), queue, newNotes(time.Now())), queue
}

// benchmarkScrape is a scrape like that of an application: eight attributes of the resource, labels of about 110 bytes.
func benchmarkScrape(series int, fill func(pmetric.ScopeMetrics, int)) pmetric.Metrics {
	metrics := pmetric.NewMetrics()
	resource := metrics.ResourceMetrics().AppendEmpty()
	resource.Resource().Attributes().PutStr("service.name", "shop")
	resource.Resource().Attributes().PutStr("service.instance.id", "10.0.0.1:8080")
	for _, name := range []string{"cluster", "environment", "k8s.namespace.name", "k8s.pod.name", "k8s.node.name", "region"} {
		resource.Resource().Attributes().PutStr(name, "value-of-"+name)
	}
	scope := resource.ScopeMetrics().AppendEmpty()
	scope.Scope().SetName("receiver/prometheusreceiver")
	for number := range series {
		fill(scope, number)
	}
	return metrics
}

func fillAttributes(attributes pcommon.Map, number int) {
	attributes.PutStr("code", fmt.Sprint(200+number%5))
	attributes.PutStr("handler", fmt.Sprint("/api/v1/some/handler/", number))
	attributes.PutStr("method", "GET")
	attributes.PutStr("upstream", "a-service-with-a-long-name.namespace.svc")
}

func fillCounter(scope pmetric.ScopeMetrics, number int) {
	if number%100 == 0 {
		metric := scope.Metrics().AppendEmpty()
		metric.SetName(fmt.Sprint("http_requests_", number, "_total"))
		metric.SetDescription("Requests that were answered.")
		metric.SetEmptySum().SetIsMonotonic(true)
		metric.Sum().SetAggregationTemporality(pmetric.AggregationTemporalityCumulative)
	}
	point := scope.Metrics().At(scope.Metrics().Len() - 1).Sum().DataPoints().AppendEmpty()
	point.SetDoubleValue(float64(number) * 1.5)
	point.SetTimestamp(1_700_000_000_000_000_000)
	fillAttributes(point.Attributes(), number)
}

func fillHistogram(scope pmetric.ScopeMetrics, number int) {
	metric := scope.Metrics().AppendEmpty()
	metric.SetName(fmt.Sprint("latency_seconds_", number%20))
	metric.SetEmptyHistogram().SetAggregationTemporality(pmetric.AggregationTemporalityCumulative)
	point := metric.Histogram().DataPoints().AppendEmpty()
	point.SetTimestamp(1_700_000_000_000_000_000)
	point.SetSum(1.5)
	point.SetCount(120)
	for bound := range 15 {
		point.ExplicitBounds().Append(float64(bound) * 0.25)
		point.BucketCounts().Append(uint64(bound))
	}
	point.BucketCounts().Append(15)
	fillAttributes(point.Attributes(), number)
}

func runBatches(b *testing.B, metrics pmetric.Metrics, limits LimitsConfig) {
	batcher, queue := benchmarkBatcher(b, limits)
	samples := batcher.add(metrics).Samples
	bytes, sent := 0, 0
	b.ReportAllocs()
	b.ResetTimer()
	cpu := processTime()
	for b.Loop() {
		batcher.add(metrics)
		for item := queue.TryTake(); item != nil; item = queue.TryTake() {
			bytes, sent = bytes+len(item.Payload), sent+int(item.Samples)
			queue.Done(item)
		}
	}
	b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N*samples), "ns/sample")
	b.ReportMetric(float64((processTime()-cpu).Nanoseconds())/float64(b.N*samples), "cpu-ns/sample")
	b.ReportMetric(float64(bytes)/float64(max(1, sent)), "bytes/sample")
}

func BenchmarkKnownCounters(b *testing.B) {
	runBatches(b, benchmarkScrape(5000, fillCounter), LimitsConfig{})
}

func BenchmarkKnownCountersWithinALimit(b *testing.B) {
	runBatches(b, benchmarkScrape(5000, fillCounter), LimitsConfig{"k8s.namespace.name", 10_000})
}

// BenchmarkAboveALimit takes 450 samples of each 5,000; the figures are for one that is taken.
func BenchmarkAboveALimit(b *testing.B) {
	runBatches(b, benchmarkScrape(5000, fillCounter), LimitsConfig{"k8s.namespace.name", 500})
}

func BenchmarkKnownHistograms(b *testing.B) {
	runBatches(b, benchmarkScrape(300, fillHistogram), LimitsConfig{})
}

func BenchmarkNewSeries(b *testing.B) {
	metrics := benchmarkScrape(5000, fillCounter)
	b.ReportAllocs()
	for b.Loop() {
		batcher, _ := benchmarkBatcher(b, LimitsConfig{})
		batcher.add(metrics)
	}
	b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N*5000), "ns/sample")
}

func BenchmarkSpill(b *testing.B) {
	options := blockqueue.Options{
		Directory: b.TempDir(), MemoryMaxBytes: 1, DiskMaxBytes: 1 << 40, SegmentBytes: 16 << 20, Window: 1,
		SyncInterval: 1 << 40, SpillAfter: 1, Observer: ignored{},
	}
	queue := blockqueue.Open(options)
	block := blockqueue.Block{Payload: make([]byte, 128<<10), Lanes: blockqueue.AllLanes, Samples: 10_000}
	b.SetBytes(int64(len(block.Payload)))
	for b.Loop() {
		queue.Put(block)
		if queue.State().DiskBytes > 256<<20 {
			b.StopTimer()
			for item := queue.TryTake(); item != nil; item = queue.TryTake() {
				queue.Done(item)
			}
			b.StartTimer()
		}
	}
	if err := queue.Close(); err != nil {
		b.Fatal(err)
	}
}
