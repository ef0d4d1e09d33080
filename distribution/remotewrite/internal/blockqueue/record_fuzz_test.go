package blockqueue

import (
	"bytes"
	"testing"
)

// FuzzScanRecord feeds segments of any content: the reader has to come to the end, and what it gives has to be a record
// whose checksum is right.
func FuzzScanRecord(f *testing.F) {
	block := numbered(1, 20, AllLanes)
	good := appendRecord(segmentHeader(), &block)
	f.Add(good)
	f.Add(good[:len(good)-3])
	f.Add(append(bytes.Clone(good[:30]), good...))
	f.Add([]byte(recordMagic))
	f.Fuzz(func(t *testing.T, content []byte) {
		file, offset := bytes.NewReader(content), int64(0)
		for steps := 0; offset < int64(len(content)); steps++ {
			result, err := scanRecord(file, offset, int64(len(content)))
			if err != nil || result.end <= offset || steps > len(content) {
				t.Fatalf("no progress at %d: %+v %v", offset, result, err)
			}
			if result.found {
				again := appendRecord(nil, &result.block)
				if !bytes.Equal(again, content[result.start:result.end]) {
					t.Fatal("the record differs from what it was read from")
				}
			}
			offset = result.end
		}
	})
}
