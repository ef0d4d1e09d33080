package writepb

import "encoding/binary"

// Part encodes the series from first to before last as a request of their own, with the symbols that they use alone.
func (r *Request) Part(first, last int) ([]byte, error) {
	return Merge([]Request{{Symbols: r.Symbols, Series: r.Series[first:last]}})
}

// renumbering writes messages anew with the indices of another table of symbols.
type renumbering struct {
	request *Request
	indices map[uint32]uint32
	// intern returns the index that a string has in the other table.
	intern func([]byte) uint32
}

func (m *renumbering) index(old uint32) (uint32, error) {
	if index, found := m.indices[old]; found {
		return index, nil
	}
	text, err := m.request.symbol(old)
	if err != nil {
		return 0, err
	}
	index := m.intern(text)
	m.indices[old] = index
	return index, nil
}

func (m *renumbering) series(message []byte) ([]byte, error) {
	out := make([]byte, 0, len(message)+8)
	err := eachField(message, func(found field) error {
		var err error
		switch found.number {
		case fieldLabels:
			out, err = m.references(out, found)
		case fieldExemplars:
			out, err = m.nested(out, found, func(part []byte, inner field) ([]byte, error) {
				if inner.number == 1 {
					return m.references(part, inner)
				}
				return append(part, inner.raw...), nil
			})
		case fieldMetadata:
			out, err = m.nested(out, found, func(part []byte, inner field) ([]byte, error) {
				if inner.number != fieldMetadataHelp && inner.number != fieldMetadataUnit {
					return append(part, inner.raw...), nil
				}
				index, err := m.index(uint32(inner.varint))
				return appendVarintField(part, inner.number, uint64(index)), err
			})
		default:
			out = append(out, found.raw...)
		}
		return err
	})
	return out, err
}

func (m *renumbering) references(out []byte, found field) ([]byte, error) {
	packed := make([]byte, 0, len(found.data)+4)
	err := eachReference(found, func(old uint32) error {
		index, err := m.index(old)
		packed = binary.AppendUvarint(packed, uint64(index))
		return err
	})
	return appendBytesField(out, found.number, packed), err
}

func (m *renumbering) nested(out []byte, found field, rewrite func([]byte, field) ([]byte, error)) ([]byte, error) {
	if found.wireType != wireBytes {
		return out, ErrMalformed
	}
	var part []byte
	err := eachField(found.data, func(inner field) error {
		var err error
		part, err = rewrite(part, inner)
		return err
	})
	return appendBytesField(out, found.number, part), err
}
