// Package blockqueue is a queue of encoded requests. It lives in memory while the store takes what comes, and in files
// once the store has been away for a while, the memory is used up, or the process ends.
package blockqueue

// LaneCount is the number of lanes that series are spread over. A block says by a bit for each lane which of them its
// series are in; blocks that share no lane share no series.
const LaneCount = 64

// AllLanes is the set of all lanes.
const AllLanes = ^uint64(0)

// Block is an encoded request with what has to be known about it without decoding it.
type Block struct {
	// Payload is a request of remote write 2.0, compressed with snappy.
	Payload []byte
	// Lanes has a bit for each lane that the series of the block are in.
	Lanes uint64
	// Samples is the number of samples and native histograms in it.
	Samples uint32
	// OldestMillis and NewestMillis are the times of the oldest and newest sample, in milliseconds since 1970.
	OldestMillis int64
	NewestMillis int64
}

// DropReason says why samples were given up before the store had them.
type DropReason string

// Reasons for giving up samples in the queue.
const (
	// DropMemoryFull means that the bound in memory was reached and no file could take more.
	DropMemoryFull DropReason = "memory_full"
	// DropDiskFull means that the bound on disk was reached, or the disk itself was full.
	DropDiskFull DropReason = "disk_full"
	// DropExpired means that the samples were older than the longest age.
	DropExpired DropReason = "expired"
	// DropShutdown means that the process ended, and no file could take what was left.
	DropShutdown DropReason = "shutdown"
)

// Observer is told what happens in the queue. Its methods are called with the queue locked and must not call it.
type Observer interface {
	// Dropped counts samples that were given up.
	Dropped(reason DropReason, samples uint64)
	// Spilled counts bytes that were written to files.
	Spilled(bytes int)
	// Damaged counts stretches of files that could not be read, and their bytes.
	Damaged(records int, bytes int64)
	// StorageFailed is told that files could not be written or opened.
	StorageFailed(err error)
}
