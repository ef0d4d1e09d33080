package translate

import (
	"fmt"
	"maps"
	"math"
	"math/rand/v2"
	"testing"
	"time"

	"github.com/prometheus/otlptranslator"
	"go.opentelemetry.io/collector/pdata/pcommon"
	"go.opentelemetry.io/collector/pdata/pmetric"

	"gke-telemetry/distribution/remotewrite/internal/writepb"
)

const testTime = pcommon.Timestamp(1_700_000_000_000_000_000)

// oneSink is a sink with one request for all lanes.
type oneSink struct{ builder *writepb.Builder }

func (s oneSink) Builder(uint8) *writepb.Builder { return s.builder }
func (s oneSink) ForgetSymbols()                 { s.builder.ForgetSymbols() }

// samples reads what was written.
func (s oneSink) samples(t *testing.T) []writepb.Sample {
	t.Helper()
	request, err := writepb.ReadRequest(s.builder.AppendTo(nil))
	if err != nil {
		t.Fatal(err)
	}
	samples, err := request.Samples()
	if err != nil {
		t.Fatal(err)
	}
	return samples
}

func newTest(maxSeries int) (*Translator, *writepb.SymbolTable, oneSink) {
	symbols := writepb.NewSymbolTable()
	translator := NewTranslator(Options{
		Strategy: otlptranslator.UnderscoreEscapingWithSuffixes, PromoteAll: true, ScopeName: true, TargetInfo: true,
		MaxSeries: maxSeries, MaxBytes: 1 << 30, IdleTimeout: time.Minute,
	}, symbols)
	return translator, symbols, oneSink{writepb.NewBuilder(symbols)}
}

// batch has a metric of each type.
func batch(service string, attributes ...string) pmetric.Metrics {
	metrics := pmetric.NewMetrics()
	resource := metrics.ResourceMetrics().AppendEmpty()
	resource.Resource().Attributes().PutStr("service.name", service)
	resource.Resource().Attributes().PutStr("region", "west")
	all := resource.ScopeMetrics().AppendEmpty().Metrics()
	fill := func(given pcommon.Map) {
		for _, name := range attributes {
			given.PutStr(name, "value of "+name)
		}
	}
	gauge := all.AppendEmpty()
	gauge.SetName("gauge")
	gauge.SetDescription("A gauge.")
	number := gauge.SetEmptyGauge().DataPoints().AppendEmpty()
	number.SetTimestamp(testTime)
	fill(number.Attributes())
	classic := all.AppendEmpty()
	classic.SetName("classic")
	classic.SetEmptyHistogram().SetAggregationTemporality(pmetric.AggregationTemporalityDelta)
	histogram := classic.Histogram().DataPoints().AppendEmpty()
	histogram.SetTimestamp(testTime)
	histogram.ExplicitBounds().FromRaw([]float64{1, 2})
	histogram.BucketCounts().FromRaw([]uint64{1, 2, 3})
	histogram.SetCount(6)
	histogram.SetSum(9)
	fill(histogram.Attributes())
	exponential := all.AppendEmpty()
	exponential.SetName("native")
	exponential.SetEmptyExponentialHistogram().SetAggregationTemporality(pmetric.AggregationTemporalityDelta)
	native := exponential.ExponentialHistogram().DataPoints().AppendEmpty()
	native.SetTimestamp(testTime)
	native.Positive().BucketCounts().FromRaw([]uint64{1, 0, 2})
	native.SetCount(3)
	fill(native.Attributes())
	summary := all.AppendEmpty()
	summary.SetName("summary")
	values := summary.SetEmptySummary().DataPoints().AppendEmpty()
	values.SetTimestamp(testTime)
	values.QuantileValues().AppendEmpty().SetQuantile(0.5)
	fill(values.Attributes())
	return metrics
}

func TestSeriesThatAreNotSeenAnyMoreAreForgotten(t *testing.T) {
	translator, symbols, sink := newTest(1000)
	before := symbols.Len()
	for number := range 20 {
		translator.Translate(batch(fmt.Sprint("service", number%5), "a", "b"), 1000, sink)
	}
	if entries, _ := translator.SeriesCount(); entries != 20 {
		t.Fatalf("%d entries instead of four for each of five services", entries)
	}
	translator.Sweep(1059, sink)
	if entries, _ := translator.SeriesCount(); entries != 20 {
		t.Fatalf("%d entries: all were seen within the timeout", entries)
	}
	translator.Sweep(1061, sink)
	if entries, _ := translator.SeriesCount(); entries != 0 || translator.cacheBytes != 0 {
		t.Fatalf("%d entries and %d bytes are left", entries, translator.cacheBytes)
	}
	if symbols.Len() != before || len(translator.resources) != 0 {
		t.Fatalf("%d strings and %d resources are left", symbols.Len()-before, len(translator.resources))
	}
}

