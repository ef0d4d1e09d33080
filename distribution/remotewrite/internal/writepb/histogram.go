package writepb

import (
	"encoding/binary"
	"math"
)

// Span is a run of buckets of a native histogram: the gap to the run before, and the number of buckets.
type Span struct {
	Offset int32
	Length uint32
}

// Histogram is a native histogram with whole counts.
type Histogram struct {
	Count          uint64
	Sum            float64
	Schema         int32
	ZeroThreshold  float64
	ZeroCount      uint64
	NegativeSpans  []Span
	NegativeDeltas []int64
	PositiveSpans  []Span
	PositiveDeltas []int64
	// CustomValues are the upper bounds of the buckets where Schema is CustomBucketsSchema.
	CustomValues    []float64
	TimestampMillis int64
	// StartMillis is when counting began, 0 where it is not known.
	StartMillis int64
}

// CustomBucketsSchema is the schema of histograms whose bounds are listed.
const CustomBucketsSchema = -53

// AddHistogram adds a series with one native histogram.
func (b *Builder) AddHistogram(labels []uint32, histogram *Histogram, metadata Metadata, exemplars []Exemplar) {
	b.begin(labels)
	b.part = appendHistogram(b.part[:0], histogram)
	b.message = appendBytesField(b.message, fieldHistograms, b.part)
	b.addExemplars(exemplars)
	b.end(metadata)
	b.noteTime(histogram.TimestampMillis)
}

func appendHistogram(out []byte, h *Histogram) []byte {
	out = appendPresentVarint(out, 1, h.Count)
	out = appendDoubleField(out, 3, h.Sum)
	out = appendVarintField(out, 4, zigzag(int64(h.Schema)))
	out = appendDoubleField(out, 5, h.ZeroThreshold)
	out = appendPresentVarint(out, 6, h.ZeroCount)
	out = appendSpans(out, 8, h.NegativeSpans)
	out = appendDeltas(out, 9, h.NegativeDeltas)
	out = appendSpans(out, 11, h.PositiveSpans)
	out = appendDeltas(out, 12, h.PositiveDeltas)
	out = appendVarintField(out, 15, uint64(h.TimestampMillis))
	if len(h.CustomValues) > 0 {
		out = binary.AppendUvarint(appendTag(out, 16, wireBytes), uint64(8*len(h.CustomValues)))
		for _, bound := range h.CustomValues {
			out = binary.LittleEndian.AppendUint64(out, math.Float64bits(bound))
		}
	}
	return appendVarintField(out, 17, uint64(h.StartMillis))
}

func appendSpans(out []byte, field int, spans []Span) []byte {
	for _, span := range spans {
		var small [16]byte
		encoded := appendVarintField(small[:0], 1, zigzag(int64(span.Offset)))
		encoded = appendVarintField(encoded, 2, uint64(span.Length))
		out = appendBytesField(out, field, encoded)
	}
	return out
}

func appendDeltas(out []byte, field int, deltas []int64) []byte {
	if len(deltas) == 0 {
		return out
	}
	size := 0
	for _, delta := range deltas {
		for rest := zigzag(delta); ; rest >>= 7 {
			size++
			if rest < 0x80 {
				break
			}
		}
	}
	out = binary.AppendUvarint(appendTag(out, field, wireBytes), uint64(size))
	for _, delta := range deltas {
		out = binary.AppendUvarint(out, zigzag(delta))
	}
	return out
}
