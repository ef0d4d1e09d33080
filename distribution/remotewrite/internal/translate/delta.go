package translate

import (
	"slices"

	"go.opentelemetry.io/collector/pdata/pcommon"
	"go.opentelemetry.io/collector/pdata/pmetric"
)

// deltaBytes is about what adding up costs for a number; a histogram takes eight more for each bucket.
const deltaBytes = 96

// deltaBucketLimit is how many buckets an added up exponential histogram may have before its resolution is halved.
const deltaBucketLimit = 320

// deltaState is the sum of the delta points of a series since its first one here.
type deltaState struct {
	start pcommon.Timestamp
	last  pcommon.Timestamp
	value float64
	// bounds and counts are those of a classic histogram.
	bounds []float64
	counts []uint64
	count  uint64
	hasSum bool
	native native
}

// deltaOf returns the state to which a point may be added, or nil where it is refused.
func (t *Translator) deltaOf(found *series, metric string, start, timestamp pcommon.Timestamp) *deltaState {
	if !found.isKept {
		// Without room in the cache the next point would start from zero again, and every rate would be wrong.
		t.result.refuse(RefusedDeltaLimit, metric, 1)
		return nil
	}
	if timestamp == 0 {
		t.result.refuse(RefusedTimestamp, metric, 1)
		return nil
	}
	if found.delta == nil {
		t.account(found, deltaBytes)
		found.delta = &deltaState{start: start}
	}
	if timestamp <= found.delta.last {
		t.result.refuse(RefusedDeltaOrder, metric, 1)
		return nil
	}
	found.delta.last = timestamp
	return found.delta
}

func (t *Translator) addDeltaNumber(owner *metric, given pmetric.Metric, point pmetric.NumberDataPoint) {
	found := t.seriesOf(owner, point.Attributes(), 1, isStale(point.Flags()))
	if found == nil {
		return
	}
	if isStale(point.Flags()) {
		t.addNumberValue(owner, found, point, 0, 0)
		return
	}
	state := t.deltaOf(found, given.Name(), point.StartTimestamp(), point.Timestamp())
	if state == nil {
		return
	}
	state.value += numberValue(point)
	start := int64(0)
	if given.Sum().IsMonotonic() {
		start = millis(state.start)
	}
	t.addNumberValue(owner, found, point, state.value, start)
}

func (t *Translator) addDeltaHistogram(owner *metric, given pmetric.Metric, point pmetric.HistogramDataPoint) {
	found := t.histogramOf(owner, point)
	if found == nil {
		return
	}
	if isStale(point.Flags()) {
		t.addHistogram(owner, found, point, 0)
		return
	}
	state := t.deltaOf(found, given.Name(), point.StartTimestamp(), point.Timestamp())
	if state == nil {
		return
	}
	bounds := t.boundsOf(point.ExplicitBounds())
	if !slices.Equal(state.bounds, bounds) || len(state.counts) != point.BucketCounts().Len() {
		// Other buckets cannot be added to these: counting starts again, which a store sees as a reset.
		t.account(found, 8*(len(bounds)+point.BucketCounts().Len()-len(state.bounds)-len(state.counts)))
		*state = deltaState{
			start: point.StartTimestamp(), last: state.last,
			bounds: slices.Clone(bounds), counts: make([]uint64, point.BucketCounts().Len()),
		}
	}
	for index := range state.counts {
		state.counts[index] += point.BucketCounts().At(index)
	}
	state.count += point.Count()
	state.value += point.Sum()
	state.hasSum = state.hasSum || point.HasSum()
	total := pmetric.NewHistogramDataPoint()
	point.CopyTo(total)
	total.BucketCounts().FromRaw(state.counts)
	total.SetCount(state.count)
	if state.hasSum {
		total.SetSum(state.value)
	}
	t.addHistogram(owner, found, total, state.start)
}

func (t *Translator) addDeltaNative(owner *metric, given pmetric.Metric, point pmetric.ExponentialHistogramDataPoint) {
	found := t.seriesOf(owner, point.Attributes(), 1, isStale(point.Flags()))
	if found == nil {
		return
	}
	if isStale(point.Flags()) {
		t.addNative(owner, found, point, native{})
		return
	}
	added := nativeOf(point)
	if !added.isPossible() {
		t.result.refuse(RefusedScale, given.Name(), 1)
		return
	}
	state := t.deltaOf(found, given.Name(), point.StartTimestamp(), point.Timestamp())
	if state == nil {
		return
	}
	before := len(state.native.positive.counts) + len(state.native.negative.counts)
	state.native.add(added)
	state.native.start = state.start
	t.account(found, 8*(len(state.native.positive.counts)+len(state.native.negative.counts)-before))
	t.addNative(owner, found, point, state.native)
}

// add puts another histogram into this one, at the coarser of both resolutions.
func (n *native) add(other native) {
	if n.count == 0 && len(n.positive.counts)+len(n.negative.counts) == 0 {
		n.scale = min(other.scale, nativeMaxSchema)
	}
	n.toScale(min(n.scale, other.scale))
	other.toScale(n.scale)
	for n.scale > nativeMinSchema && (span(n.positive, other.positive) > deltaBucketLimit ||
		span(n.negative, other.negative) > deltaBucketLimit) {
		n.toScale(n.scale - 1)
		other.toScale(n.scale)
	}
	n.positive = n.positive.plus(other.positive)
	n.negative = n.negative.plus(other.negative)
	n.count += other.count
	n.zeroCount += other.zeroCount
	n.sum += other.sum
	n.zeroThreshold = max(n.zeroThreshold, other.zeroThreshold)
}

func (n *native) toScale(scale int32) {
	steps := n.scale - scale
	n.positive, n.negative = n.positive.coarser(steps), n.negative.coarser(steps)
	n.scale = scale
}

// span returns how many buckets both have together, with those between them.
func span(a, b buckets) int64 {
	if len(a.counts) == 0 {
		return int64(len(b.counts))
	}
	if len(b.counts) == 0 {
		return int64(len(a.counts))
	}
	return max(a.end(), b.end()) - min(int64(a.offset), int64(b.offset))
}

func (b buckets) end() int64 { return int64(b.offset) + int64(len(b.counts)) }

func (b buckets) plus(other buckets) buckets {
	if len(other.counts) == 0 {
		return b
	}
	if len(b.counts) == 0 {
		return buckets{other.offset, slices.Clone(other.counts)}
	}
	total := b
	if other.offset < b.offset || other.end() > b.end() {
		total.offset = min(b.offset, other.offset)
		total.counts = make([]uint64, span(b, other))
		copy(total.counts[b.offset-total.offset:], b.counts)
	}
	for index, count := range other.counts {
		total.counts[other.offset-total.offset+int32(index)] += count
	}
	return total
}
