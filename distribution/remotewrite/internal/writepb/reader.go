package writepb

import (
	"encoding/binary"
	"errors"
)

// ErrMalformed says that bytes are not a remote write request.
var ErrMalformed = errors.New("these bytes are not a remote write request: a field is cut off or has a wrong type")

// field is one field of a message as it stands on the wire.
type field struct {
	number   int
	wireType int
	// varint is set for wireVarint.
	varint uint64
	// data is the content for wireBytes, and the raw bytes for fixed widths.
	data []byte
	// raw is the whole field with its tag.
	raw []byte
}

// nextField splits the first field off message.
func nextField(message []byte) (field, []byte, error) {
	tag, size := binary.Uvarint(message)
	if size <= 0 || tag>>3 == 0 || tag>>3 > 1<<29-1 {
		return field{}, nil, ErrMalformed
	}
	found := field{number: int(tag >> 3), wireType: int(tag & 7)}
	rest := message[size:]
	end := 0
	switch found.wireType {
	case wireVarint:
		found.varint, end = binary.Uvarint(rest)
		if end <= 0 {
			return field{}, nil, ErrMalformed
		}
	case wireFixed8, wireFixed4:
		end = 8
		if found.wireType == wireFixed4 {
			end = 4
		}
		if len(rest) < end {
			return field{}, nil, ErrMalformed
		}
		found.data = rest[:end]
	case wireBytes:
		length, prefix := binary.Uvarint(rest)
		if prefix <= 0 || length > uint64(len(rest)-prefix) {
			return field{}, nil, ErrMalformed
		}
		end = prefix + int(length)
		found.data = rest[prefix:end]
	default:
		return field{}, nil, ErrMalformed
	}
	found.raw = message[:size+end]
	return found, message[size+end:], nil
}

// eachField calls visit for every field of message.
func eachField(message []byte, visit func(field) error) error {
	for len(message) > 0 {
		found, rest, err := nextField(message)
		if err != nil {
			return err
		}
		if err := visit(found); err != nil {
			return err
		}
		message = rest
	}
	return nil
}

// eachReference calls visit for every number of a list of references, packed or not.
func eachReference(found field, visit func(uint32) error) error {
	if found.wireType == wireVarint {
		return visit(uint32(found.varint))
	}
	if found.wireType != wireBytes {
		return ErrMalformed
	}
	for list := found.data; len(list) > 0; {
		reference, size := binary.Uvarint(list)
		if size <= 0 || reference > 1<<32-1 {
			return ErrMalformed
		}
		if err := visit(uint32(reference)); err != nil {
			return err
		}
		list = list[size:]
	}
	return nil
}

// Request is a decoded request of remote write 2.0. Its parts point into the bytes it was read from.
type Request struct {
	// Symbols are the strings that series refer to by index.
	Symbols [][]byte
	// Series are the encoded messages of the series, in order.
	Series [][]byte
}

// ReadRequest takes an uncompressed request of remote write 2.0 apart. It fails with ErrMalformed.
func ReadRequest(encoded []byte) (Request, error) {
	var request Request
	err := eachField(encoded, func(found field) error {
		if found.wireType != wireBytes {
			return ErrMalformed
		}
		switch found.number {
		case fieldSymbols:
			request.Symbols = append(request.Symbols, found.data)
		case fieldSeries:
			request.Series = append(request.Series, found.data)
		}
		return nil
	})
	return request, err
}

func (r *Request) symbol(reference uint32) ([]byte, error) {
	if uint64(reference) >= uint64(len(r.Symbols)) {
		return nil, ErrMalformed
	}
	return r.Symbols[reference], nil
}

// SampleCount returns how many samples and native histograms the series from first to before last hold.
func (r *Request) SampleCount(first, last int) int {
	count := 0
	for _, series := range r.Series[first:last] {
		_ = eachField(series, func(found field) error {
			if found.number == fieldSamples || found.number == fieldHistograms {
				count++
			}
			return nil
		})
	}
	return count
}
