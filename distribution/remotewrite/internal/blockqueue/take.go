package blockqueue

import "time"

// Take returns the oldest block whose lanes are free of blocks that are taken or older, and waits until there is one.
// It returns nil after Stop. Each block that was taken has to be given back by Done.
func (q *Queue) Take() *Item {
	q.mutex.Lock()
	defer q.mutex.Unlock()
	for !q.stopped {
		if item := q.takeable(); item != nil {
			item.taken = true
			return item
		}
		q.ready.Wait()
	}
	return nil
}

// TryTake is Take without waiting.
func (q *Queue) TryTake() *Item {
	q.mutex.Lock()
	defer q.mutex.Unlock()
	if q.stopped {
		return nil
	}
	item := q.takeable()
	if item != nil {
		item.taken = true
	}
	return item
}

func (q *Queue) takeable() *Item {
	blocked := uint64(0)
	for index := 0; blocked != AllLanes; index++ {
		if index == len(q.window) && !q.fillWindow() {
			return nil
		}
		item := q.window[index]
		if !item.taken && item.Lanes&blocked == 0 {
			return item
		}
		blocked |= item.Lanes
	}
	return nil
}

// fillWindow moves the next block into the window: from the files first, since they hold what is older.
func (q *Queue) fillWindow() bool {
	if len(q.window) >= q.options.Window {
		return false
	}
	if len(q.window) > 0 && q.windowBytes >= q.options.MemoryMaxBytes/2 {
		return false
	}
	for q.store != nil && q.store.unreadBytes() > 0 {
		block, at, found := q.store.next()
		if !found {
			break
		}
		if q.isExpired(&block) {
			q.options.Observer.Dropped(DropExpired, uint64(block.Samples))
			q.store.acknowledge(at)
			continue
		}
		q.addToWindow(&Item{Block: block, queuedAt: q.options.Now(), at: at, onDisk: true})
		return true
	}
	if len(q.tail) == 0 {
		return false
	}
	q.addToWindow(q.popTail())
	return true
}

func (q *Queue) addToWindow(item *Item) {
	q.window = append(q.window, item)
	q.windowBytes += int64(len(item.Payload))
}

// Done gives a block back that has been dealt with, sent or given up.
func (q *Queue) Done(item *Item) {
	q.mutex.Lock()
	defer q.mutex.Unlock()
	q.remove(item)
	q.ready.Broadcast()
}

func (q *Queue) remove(item *Item) {
	for index, other := range q.window {
		if other != item {
			continue
		}
		q.window = append(q.window[:index], q.window[index+1:]...)
		q.windowBytes -= int64(len(item.Payload))
		break
	}
	if item.onDisk && q.store != nil && !q.closed {
		q.store.acknowledge(item.at)
	}
}

// IsExpired says whether a block that was taken is older than it may become. The caller gives it up.
func (q *Queue) IsExpired(item *Item) bool { return q.isExpired(&item.Block) }

func (q *Queue) isExpired(block *Block) bool {
	if q.options.MaxAge == 0 {
		return false
	}
	return time.UnixMilli(block.NewestMillis).Add(q.options.MaxAge).Before(q.options.Now())
}

// expire gives up blocks in memory that became too old. Blocks in files are looked at when they are read.
func (q *Queue) expire() {
	for index := 0; index < len(q.window); {
		item := q.window[index]
		if item.taken || !q.isExpired(&item.Block) {
			index++
			continue
		}
		q.options.Observer.Dropped(DropExpired, uint64(item.Samples))
		q.remove(item)
	}
	for len(q.tail) > 0 && q.isExpired(&q.tail[0].Block) {
		q.dropHead(DropExpired)
	}
}

// State is what the queue holds.
type State struct {
	// MemoryBytes are the payloads in memory, DiskBytes the files.
	MemoryBytes int64
	DiskBytes   int64
	// CapacityBytes is the bound of both: that of the files, or that of the memory while there are none.
	CapacityBytes int64
	// OldestMillis is the time of the oldest sample that waits, 0 where nothing does.
	OldestMillis int64
	// OldestWait is how long the oldest block in memory has been there.
	OldestWait time.Duration
	// IsOnFiles says that blocks go through files at present.
	IsOnFiles bool
	// Blocks is the number of blocks in memory, taken ones too.
	Blocks int
	// UnreadBytes are the bytes in files that are not in memory as well.
	UnreadBytes int64
}

// State returns what the queue holds at present.
func (q *Queue) State() State {
	q.mutex.Lock()
	defer q.mutex.Unlock()
	state := State{
		MemoryBytes: q.windowBytes + q.tailBytes, OldestWait: q.oldestWait(),
		IsOnFiles: q.isOnFiles, Blocks: len(q.window) + len(q.tail), CapacityBytes: q.options.MemoryMaxBytes,
	}
	switch {
	case len(q.window) > 0:
		state.OldestMillis = q.window[0].OldestMillis
	case len(q.tail) > 0:
		state.OldestMillis = q.tail[0].OldestMillis
	}
	if q.store != nil && !q.closed {
		state.CapacityBytes = q.options.DiskMaxBytes
		state.DiskBytes = q.store.bytes()
		state.UnreadBytes = q.store.unreadBytes()
	}
	return state
}

// IsOnFiles says whether blocks go through files at present.
func (q *Queue) IsOnFiles() bool {
	q.mutex.Lock()
	defer q.mutex.Unlock()
	return q.isOnFiles
}
