package translate

import (
	"math"

	"go.opentelemetry.io/collector/pdata/pcommon"
	"go.opentelemetry.io/collector/pdata/pmetric"

	"gke-telemetry/distribution/remotewrite/internal/writepb"
)

const (
	// nativeMinSchema and nativeMaxSchema are the resolutions that native histograms have.
	nativeMinSchema = -4
	nativeMaxSchema = 8
	// defaultZeroThreshold is what Prometheus takes where a histogram does not say how wide its zero bucket is.
	defaultZeroThreshold = 1e-128
	// largestExponent is what the exponents of two of all numbers are below, and above its negative.
	largestExponent = 1080
	// fillGap is how many empty buckets are written out before a new span is cheaper.
	fillGap = 2
)

func (t *Translator) addNatives(owner *metric, given pmetric.Metric) {
	points := given.ExponentialHistogram().DataPoints()
	switch given.ExponentialHistogram().AggregationTemporality() {
	case pmetric.AggregationTemporalityCumulative:
		for index := range points.Len() {
			point := points.At(index)
			if found := t.seriesOf(owner, point.Attributes(), 1, isStale(point.Flags())); found != nil {
				t.addNative(owner, found, point, nativeOf(point))
			}
		}
	case pmetric.AggregationTemporalityDelta:
		for index := range points.Len() {
			t.addDeltaNative(owner, given, points.At(index))
		}
	default:
		t.result.refuse(RefusedTemporality, given.Name(), points.Len())
	}
}

// buckets are counts in a row, of which the first has an index.
type buckets struct {
	offset int32
	counts []uint64
}

// native is an exponential histogram as OTLP has it.
type native struct {
	scale              int32
	count, zeroCount   uint64
	sum, zeroThreshold float64
	positive, negative buckets
	start              pcommon.Timestamp
}

// nativeOf returns a data point at a resolution that native histograms have, if it has one.
func nativeOf(point pmetric.ExponentialHistogramDataPoint) native {
	given := native{
		scale: point.Scale(), count: point.Count(), zeroCount: point.ZeroCount(), sum: point.Sum(),
		zeroThreshold: point.ZeroThreshold(), start: point.StartTimestamp(),
		positive: buckets{point.Positive().Offset(), point.Positive().BucketCounts().AsRaw()},
		negative: buckets{point.Negative().Offset(), point.Negative().BucketCounts().AsRaw()},
	}
	given.toScale(min(given.scale, nativeMaxSchema))
	return given
}

// isPossible says whether the resolution is one of native histograms, and numbers are in the range of every bucket. The
// index of a bucket is the sender's choice: between two that are far apart would be billions of empty ones.
func (n *native) isPossible() bool {
	if n.scale < nativeMinSchema {
		return false
	}
	limit := int64(largestExponent*math.Exp2(float64(n.scale))) + 2
	for _, side := range []buckets{n.positive, n.negative} {
		if len(side.counts) > 0 && (int64(side.offset) < -limit || side.end() > limit) {
			return false
		}
	}
	return true
}

func (t *Translator) addNative(owner *metric, found *series, point pmetric.ExponentialHistogramDataPoint, value native) {
	timestamp := millis(point.Timestamp())
	if timestamp == 0 {
		t.result.refuse(RefusedTimestamp, owner.name, 1)
		return
	}
	histogram := &t.native
	*histogram = writepb.Histogram{TimestampMillis: timestamp}
	var exemplars []writepb.Exemplar
	switch {
	case isStale(point.Flags()):
		histogram.Sum = staleMarker
		owner.resource.budget.end(found)
	case !value.isPossible():
		t.result.refuse(RefusedScale, owner.name, 1)
		return
	default:
		fillNative(histogram, value)
		exemplars = t.exemplarsOf(point.Exemplars(), t.bucketsOf(point.Exemplars(), nil), &found.exemplar, timestamp)
	}
	t.sink.Builder(found.lane).AddHistogram(found.labels, histogram, owner.metadata, exemplars)
	t.result.Samples++
}

func fillNative(histogram *writepb.Histogram, value native) {
	histogram.Schema = value.scale
	histogram.Count, histogram.Sum, histogram.ZeroCount = value.count, value.sum, value.zeroCount
	histogram.StartMillis = millis(value.start)
	histogram.ZeroThreshold = value.zeroThreshold
	if histogram.ZeroThreshold == 0 {
		histogram.ZeroThreshold = defaultZeroThreshold
	}
	histogram.PositiveSpans, histogram.PositiveDeltas = spansOf(value.positive)
	histogram.NegativeSpans, histogram.NegativeDeltas = spansOf(value.negative)
}

// coarser halves the resolution steps times: each bucket is then two of before.
func (b buckets) coarser(steps int32) buckets {
	if steps == 0 || len(b.counts) == 0 {
		return b
	}
	// More than 31 halvings bring every index to 0 or -1.
	steps = min(steps, 31)
	first := b.offset >> steps
	last := int32((int64(b.offset) + int64(len(b.counts)) - 1) >> steps)
	merged := buckets{first, make([]uint64, last-first+1)}
	for index, count := range b.counts {
		merged.counts[int32((int64(b.offset)+int64(index))>>steps)-first] += count
	}
	return merged
}

// spansOf leaves empty buckets out. Prometheus counts a bucket by its upper bound and OTLP by its lower one, which makes
// a difference of one in the index.
func spansOf(dense buckets) ([]writepb.Span, []int64) {
	var spans []writepb.Span
	var deltas []int64
	previous, position := int64(0), int32(0)
	for index, count := range dense.counts {
		if count == 0 {
			continue
		}
		at := dense.offset + int32(index) + 1
		gap := at - position
		if len(spans) == 0 || gap > fillGap {
			spans = append(spans, writepb.Span{Offset: gap})
		} else {
			for range gap {
				deltas = append(deltas, -previous)
				previous = 0
				spans[len(spans)-1].Length++
			}
		}
		spans[len(spans)-1].Length++
		deltas = append(deltas, int64(count)-previous)
		previous, position = int64(count), at+1
	}
	return spans, deltas
}
