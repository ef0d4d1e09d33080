package blockqueue

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
)

const segmentSuffix = ".blocks"

var errLargerThanDisk = errors.New("the block is larger than the bound of the files")

// segment is one file of records. It is only ever appended to, and only by the process that created it.
type segment struct {
	id   uint64
	path string
	size int64
	// unacknowledged are the offsets of records that were read and not yet sent, in order.
	unacknowledged []int64
}

// store keeps records in segments of one directory and reads them in the order in which they were appended.
type store struct {
	directory    string
	maxBytes     int64
	segmentBytes int64
	observer     Observer

	lock     *os.File
	segments []*segment
	// cursor is where the next record is read. Segments before it wait for acknowledgements only.
	cursor  location
	nextID  uint64
	active  *os.File
	reading *os.File
	readID  uint64
	scratch []byte
	dirty   bool
	// isNew says that the active segment's name may not be on the disk yet.
	isNew bool
	saved location
}

// openStore takes a directory over with what an earlier process left there.
func openStore(directory string, maxBytes, segmentBytes int64, observer Observer) (*store, error) {
	if err := os.MkdirAll(directory, 0o700); err != nil {
		return nil, err
	}
	lock, err := lockDirectory(directory)
	if err != nil {
		return nil, err
	}
	s := &store{directory: directory, maxBytes: maxBytes, segmentBytes: segmentBytes, observer: observer, lock: lock}
	if err := s.loadSegments(); err != nil {
		_ = lock.Close()
		return nil, err
	}
	return s, nil
}

func (s *store) loadSegments() error {
	entries, err := os.ReadDir(s.directory)
	if err != nil {
		return err
	}
	s.saved = readPosition(s.directory)
	s.nextID = s.saved.segment + 1
	for _, entry := range entries {
		name, isSegment := strings.CutSuffix(entry.Name(), segmentSuffix)
		id, err := strconv.ParseUint(name, 16, 64)
		if !isSegment || err != nil {
			continue
		}
		path := filepath.Join(s.directory, entry.Name())
		information, err := entry.Info()
		if err != nil {
			continue
		}
		s.nextID = max(s.nextID, id+1)
		if id < s.saved.segment || information.Size() == 0 {
			_ = os.Remove(path)
			continue
		}
		s.segments = append(s.segments, &segment{id: id, path: path, size: information.Size()})
	}
	slices.SortFunc(s.segments, func(a, b *segment) int { return int(int64(a.id) - int64(b.id)) })
	s.cursor = location{segment: s.nextID}
	if len(s.segments) > 0 {
		s.cursor = location{segment: s.segments[0].id}
		if s.segments[0].id == s.saved.segment {
			s.cursor.offset = min(s.saved.offset, s.segments[0].size)
			if s.saved.offset > s.segments[0].size {
				// It ends before what has been sent of it, so what came behind that is gone too.
				s.observer.Damaged(1, 0)
			}
		}
	} else {
		// Nothing has to be written down as long as nothing is kept.
		s.saved = s.position()
	}
	return nil
}

// bytes returns the size of all files.
func (s *store) bytes() int64 {
	total := int64(0)
	for _, segment := range s.segments {
		total += segment.size
	}
	return total
}

// unreadBytes returns how much is waiting behind the cursor.
func (s *store) unreadBytes() int64 {
	total := int64(0)
	for _, segment := range s.segments {
		switch {
		case segment.id == s.cursor.segment:
			total += segment.size - max(s.cursor.offset, min(segmentHeaderSize, segment.size))
		case segment.id > s.cursor.segment:
			total += segment.size - min(segmentHeaderSize, segment.size)
		}
	}
	return max(total, 0)
}

// append writes a block at the end. Where it fails nothing of it is left.
func (s *store) append(block *Block) error {
	_, err := s.write(block)
	return err
}

// appendTaken writes a block that has been taken for sending already. It may be called only when nothing is unread.
func (s *store) appendTaken(block *Block) (location, error) {
	at, err := s.write(block)
	if err != nil {
		return at, err
	}
	last := s.segments[len(s.segments)-1]
	last.unacknowledged = append(last.unacknowledged, at.offset)
	s.cursor = location{segment: last.id, offset: last.size}
	return at, nil
}

func (s *store) write(block *Block) (location, error) {
	size := int64(recordHeaderSize + len(block.Payload))
	if size+segmentHeaderSize > s.maxBytes {
		return location{}, errLargerThanDisk
	}
	for s.bytes()+size+segmentHeaderSize > s.maxBytes {
		s.dropOldest()
	}
	if err := s.ensureActive(size); err != nil {
		return location{}, err
	}
	last := s.segments[len(s.segments)-1]
	s.scratch = appendRecord(s.scratch[:0], block)
	if _, err := s.active.WriteAt(s.scratch, last.size); err != nil {
		if s.active.Truncate(last.size) != nil {
			s.closeActive()
		}
		return location{}, fmt.Errorf("writing to %s: %w", last.path, err)
	}
	at := location{segment: last.id, offset: last.size}
	last.size += size
	s.dirty = true
	s.observer.Spilled(int(size))
	return at, nil
}

// ensureActive opens a new segment where there is none or the last one is full.
func (s *store) ensureActive(size int64) error {
	if s.active != nil {
		if last := s.segments[len(s.segments)-1]; last.size+size <= s.segmentBytes || last.size == segmentHeaderSize {
			return nil
		}
		if err := s.sync(); err != nil {
			return err
		}
		s.closeActive()
	}
	path := filepath.Join(s.directory, fmt.Sprintf("%016x%s", s.nextID, segmentSuffix))
	file, err := os.OpenFile(path, os.O_RDWR|os.O_CREATE|os.O_EXCL, 0o600)
	if err != nil {
		return err
	}
	if _, err := file.Write(segmentHeader()); err != nil {
		_ = file.Close()
		_ = os.Remove(path)
		return fmt.Errorf("writing to %s: %w", path, err)
	}
	if s.unreadBytes() == 0 {
		s.cursor = location{segment: s.nextID}
	}
	s.segments = append(s.segments, &segment{id: s.nextID, path: path, size: segmentHeaderSize})
	s.nextID++
	s.active, s.isNew = file, true
	return nil
}

func (s *store) closeActive() {
	if s.active != nil {
		_ = s.active.Close()
		s.active = nil
	}
}
