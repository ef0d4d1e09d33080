package writepb

// Merge encodes the series of several requests, in order, as one request.
func Merge(requests []Request) ([]byte, error) {
	merged := merging{indices: map[string]uint32{}}
	merged.intern(nil)
	var series []byte
	for index := range requests {
		mapping := renumbering{request: &requests[index], indices: map[uint32]uint32{}, intern: merged.intern}
		for _, message := range requests[index].Series {
			rewritten, err := mapping.series(message)
			if err != nil {
				return nil, err
			}
			series = appendBytesField(series, fieldSeries, rewritten)
		}
	}
	return append(merged.symbols, series...), nil
}

// merging is a table of symbols that several requests share.
type merging struct {
	indices map[string]uint32
	symbols []byte
}

func (m *merging) intern(text []byte) uint32 {
	if index, found := m.indices[string(text)]; found {
		return index
	}
	index := uint32(len(m.indices))
	m.indices[string(text)] = index
	m.symbols = appendBytesField(m.symbols, fieldSymbols, text)
	return index
}
