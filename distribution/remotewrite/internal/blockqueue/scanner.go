package blockqueue

import (
	"errors"
	"hash/crc32"
	"io"
)

// scanChunkBytes is how much is read at a time while looking for the next good record behind damage.
const scanChunkBytes = 256 << 10

// scan is the result of reading one record.
type scan struct {
	block Block
	// start and end are where the record stands in the segment.
	start, end int64
	// damagedBytes is how much before the record could not be read, 0 for nothing.
	damagedBytes int64
	// found is false at the end of the segment.
	found bool
}

// scanRecord reads the first good record of a segment at or behind offset. size is the end of what may be read. The
// error is one of reading the file, never one about what stands in it. A payload that is damaged costs its record.
func scanRecord(file io.ReaderAt, offset, size int64) (scan, error) {
	result := scan{start: offset, end: size}
	if offset == 0 {
		result.start = segmentHeaderSize
		header := make([]byte, segmentHeaderSize)
		if err := readFull(file, header, 0, size); errors.Is(err, errDamaged) || !isSegmentHeader(header) {
			// The records have headers with checksums of their own, so they are looked for all the same.
			result.start = 0
		} else if err != nil {
			return result, err
		}
	}
	for result.start < size {
		header := make([]byte, recordHeaderSize)
		err := readFull(file, header, result.start, size)
		var parsed recordHeader
		if err == nil {
			parsed, err = parseRecordHeader(header)
		}
		if err == nil {
			result.block = parsed.block
			result.block.Payload = make([]byte, min(int64(parsed.payloadLength), max(0, size-result.start-recordHeaderSize)))
			result.end = result.start + recordHeaderSize + int64(parsed.payloadLength)
			err = readFull(file, result.block.Payload, result.start+recordHeaderSize, size)
			if err == nil && len(result.block.Payload) == parsed.payloadLength &&
				crc32.Checksum(result.block.Payload, checksumTable) == parsed.payloadSum {
				result.found = true
				return result, nil
			}
		}
		if err != nil && !errors.Is(err, errDamaged) {
			return result, err
		}
		next, err := findRecord(file, result.start+1, size)
		if err != nil {
			return result, err
		}
		result.damagedBytes += next - result.start
		result.start = next
	}
	result.block, result.end = Block{}, size
	return result, nil
}

// findRecord returns where the next header with a right checksum begins, or size.
func findRecord(file io.ReaderAt, offset, size int64) (int64, error) {
	buffer := make([]byte, scanChunkBytes+recordHeaderSize)
	for ; offset < size; offset += scanChunkBytes {
		chunk := buffer[:min(int64(len(buffer)), size-offset)]
		if err := readFull(file, chunk, offset, size); err != nil {
			return 0, err
		}
		for at := nextRecordStart(chunk, 0); at >= 0 && at < scanChunkBytes; at = nextRecordStart(chunk, at+1) {
			if _, err := parseRecordHeader(chunk[at:]); err == nil {
				return offset + int64(at), nil
			}
		}
	}
	return size, nil
}

// readFull reads all of into, and fails with errDamaged where the segment ends before.
func readFull(file io.ReaderAt, into []byte, offset, size int64) error {
	if offset+int64(len(into)) > size {
		return errDamaged
	}
	read, err := file.ReadAt(into, offset)
	if read == len(into) {
		return nil
	}
	if errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) {
		return errDamaged
	}
	return err
}
