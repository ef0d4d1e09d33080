package blockqueue

import (
	"fmt"
	"os"
	"slices"
)

// next reads the record at the cursor and moves it on. found is false where nothing is left.
func (s *store) next() (block Block, at location, found bool) {
	for _, segment := range s.segments {
		if segment.id < s.cursor.segment {
			continue
		}
		if segment.id > s.cursor.segment {
			s.cursor = location{segment: segment.id}
		}
		if s.cursor.offset >= segment.size {
			continue
		}
		result, err := s.scan(segment)
		if err != nil {
			s.observer.StorageFailed(fmt.Errorf("reading %s: %w", segment.path, err))
			result = scan{damagedBytes: segment.size - s.cursor.offset, end: segment.size}
		}
		if result.damagedBytes > 0 {
			s.observer.Damaged(1, result.damagedBytes)
		}
		s.cursor.offset = result.end
		if result.found {
			segment.unacknowledged = append(segment.unacknowledged, result.start)
			return result.block, location{segment: segment.id, offset: result.start}, true
		}
	}
	s.reclaim()
	return Block{}, location{}, false
}

func (s *store) scan(segment *segment) (scan, error) {
	if s.reading == nil || s.readID != segment.id {
		s.closeReading()
		file, err := os.Open(segment.path)
		if err != nil {
			return scan{}, err
		}
		s.reading, s.readID = file, segment.id
	}
	return scanRecord(s.reading, s.cursor.offset, segment.size)
}

func (s *store) closeReading() {
	if s.reading != nil {
		_ = s.reading.Close()
		s.reading = nil
	}
}

// acknowledge says that a record has been dealt with. Segments without anything left are removed.
func (s *store) acknowledge(at location) {
	for _, segment := range s.segments {
		if segment.id != at.segment {
			continue
		}
		if index := slices.Index(segment.unacknowledged, at.offset); index >= 0 {
			segment.unacknowledged = slices.Delete(segment.unacknowledged, index, index+1)
		}
		break
	}
	s.reclaim()
}

// reclaim removes segments from the front whose records have all been read and acknowledged.
func (s *store) reclaim() {
	for len(s.segments) > 0 {
		first := s.segments[0]
		isRead := first.id < s.cursor.segment || first.id == s.cursor.segment && s.cursor.offset >= first.size
		if !isRead || len(first.unacknowledged) > 0 {
			return
		}
		s.removeFirst()
	}
}

func (s *store) removeFirst() {
	first := s.segments[0]
	if len(s.segments) == 1 {
		s.closeActive()
	}
	if s.readID == first.id {
		s.closeReading()
	}
	if err := os.Remove(first.path); err != nil && !os.IsNotExist(err) {
		s.observer.StorageFailed(err)
	}
	s.segments = s.segments[1:]
	if s.cursor.segment <= first.id {
		s.cursor = location{segment: first.id + 1}
	}
}

// dropOldest gives up the oldest segment and counts the samples in it that nobody has read yet.
func (s *store) dropOldest() bool {
	if len(s.segments) == 0 {
		return false
	}
	first := s.segments[0]
	if first.id >= s.cursor.segment {
		samples := uint64(0)
		if first.id > s.cursor.segment {
			s.cursor = location{segment: first.id}
		}
		for s.cursor.offset < first.size {
			result, err := s.scan(first)
			if err != nil || result.end <= s.cursor.offset {
				break
			}
			samples += uint64(result.block.Samples)
			s.cursor.offset = result.end
		}
		s.observer.Dropped(DropDiskFull, samples)
	}
	s.removeFirst()
	return true
}

// position is where a later process has to begin: at the first record that was not acknowledged.
func (s *store) position() location {
	if len(s.segments) == 0 {
		return location{segment: s.nextID}
	}
	first := s.segments[0]
	if len(first.unacknowledged) > 0 {
		return location{segment: first.id, offset: slices.Min(first.unacknowledged)}
	}
	if first.id < s.cursor.segment {
		return location{segment: first.id, offset: first.size}
	}
	return s.cursor
}

// sync writes what the system still holds in memory to the disk, and the position beside it.
func (s *store) sync() error {
	if s.dirty && s.active != nil {
		if err := s.active.Sync(); err != nil {
			return err
		}
	}
	if s.isNew && s.dirty {
		if err := syncDirectory(s.directory); err != nil {
			return err
		}
		s.isNew = false
	}
	s.dirty = false
	if at := s.position(); at != s.saved {
		if err := writePosition(s.directory, at); err != nil {
			return err
		}
		s.saved = at
	}
	return nil
}

// syncDirectory writes the names of new files to the disk. Systems that cannot do this need not be told.
func syncDirectory(path string) error {
	directory, err := os.Open(path)
	if err != nil {
		return err
	}
	_ = directory.Sync()
	return directory.Close()
}

// close writes everything and gives the directory free.
func (s *store) close() error {
	err := s.sync()
	s.abandon()
	return err
}

// abandon gives the directory free and writes nothing, as a crash would.
func (s *store) abandon() {
	s.closeActive()
	s.closeReading()
	_ = s.lock.Close()
}
