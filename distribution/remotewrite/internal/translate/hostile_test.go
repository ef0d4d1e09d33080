package translate

import (
	"fmt"
	"math"
	"math/rand/v2"
	"strings"
	"testing"
	"time"

	"go.opentelemetry.io/collector/pdata/pcommon"
	"go.opentelemetry.io/collector/pdata/pmetric"
)

// deltaNative is a batch with one data point of an exponential histogram of delta temporality.
func deltaNative(at pcommon.Timestamp, scale, offset int32) pmetric.Metrics {
	metrics := pmetric.NewMetrics()
	metric := metrics.ResourceMetrics().AppendEmpty().ScopeMetrics().AppendEmpty().Metrics().AppendEmpty()
	metric.SetName("native")
	metric.SetEmptyExponentialHistogram().SetAggregationTemporality(pmetric.AggregationTemporalityDelta)
	point := metric.ExponentialHistogram().DataPoints().AppendEmpty()
	point.SetTimestamp(at)
	point.SetScale(scale)
	point.SetCount(2)
	point.Positive().SetOffset(offset)
	point.Positive().BucketCounts().FromRaw([]uint64{1, 1})
	return metrics
}

func TestDeltaHistogramsWhoseBucketsNoNumberHasAreRefused(t *testing.T) {
	for _, points := range [][2][2]int32{
		{{-4, math.MinInt32}, {-4, math.MaxInt32 - 1}},
		{{-4, 0}, {math.MaxInt32, math.MaxInt32 - 1}},
		{{8, math.MinInt32}, {8, math.MaxInt32 - 1}},
		{{20, math.MinInt32}, {-4, math.MaxInt32 - 1}},
		{{math.MaxInt32, math.MinInt32}, {math.MaxInt32, math.MaxInt32 - 1}},
	} {
		t.Run(fmt.Sprint(points), func(t *testing.T) {
			translator, _, sink := newTest(1000)
			for index, point := range points {
				translator.Translate(deltaNative(testTime+pcommon.Timestamp(index+1), point[0], point[1]), 1000, sink)
			}
			if _, bytes := translator.SeriesCount(); bytes > 100_000 {
				t.Fatalf("%d bytes are kept of two data points", bytes)
			}
		})
	}
}

func TestHistogramsOfAnyResolutionAreWrittenAtOneThatStoresHave(t *testing.T) {
	translator, _, sink := newTest(1000)
	for _, point := range []struct{ scale, offset int32 }{
		{-4, -69}, {-4, 62}, {0, -1075}, {8, 1023 * 256}, {20, 1023 << 20}, {math.MaxInt32, math.MinInt32},
	} {
		metrics := deltaNative(testTime, point.scale, point.offset)
		metrics.ResourceMetrics().At(0).ScopeMetrics().At(0).Metrics().At(0).ExponentialHistogram().
			SetAggregationTemporality(pmetric.AggregationTemporalityCumulative)
		if result := translator.Translate(metrics, 1000, sink); result.Samples != 1 || len(result.Refused) > 0 {
			t.Errorf("%+v: %+v", point, result)
		}
	}
}

// emptyParts has many resources and scopes, of which only the last has samples.
func emptyParts(round int) pmetric.Metrics {
	metrics := pmetric.NewMetrics()
	for number := range 2000 {
		resource := metrics.ResourceMetrics().AppendEmpty()
		resource.Resource().Attributes().PutInt("number", int64(round*2000+number))
		if number%2 == 0 {
			resource.ScopeMetrics().AppendEmpty().Scope().SetName(fmt.Sprint(round, number))
		}
	}
	batch("one").ResourceMetrics().MoveAndAppendTo(metrics.ResourceMetrics())
	return metrics
}

func TestResourcesAndScopesWithoutMetricsTakeNoMemory(t *testing.T) {
	translator, _, sink := newTest(1000)
	for round := range 3 {
		translator.Translate(emptyParts(round), 1000, sink)
	}
	if len(translator.resources) != 1 {
		t.Fatalf("%d resources are kept, of which one has metrics", len(translator.resources))
	}
}

func TestOrdersOfAttributesTakeNoMemory(t *testing.T) {
	translator, _, sink := newTest(1000)
	random := rand.New(rand.NewPCG(1, 2))
	names := make([]string, 20)
	for index := range names {
		names[index] = fmt.Sprint("attribute ", index)
	}
	send := func() {
		random.Shuffle(len(names), func(a, b int) { names[a], names[b] = names[b], names[a] })
		translator.Translate(batch("one", names...), 1000, sink)
		sink.builder.Reset()
	}
	for range 10 {
		send()
	}
	_, before := translator.SeriesCount()
	for range 1000 {
		send()
	}
	entries, after := translator.SeriesCount()
	if entries != 4 || after > before+10_000 {
		t.Fatalf("%d entries of four series take %d bytes, after %d", entries, after, before)
	}
}

