package writepb

// Field numbers of prometheus.TimeSeries, the series of remote write 1.0.
const (
	version1Series     = 1
	version1Labels     = 1
	version1Samples    = 2
	version1Exemplars  = 3
	version1Histograms = 4
)

// Version1 encodes the series from first to before last as a request of remote write 1.0. What 1.0 has no place for,
// metadata of series and start times, is left out.
func (r *Request) Version1(first, last int) ([]byte, error) {
	var out, message []byte
	for _, series := range r.Series[first:last] {
		var err error
		if message, err = r.version1Series(message[:0], series); err != nil {
			return nil, err
		}
		out = appendBytesField(out, version1Series, message)
	}
	return out, nil
}

func (r *Request) version1Series(out, series []byte) ([]byte, error) {
	err := eachField(series, func(found field) error {
		var err error
		switch found.number {
		case fieldLabels:
			out, err = r.version1Labels(out, found)
		case fieldSamples:
			out, err = appendWithout(out, version1Samples, found, 3)
		case fieldHistograms:
			out, err = appendWithout(out, version1Histograms, found, 17)
		case fieldExemplars:
			out, err = r.version1Exemplar(out, found)
		}
		return err
	})
	return out, err
}

// version1Labels writes each pair of references as a label with its strings; the field has number 1 in series and
// exemplars alike.
func (r *Request) version1Labels(out []byte, found field) ([]byte, error) {
	var name []byte
	isValue := false
	err := eachReference(found, func(reference uint32) error {
		text, err := r.symbol(reference)
		if err != nil {
			return err
		}
		if !isValue {
			name, isValue = text, true
			return nil
		}
		isValue = false
		var small [128]byte
		label := appendBytesField(small[:0], 1, name)
		out = appendBytesField(out, version1Labels, appendBytesField(label, 2, text))
		return nil
	})
	if err == nil && isValue {
		err = ErrMalformed
	}
	return out, err
}

func (r *Request) version1Exemplar(out []byte, found field) ([]byte, error) {
	var part []byte
	err := eachField(found.data, func(inner field) error {
		var err error
		if inner.number == 1 {
			part, err = r.version1Labels(part, inner)
			return err
		}
		part = append(part, inner.raw...)
		return nil
	})
	return appendBytesField(out, version1Exemplars, part), err
}

// appendWithout copies a message under another field number and leaves one of its fields out.
func appendWithout(out []byte, number int, found field, without int) ([]byte, error) {
	if found.wireType != wireBytes {
		return out, ErrMalformed
	}
	part := make([]byte, 0, len(found.data))
	err := eachField(found.data, func(inner field) error {
		if inner.number != without {
			part = append(part, inner.raw...)
		}
		return nil
	})
	return appendBytesField(out, number, part), err
}
