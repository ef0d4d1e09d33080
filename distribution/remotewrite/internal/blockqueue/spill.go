package blockqueue

import "time"

func (q *Queue) shouldSpill() bool {
	if q.store == nil {
		return false
	}
	if q.windowBytes+q.tailBytes > q.options.MemoryMaxBytes {
		return true
	}
	oldest := q.oldestWait()
	if q.isOnFiles && q.store.unreadBytes() == 0 && oldest < q.options.SpillAfter {
		q.isOnFiles = false
	}
	return q.isOnFiles || oldest >= q.options.SpillAfter
}

// oldestWait returns how long the oldest block in memory has been here.
func (q *Queue) oldestWait() time.Duration {
	switch {
	case len(q.window) > 0:
		return q.options.Now().Sub(q.window[0].queuedAt)
	case len(q.tail) > 0:
		return q.options.Now().Sub(q.tail[0].queuedAt)
	}
	return 0
}

// spill writes everything that is in memory alone to files: first the blocks of the window, then the tail. Blocks of the
// window are only in memory alone when nothing older waits in files.
func (q *Queue) spill() {
	if q.store == nil || q.options.Now().Before(q.retryAt) {
		return
	}
	q.isOnFiles = true
	for _, item := range q.window {
		if item.onDisk {
			continue
		}
		at, err := q.store.appendTaken(&item.Block)
		if err == errLargerThanDisk {
			continue
		}
		if err != nil {
			q.storageFailed(err)
			return
		}
		item.at, item.onDisk = at, true
	}
	for len(q.tail) > 0 {
		switch err := q.store.append(&q.tail[0].Block); err {
		case nil:
			q.popTail()
		case errLargerThanDisk:
			q.dropHead(DropDiskFull)
		default:
			q.storageFailed(err)
			return
		}
	}
	if q.options.SyncInterval == 0 {
		q.sync()
	}
}

func (q *Queue) sync() {
	if err := q.store.sync(); err != nil {
		q.storageFailed(err)
	}
	q.syncedAt = q.options.Now()
}
