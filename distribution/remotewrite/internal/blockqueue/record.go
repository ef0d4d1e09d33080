package blockqueue

import (
	"bytes"
	"encoding/binary"
	"errors"
	"hash/crc32"
)

// A segment begins with eight bytes that name the format, its version and four bytes that are kept for later.
const (
	segmentMagic      = "RWBLOCKS"
	segmentVersion    = 1
	segmentHeaderSize = 16
)

// A record is a header of fixed size and the payload.
const (
	recordMagic      = "\xb1RW\n"
	recordHeaderSize = 48
	// recordPayloadLimit is above every block that this package writes: a larger length means damage.
	recordPayloadLimit = 64 << 20
	// encodingVersion2Snappy says that the payload is a request of remote write 2.0, compressed with snappy.
	encodingVersion2Snappy = 1
)

var checksumTable = crc32.MakeTable(crc32.Castagnoli)

var errDamaged = errors.New("the record is damaged")

func segmentHeader() []byte {
	header := make([]byte, segmentHeaderSize)
	copy(header, segmentMagic)
	binary.LittleEndian.PutUint32(header[8:], segmentVersion)
	return header
}

func isSegmentHeader(header []byte) bool {
	return len(header) >= segmentHeaderSize && string(header[:8]) == segmentMagic &&
		binary.LittleEndian.Uint32(header[8:]) == segmentVersion
}

// appendRecord appends header and payload of a block to out.
func appendRecord(out []byte, block *Block) []byte {
	var header [recordHeaderSize]byte
	copy(header[:], recordMagic)
	binary.LittleEndian.PutUint32(header[4:], uint32(len(block.Payload)))
	binary.LittleEndian.PutUint32(header[8:], crc32.Checksum(block.Payload, checksumTable))
	binary.LittleEndian.PutUint32(header[12:], block.Samples)
	binary.LittleEndian.PutUint64(header[16:], uint64(block.OldestMillis))
	binary.LittleEndian.PutUint64(header[24:], uint64(block.NewestMillis))
	binary.LittleEndian.PutUint64(header[32:], block.Lanes)
	binary.LittleEndian.PutUint32(header[40:], encodingVersion2Snappy)
	binary.LittleEndian.PutUint32(header[44:], crc32.Checksum(header[:44], checksumTable))
	return append(append(out, header[:]...), block.Payload...)
}

// recordHeader is what stands before a payload.
type recordHeader struct {
	block         Block
	payloadLength int
	payloadSum    uint32
}

// parseRecordHeader fails with errDamaged where the bytes are no header or a damaged one. A header that passes can be
// trusted: it has a checksum of its own, so that a damaged payload does not hide where the next record begins.
func parseRecordHeader(header []byte) (recordHeader, error) {
	if len(header) < recordHeaderSize || string(header[:4]) != recordMagic ||
		crc32.Checksum(header[:44], checksumTable) != binary.LittleEndian.Uint32(header[44:]) {
		return recordHeader{}, errDamaged
	}
	length := binary.LittleEndian.Uint32(header[4:])
	if length > recordPayloadLimit || binary.LittleEndian.Uint32(header[40:]) != encodingVersion2Snappy {
		return recordHeader{}, errDamaged
	}
	return recordHeader{
		payloadLength: int(length),
		payloadSum:    binary.LittleEndian.Uint32(header[8:]),
		block: Block{
			Samples:      binary.LittleEndian.Uint32(header[12:]),
			OldestMillis: int64(binary.LittleEndian.Uint64(header[16:])),
			NewestMillis: int64(binary.LittleEndian.Uint64(header[24:])),
			Lanes:        binary.LittleEndian.Uint64(header[32:]),
		},
	}, nil
}

// nextRecordStart returns where in data the next thing that may be a record begins, at from or later, or -1.
func nextRecordStart(data []byte, from int) int {
	if from >= len(data) {
		return -1
	}
	found := bytes.Index(data[from:], []byte(recordMagic))
	if found < 0 {
		return -1
	}
	return from + found
}