func TestAttributesInAnotherOrderAreTheSameSeries(t *testing.T) {
	translator, _, sink := newTest(1000)
	translator.Translate(batch("one", "a", "b"), 1000, sink)
	other := batch("one", "b", "a")
	resource := other.ResourceMetrics().At(0).Resource().Attributes()
	resource.Remove("service.name")
	resource.PutStr("service.name", "one")
	result := translator.Translate(other, 1000, sink)
	if entries, _ := translator.SeriesCount(); entries != 4 {
		t.Fatalf("%d entries instead of 4", entries)
	}
	// The delta points have the same time as those before, which shows that both went to one sum.
	if result.Refused[RefusedDeltaOrder] != 2 {
		t.Fatalf("%+v: two delta points should have been refused", result)
	}
}

func TestWithoutRoomDeltaIsRefusedAndTheRestIsWritten(t *testing.T) {
	translator, symbols, sink := newTest(0)
	before := symbols.Len()
	for range 3 {
		result := translator.Translate(batch("one", "a"), 1000, sink)
		// A gauge, a summary of three series, and target_info.
		if result.Samples != 5 || result.Refused[RefusedDeltaLimit] != 2 {
			t.Fatalf("%+v", result)
		}
	}
	translator.Sweep(2000, sink)
	if symbols.Len() != before {
		t.Fatalf("%d strings are left", symbols.Len()-before)
	}
}

func TestKeysThatShareAHashStayApart(t *testing.T) {
	translator, _, sink := newTest(1000)
	translator.Translate(batch("one", "a"), 1000, sink)
	for _, owner := range translator.resources {
		for _, within := range owner.scopes {
			for _, found := range within.metrics {
				for hash, chain := range found.nodes {
					// An entry of other attributes under the same hash has to be passed over.
					found.nodes[hash] = &node{key: []byte("other"), next: chain, series: &series{}}
				}
			}
		}
	}
	result := translator.Translate(batch("one", "a"), 1000, sink)
	if entries, _ := translator.SeriesCount(); entries != 4 || result.Samples != 5 {
		t.Fatalf("%d entries, %+v", entries, result)
	}
}

func TestBucketsOfAddedUpHistogramsStayBounded(t *testing.T) {
	total := native{}
	for step := range int32(40) {
		total.add(native{scale: 20, count: 1, positive: buckets{step * 1_000_000, []uint64{1}}})
	}
	sum := uint64(0)
	for _, count := range total.positive.counts {
		sum += count
	}
	if sum != 40 || total.count != 40 || len(total.positive.counts) > deltaBucketLimit {
		t.Fatalf("%d observations in %d buckets of scale %d", sum, len(total.positive.counts), total.scale)
	}
}

func TestCoarserBucketsHoldTheSameObservations(t *testing.T) {
	random := rand.New(rand.NewPCG(1, 2))
	for range 2000 {
		fine := buckets{offset: int32(random.IntN(4000)) - 2000, counts: make([]uint64, 1+random.IntN(60))}
		steps := int32(random.IntN(13))
		want := map[int32]uint64{}
		for index := range fine.counts {
			fine.counts[index] = uint64(random.IntN(4))
			if fine.counts[index] > 0 {
				width := math.Exp2(float64(steps))
				want[int32(math.Floor(float64(fine.offset+int32(index))/width))] += fine.counts[index]
			}
		}
		got := map[int32]uint64{}
		coarse := fine.coarser(steps)
		for index, count := range coarse.counts {
			if count > 0 {
				got[coarse.offset+int32(index)] = count
			}
		}
		if !maps.Equal(got, want) {
			t.Fatalf("%v by %d steps is %v instead of %v", fine, steps, got, want)
		}
	}
}

// FuzzTranslate feeds any metrics twice: what comes out can be read, and holds as many samples as were counted.
func FuzzTranslate(f *testing.F) {
	marshaler := pmetric.ProtoMarshaler{}
	for _, metrics := range []pmetric.Metrics{batch("one"), batch("two", "a", "__name__", "le", "job")} {
		encoded, err := marshaler.MarshalMetrics(metrics)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(encoded)
	}
	f.Fuzz(func(t *testing.T, encoded []byte) {
		metrics, err := (&pmetric.ProtoUnmarshaler{}).UnmarshalMetrics(encoded)
		if err != nil {
			return
		}
		translator, _, sink := newTest(20)
		for step := range 4 {
			if step == 2 {
				// The same within a budget, which the cache has no room for.
				translator, _, sink = newTest(2)
				translator.options.Limits = Limits{Attribute: "region", MaxSeries: 10}
			}
			sink.builder.Reset()
			result := translator.Translate(metrics, 1000, sink)
			if samples := sink.samples(t); len(samples) != result.Samples {
				t.Fatalf("%d samples instead of %d", len(samples), result.Samples)
			}
		}
		translator.Sweep(10_000, sink)
		if entries, _ := translator.SeriesCount(); entries != 0 || translator.cacheBytes != 0 {
			t.Fatalf("%d entries and %d bytes are left", entries, translator.cacheBytes)
		}
		for value, live := range translator.LiveSeries() {
			if live != 0 {
				t.Fatalf("%d series of %q are still counted", live, value)
			}
		}
	})
}
