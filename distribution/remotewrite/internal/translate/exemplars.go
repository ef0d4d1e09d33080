package translate

import (
	"encoding/hex"
	"math"
	"slices"
	"strings"
	"unicode/utf8"

	"go.opentelemetry.io/collector/pdata/pmetric"

	"gke-telemetry/distribution/remotewrite/internal/writepb"
)

// exemplarRunes is how long the labels of an exemplar may be together.
const exemplarRunes = 128

const (
	traceIDLabel = "trace_id"
	spanIDLabel  = "span_id"
)

// exemplarState is the last exemplar that a series was given. A store refuses the whole request for one that is older
// than the last, and applications repeat theirs with each export until there is a new one.
type exemplarState struct {
	lastMillis int64
	lastValue  float64
}

// bucketed is an exemplar of a data point, by its position, and the bucket that its value is in.
type bucketed struct{ bucket, position int }

// bucketsOf returns the exemplars of a data point in the order of their buckets, in memory that is used again. Without
// bounds there is one bucket.
func (t *Translator) bucketsOf(given pmetric.ExemplarSlice, bounds []float64) []bucketed {
	t.bucketed = t.bucketed[:0]
	for position := range given.Len() {
		value := exemplarValue(given.At(position))
		if math.IsNaN(value) || math.IsInf(value, -1) {
			continue
		}
		bucket, _ := slices.BinarySearch(bounds, value)
		t.bucketed = append(t.bucketed, bucketed{bucket, position})
	}
	slices.SortStableFunc(t.bucketed, func(a, b bucketed) int { return a.bucket - b.bucket })
	return t.bucketed
}

// exemplarsOf returns those exemplars of a series that are newer than its last ones, oldest first. Of a series that is new
// here the newest alone is taken, since the store may know the others.
func (t *Translator) exemplarsOf(given pmetric.ExemplarSlice, own []bucketed, state *exemplarState, sampleMillis int64) []writepb.Exemplar {
	taken := t.exemplars[:0]
	isFirst := state.lastMillis == 0
	for _, found := range own {
		exemplar := given.At(found.position)
		value := exemplarValue(exemplar)
		timestamp := millis(exemplar.Timestamp())
		if timestamp == 0 && value != state.lastValue {
			timestamp = sampleMillis
		}
		if timestamp <= state.lastMillis || timestamp < sampleMillis-t.options.ExemplarMaxAge.Milliseconds() {
			t.result.ExemplarsDropped++
			continue
		}
		taken = append(taken, writepb.Exemplar{Labels: exemplarLabels(exemplar), Value: value, TimestampMillis: timestamp})
	}
	t.exemplars = taken
	if len(taken) == 0 {
		return nil
	}
	slices.SortStableFunc(taken, compareExemplars)
	if isFirst {
		t.result.ExemplarsDropped += len(taken) - 1
		taken = taken[len(taken)-1:]
	}
	last := taken[len(taken)-1]
	state.lastMillis, state.lastValue = last.TimestampMillis, last.Value
	return taken
}

func compareExemplars(a, b writepb.Exemplar) int {
	switch {
	case a.TimestampMillis != b.TimestampMillis:
		return int(a.TimestampMillis - b.TimestampMillis)
	case a.Value < b.Value:
		return -1
	case a.Value > b.Value:
		return 1
	}
	return 0
}

func exemplarValue(exemplar pmetric.Exemplar) float64 {
	if exemplar.ValueType() == pmetric.ExemplarValueTypeInt {
		return float64(exemplar.IntValue())
	}
	return exemplar.DoubleValue()
}

// exemplarLabels returns trace, span and the filtered attributes, the latter only where all of them are short enough.
func exemplarLabels(exemplar pmetric.Exemplar) []string {
	var labels []Label
	if id := exemplar.TraceID(); !id.IsEmpty() {
		labels = append(labels, Label{traceIDLabel, hex.EncodeToString(id[:])})
	}
	if id := exemplar.SpanID(); !id.IsEmpty() {
		labels = append(labels, Label{spanIDLabel, hex.EncodeToString(id[:])})
	}
	ids, runes := len(labels), 0
	for name, value := range exemplar.FilteredAttributes().All() {
		if name != "" && !hasLabel(labels, name) {
			labels = append(labels, Label{strings.ToValidUTF8(name, "_"), strings.ToValidUTF8(value.AsString(), "\uFFFD")})
		}
	}
	for _, label := range labels {
		runes += utf8.RuneCountInString(label.Name) + utf8.RuneCountInString(label.Value)
	}
	if runes > exemplarRunes {
		labels = labels[:ids]
	}
	slices.SortFunc(labels, func(a, b Label) int { return strings.Compare(a.Name, b.Name) })
	texts := make([]string, 0, 2*len(labels))
	for _, label := range labels {
		texts = append(texts, label.Name, label.Value)
	}
	return texts
}
