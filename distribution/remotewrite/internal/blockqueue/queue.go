package blockqueue

import (
	"errors"
	"sync"
	"syscall"
	"time"
)

// reopenInterval is how long a directory that failed is left alone.
const reopenInterval = 2 * time.Second

// Options are the bounds and the place of a queue.
type Options struct {
	// Directory is where blocks are spilled to. Empty means that memory is all there is.
	Directory string
	// MemoryMaxBytes bounds the payloads in memory.
	MemoryMaxBytes int64
	// DiskMaxBytes bounds the files.
	DiskMaxBytes int64
	// SegmentBytes is the size at which a new file is begun.
	SegmentBytes int64
	// MaxAge is the age of its newest sample at which a block is given up. 0 means never.
	MaxAge time.Duration
	// SpillAfter is how long a block may wait in memory before files are used.
	SpillAfter time.Duration
	// SyncInterval is how often files are synced to the disk. 0 means after each write.
	SyncInterval time.Duration
	// Window is how many blocks may be taken or looked at ahead of the oldest.
	Window int
	// Observer is told what happens.
	Observer Observer
	// Now is the clock.
	Now func() time.Time
}

// Item is a block that waits or has been taken.
type Item struct {
	Block
	queuedAt time.Time
	at       location
	onDisk   bool
	taken    bool
}

// Queue hands blocks out in the order in which they were put in, except that blocks without a common lane may overtake
// each other. It is safe for use by several goroutines.
type Queue struct {
	options Options

	mutex sync.Mutex
	ready *sync.Cond
	// stopped says that nothing is given out any more, closed that nothing is kept up either.
	stopped bool
	closed  bool
	// window holds the oldest blocks, which are all in memory. Behind it come the files, and last the tail in memory.
	window      []*Item
	tail        []*Item
	windowBytes int64
	tailBytes   int64

	store     *store
	retryAt   time.Time
	syncedAt  time.Time
	isOnFiles bool
	// isDiskFull says that the last failure was one of room.
	isDiskFull bool
}

// Open returns a queue. A directory that cannot be used is reported to the observer and tried again later: the queue
// works in memory until then.
func Open(options Options) *Queue {
	if options.Now == nil {
		options.Now = time.Now
	}
	queue := &Queue{options: options}
	queue.ready = sync.NewCond(&queue.mutex)
	queue.mutex.Lock()
	defer queue.mutex.Unlock()
	queue.openStore()
	return queue
}

func (q *Queue) openStore() {
	now := q.options.Now()
	if q.options.Directory == "" || q.store != nil || now.Before(q.retryAt) {
		return
	}
	opened, err := openStore(q.options.Directory, q.options.DiskMaxBytes, q.options.SegmentBytes, q.options.Observer)
	if err != nil {
		q.storageFailed(err)
		return
	}
	q.store, q.syncedAt = opened, now
	q.isOnFiles = opened.unreadBytes() > 0
}

func (q *Queue) storageFailed(err error) {
	q.retryAt = q.options.Now().Add(reopenInterval)
	q.isDiskFull = errors.Is(err, syscall.ENOSPC)
	q.options.Observer.StorageFailed(err)
}

// Put adds a block at the end. It always takes it: where a bound is reached the oldest goes.
func (q *Queue) Put(block Block) {
	q.mutex.Lock()
	defer q.mutex.Unlock()
	q.tail = append(q.tail, &Item{Block: block, queuedAt: q.options.Now()})
	q.tailBytes += int64(len(block.Payload))
	q.settle()
	q.ready.Signal()
}

// settle moves blocks to files where that is due, and keeps to the bounds.
func (q *Queue) settle() {
	if q.shouldSpill() {
		q.spill()
	}
	for q.windowBytes+q.tailBytes > q.options.MemoryMaxBytes && len(q.tail) > 0 {
		// A disk that is full may give room for what is newer by what is oldest.
		if q.isDiskFull && q.store != nil && q.store.unreadBytes() > 0 && q.store.dropOldest() {
			q.retryAt, q.isDiskFull = time.Time{}, false
			q.spill()
			continue
		}
		if len(q.window)+len(q.tail) == 1 {
			return
		}
		q.dropHead(DropMemoryFull)
	}
}

// dropHead gives up the oldest block of the tail.
func (q *Queue) dropHead(reason DropReason) {
	head := q.popTail()
	q.options.Observer.Dropped(reason, uint64(head.Samples))
}

func (q *Queue) popTail() *Item {
	head := q.tail[0]
	q.tail[0] = nil
	q.tail = q.tail[1:]
	q.tailBytes -= int64(len(head.Payload))
	return head
}

// Maintain does what is due with time: spilling, syncing, expiry, and another try with a directory that failed. It is to
// be called a few times a second.
func (q *Queue) Maintain() {
	q.mutex.Lock()
	defer q.mutex.Unlock()
	if q.closed {
		return
	}
	q.openStore()
	q.expire()
	q.settle()
	if q.store != nil && q.options.Now().Sub(q.syncedAt) >= q.options.SyncInterval {
		q.sync()
	}
	q.ready.Broadcast()
}

// Stop makes Take return nothing from now on, for those who wait in it too.
func (q *Queue) Stop() {
	q.mutex.Lock()
	defer q.mutex.Unlock()
	q.stopped = true
	q.ready.Broadcast()
}

// Close writes what is left to files, or counts it as lost where there are none. Take returns nothing from then on.
// Blocks that are taken and not done count as left.
func (q *Queue) Close() error {
	q.mutex.Lock()
	defer q.mutex.Unlock()
	if q.closed {
		return nil
	}
	q.stopped, q.closed = true, true
	q.ready.Broadcast()
	q.retryAt = time.Time{}
	q.openStore()
	q.spill()
	for _, item := range q.window {
		if !item.onDisk {
			q.options.Observer.Dropped(DropShutdown, uint64(item.Samples))
		}
	}
	for len(q.tail) > 0 {
		q.dropHead(DropShutdown)
	}
	if q.store == nil {
		return nil
	}
	return q.store.close()
}
