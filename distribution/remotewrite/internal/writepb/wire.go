package writepb

import (
	"encoding/binary"
	"math"
)

// Wire types of protocol buffers that remote write uses.
const (
	wireVarint = 0
	wireFixed8 = 1
	wireBytes  = 2
	wireFixed4 = 5
)

func appendTag(out []byte, field, wireType int) []byte {
	return binary.AppendUvarint(out, uint64(field)<<3|uint64(wireType))
}

// appendVarintField leaves a zero out, as protocol buffers of version 3 do.
func appendVarintField(out []byte, field int, value uint64) []byte {
	if value == 0 {
		return out
	}
	return binary.AppendUvarint(appendTag(out, field, wireVarint), value)
}

// appendPresentVarint writes a zero as well: a member of a oneof says by its presence which one is meant.
func appendPresentVarint(out []byte, field int, value uint64) []byte {
	return binary.AppendUvarint(appendTag(out, field, wireVarint), value)
}

// appendDoubleField leaves out positive zero alone; negative zero and every NaN keep their bits.
func appendDoubleField(out []byte, field int, value float64) []byte {
	bits := math.Float64bits(value)
	if bits == 0 {
		return out
	}
	return binary.LittleEndian.AppendUint64(appendTag(out, field, wireFixed8), bits)
}

func appendBytesField(out []byte, field int, value []byte) []byte {
	out = binary.AppendUvarint(appendTag(out, field, wireBytes), uint64(len(value)))
	return append(out, value...)
}

func appendStringField(out []byte, field int, value string) []byte {
	out = binary.AppendUvarint(appendTag(out, field, wireBytes), uint64(len(value)))
	return append(out, value...)
}

// zigzag maps small negative numbers to small unsigned ones, as sint32 and sint64 are written.
func zigzag(value int64) uint64 {
	return uint64(value<<1) ^ uint64(value>>63)
}
