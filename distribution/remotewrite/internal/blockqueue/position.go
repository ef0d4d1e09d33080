package blockqueue

import (
	"encoding/binary"
	"hash/crc32"
	"os"
	"path/filepath"
)

// The position file says up to where everything has been sent: magic, segment, offset, checksum.
const (
	positionMagic = "RWPOSIT1"
	positionName  = "position"
	positionSize  = 8 + 8 + 8 + 4
)

// location is where a record begins.
type location struct {
	segment uint64
	offset  int64
}

// readPosition returns the zero location where there is no position file or a damaged one. All that is on disk is then
// sent again, which a store takes as what it has already.
func readPosition(directory string) location {
	data, err := os.ReadFile(filepath.Join(directory, positionName))
	if err != nil || len(data) != positionSize || string(data[:8]) != positionMagic ||
		crc32.Checksum(data[:24], checksumTable) != binary.LittleEndian.Uint32(data[24:]) {
		return location{}
	}
	return location{
		segment: binary.LittleEndian.Uint64(data[8:]),
		offset:  int64(binary.LittleEndian.Uint64(data[16:])),
	}
}

// writePosition replaces the position file in one step, so that a crash leaves the old one or the new one.
func writePosition(directory string, at location) error {
	data := make([]byte, positionSize)
	copy(data, positionMagic)
	binary.LittleEndian.PutUint64(data[8:], at.segment)
	binary.LittleEndian.PutUint64(data[16:], uint64(at.offset))
	binary.LittleEndian.PutUint32(data[24:], crc32.Checksum(data[:24], checksumTable))
	path := filepath.Join(directory, positionName)
	if err := os.WriteFile(path+".new", data, 0o600); err != nil {
		return err
	}
	return os.Rename(path+".new", path)
}
