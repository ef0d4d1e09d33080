package translate

import (
	"encoding/binary"
	"math"
	"slices"
	"strings"

	"go.opentelemetry.io/collector/pdata/pcommon"
)

// appendAttributes appends a form of attributes that is equal for equal attributes in the same order alone.
func appendAttributes(key []byte, attributes pcommon.Map) []byte {
	for name, value := range attributes.All() {
		key = appendAttribute(key, name, value)
	}
	return key
}

func appendAttribute(key []byte, name string, value pcommon.Value) []byte {
	key = appendText(key, name)
	switch value.Type() {
	case pcommon.ValueTypeStr:
		key = append(key, 's')
		return appendText(key, value.Str())
	case pcommon.ValueTypeInt:
		return binary.AppendVarint(append(key, 'i'), value.Int())
	case pcommon.ValueTypeDouble:
		return binary.LittleEndian.AppendUint64(append(key, 'd'), math.Float64bits(value.Double()))
	case pcommon.ValueTypeBool:
		if value.Bool() {
			return append(key, 't')
		}
		return append(key, 'f')
	default:
		key = append(key, 'o', byte(value.Type()))
		return appendText(key, value.AsString())
	}
}

func appendText(key []byte, text string) []byte {
	length := len(text)
	for length >= 0x80 {
		key = append(key, byte(length)|0x80)
		length >>= 7
	}
	return append(append(key, byte(length)), text...)
}

// appendSortedAttributes is appendAttributes in the order of the names, whatever order the sender has.
func appendSortedAttributes(key []byte, attributes pcommon.Map) []byte {
	type attribute struct {
		name  string
		value pcommon.Value
	}
	all := make([]attribute, 0, attributes.Len())
	for name, value := range attributes.All() {
		all = append(all, attribute{name, value})
	}
	slices.SortStableFunc(all, func(a, b attribute) int { return strings.Compare(a.name, b.name) })
	for _, found := range all {
		key = appendAttribute(key, found.name, found.value)
	}
	return key
}