func TestOneTeamDoesNotFillTheCache(t *testing.T) {
	limited := newLimited(t, 1_000_000)
	limited.translator.options.MaxBytes = 2 << 20
	limited.translator.options.Limits.MaxSeries = 100_000
	text := strings.Repeat("x", 2000)
	for number := range 1500 {
		metrics := batch("one", fmt.Sprint(text, number))
		metrics.ResourceMetrics().At(0).Resource().Attributes().PutStr("team", "large")
		if result := limited.translator.Translate(metrics, 1000, limited.sink); result.Samples == 0 {
			t.Fatalf("%+v", result)
		}
		limited.sink.builder.Reset()
	}
	metrics := batch("one")
	metrics.ResourceMetrics().At(0).Resource().Attributes().PutStr("team", "other")
	if result := limited.translator.Translate(metrics, 1000, limited.sink); len(result.Refused) > 0 {
		t.Fatalf("%+v", result)
	}
	limited.translator.Sweep(10_000, limited.sink)
	for _, budget := range limited.translator.budgets {
		if budget.cacheBytes != 0 || budget.textBytes != 0 {
			t.Fatalf("%q: %d and %d bytes are still counted", budget.value, budget.cacheBytes, budget.textBytes)
		}
	}
}

func TestManyExemplarsOfManyBucketsTakeNoTime(t *testing.T) {
	const buckets, exemplars = 9000, 200_000
	metrics := pmetric.NewMetrics()
	metric := metrics.ResourceMetrics().AppendEmpty().ScopeMetrics().AppendEmpty().Metrics().AppendEmpty()
	metric.SetName("classic")
	metric.SetEmptyHistogram().SetAggregationTemporality(pmetric.AggregationTemporalityCumulative)
	point := metric.Histogram().DataPoints().AppendEmpty()
	point.SetTimestamp(testTime)
	for bound := range buckets {
		point.ExplicitBounds().Append(float64(bound))
	}
	for number := range exemplars {
		exemplar := point.Exemplars().AppendEmpty()
		exemplar.SetTimestamp(testTime)
		exemplar.SetDoubleValue(float64(number % buckets))
	}
	translator, _, sink := newTest(1_000_000)
	translator.options.ExemplarMaxAge = time.Minute
	started := time.Now()
	translator.Translate(metrics, 1000, sink)
	if took := time.Since(started); took > 3*time.Second {
		t.Fatalf("a data point took %s, for which all others wait", took)
	}
}

func TestBucketsThatAPageHasNoMoreEndAndTheOthersGoOn(t *testing.T) {
	for _, test := range []struct{ counts, want []uint64 }{
		{[]uint64{goneBucket, goneBucket, 0}, []uint64{0, 6, 6}},
		{[]uint64{1, goneBucket, goneBucket, 2}, []uint64{1, 0, 4, 6}},
		{[]uint64{1, goneBucket, goneBucket}, []uint64{1, 0, 6}},
		{[]uint64{1, 2, 3}, []uint64{1, 3, 6}},
	} {
		metrics := pmetric.NewMetrics()
		scope := metrics.ResourceMetrics().AppendEmpty().ScopeMetrics().AppendEmpty()
		scope.Scope().SetName("receiver/prometheusreceiver")
		metric := scope.Metrics().AppendEmpty()
		metric.SetName("classic")
		metric.SetEmptyHistogram().SetAggregationTemporality(pmetric.AggregationTemporalityCumulative)
		point := metric.Histogram().DataPoints().AppendEmpty()
		point.SetTimestamp(testTime)
		point.SetCount(6)
		for bound := range len(test.counts) - 1 {
			point.ExplicitBounds().Append(float64(bound))
		}
		point.BucketCounts().FromRaw(test.counts)
		translator, _, sink := newTest(100)
		translator.Translate(metrics, 1000, sink)
		// The first one is the count.
		for index, sample := range sink.samples(t)[1:] {
			isEnd := math.Float64bits(sample.Value) == staleBits
			if want := float64(test.want[index]); isEnd != (want == 0) || !isEnd && sample.Value != want {
				t.Errorf("%v: bucket %d is %v instead of %v", test.counts, index, sample.Value, want)
			}
		}
	}
}

func TestAHistogramOfWhichNoBucketIsGoneIsNotCopied(t *testing.T) {
	point := pmetric.NewHistogramDataPoint()
	point.BucketCounts().FromRaw([]uint64{1, 2, 3})
	if copies := testing.AllocsPerRun(100, func() { withoutGoneBuckets(point, 3) }); copies != 0 {
		t.Errorf("it took %v allocations", copies)
	}
}
