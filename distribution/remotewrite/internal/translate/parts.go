package translate

import (
	"math"
	"slices"

	"go.opentelemetry.io/collector/pdata/pcommon"

	"gke-telemetry/distribution/remotewrite/internal/writepb"
)

// parts are the series that one data point of a classic histogram or a summary becomes.
type parts struct {
	count []uint32
	sum   []uint32
	// bounds are those of the data point; values has one series for each, and for a histogram one more for +Inf.
	bounds []float64
	values []part
}

// part is a bucket or a quantile.
type part struct {
	labels   []uint32
	exemplar exemplarState
}

// partsOf returns the series of a data point. They are made anew when the bounds change, and are
// nil where that is above a limit.
func (t *Translator) partsOf(owner *metric, found *series, attributes pcommon.Map, bounds []float64, suffix, label string) *parts {
	if found.parts != nil && slices.Equal(found.parts.bounds, bounds) {
		return found.parts
	}
	if found.parts != nil && owner.resource.budget != nil && !t.exchange(owner, found, int(found.size)+len(bounds)-len(found.parts.bounds)) {
		return nil
	}
	t.releaseParts(found)
	created := &parts{bounds: slices.Clone(bounds)}
	found.parts = created
	created.count = t.hold(found, t.seriesLabels(owner, attributes, "_count", Label{}))
	all := created.bounds
	if label == bucketLabel {
		all = slices.Clone(all)
		if len(all) == 0 || !math.IsInf(all[len(all)-1], 1) {
			all = append(all, math.Inf(1))
		}
	}
	for _, bound := range all {
		labels := t.seriesLabels(owner, attributes, suffix, Label{label, boundText(bound, owner.isScraped)})
		created.values = append(created.values, part{labels: t.hold(found, labels)})
	}
	return created
}

// sumOf returns the series of the sum, which not every histogram has.
func (t *Translator) sumOf(owner *metric, found *series, attributes pcommon.Map) []uint32 {
	if found.parts.sum == nil {
		found.parts.sum = t.hold(found, t.seriesLabels(owner, attributes, "_sum", Label{}))
	}
	return found.parts.sum
}

func (t *Translator) releaseParts(gone *series) {
	if gone.parts == nil {
		return
	}
	released := len(gone.parts.count) + len(gone.parts.sum)
	t.release(gone, gone.parts.count)
	t.release(gone, gone.parts.sum)
	for _, value := range gone.parts.values {
		t.release(gone, value.labels)
		released += len(value.labels)
	}
	t.account(gone, -released*labelBytes)
	gone.parts = nil
}

// boundsOf copies bounds into memory that is used again.
func (t *Translator) boundsOf(given pcommon.Float64Slice) []float64 {
	t.bounds = t.bounds[:0]
	for index := range given.Len() {
		t.bounds = append(t.bounds, given.At(index))
	}
	return t.bounds
}

func (t *Translator) addPart(lane uint8, labels []uint32, value float64, timestamp, start int64, metadata writepb.Metadata, exemplars []writepb.Exemplar) {
	t.sink.Builder(lane).AddSample(labels, value, timestamp, start, metadata, exemplars)
	t.result.Samples++
}
