package blockqueue

import (
	"errors"
	"syscall"
	"testing"
	"time"
)

// smallDisk mounts a file system of 256 KiB, where that is permitted.
func smallDisk(t *testing.T) string {
	directory := t.TempDir()
	if err := syscall.Mount("tmpfs", directory, "tmpfs", 0, "size=256k"); err != nil {
		t.Skipf("a small file system cannot be mounted here: %v", err)
	}
	t.Cleanup(func() { _ = syscall.Unmount(directory, syscall.MNT_DETACH) })
	return directory
}

func TestAFullDiskCostsNothingWhileMemoryLasts(t *testing.T) {
	options, clock, observer := testOptions(t)
	options.Directory, options.DiskMaxBytes, options.SegmentBytes = smallDisk(t), 1<<30, 32<<10
	options.MemoryMaxBytes = 1 << 20
	queue := Open(options)
	for number := range uint64(500) {
		queue.Put(numbered(number, 1000, AllLanes))
		clock.now = clock.now.Add(100 * time.Millisecond)
		queue.Maintain()
	}
	if len(observer.failures) == 0 || !errors.Is(observer.failures[0], syscall.ENOSPC) {
		t.Fatalf("%v: the disk should be full", observer.failures)
	}
	numbers := drainNumbers(queue)
	for at, number := range numbers {
		if number != uint64(at) {
			t.Fatalf("block %d came as number %d", number, at)
		}
	}
	if len(numbers) != 500 || len(observer.dropped) != 0 || observer.damaged != 0 {
		t.Fatalf("%d blocks, dropped %v, damaged %d", len(numbers), observer.dropped, observer.damaged)
	}
	queue.Put(numbered(500, 1000, AllLanes))
	clock.now = clock.now.Add(time.Minute)
	before := len(observer.failures)
	queue.Maintain()
	if state := queue.State(); len(observer.failures) != before || state.DiskBytes == 0 {
		t.Fatalf("%+v: the disk has room again, and the block should be on it", state)
	}
}

func TestAFullDiskAndFullMemoryCostTheOldest(t *testing.T) {
	options, clock, observer := testOptions(t)
	options.Directory, options.DiskMaxBytes, options.SegmentBytes = smallDisk(t), 1<<30, 32<<10
	options.MemoryMaxBytes = 50_000
	queue := Open(options)
	for number := range uint64(1000) {
		queue.Put(numbered(number, 1000, AllLanes))
		clock.now = clock.now.Add(100 * time.Millisecond)
		queue.Maintain()
	}
	numbers := drainNumbers(queue)
	if last := numbers[len(numbers)-1]; last != 999 || len(numbers) < 150 {
		t.Fatalf("%d blocks up to %d: the newest have to be kept", len(numbers), last)
	}
	if lost := observer.dropped[DropDiskFull]; int(lost)+len(numbers) != 1000 {
		t.Fatalf("%d blocks and %v dropped of 1000", len(numbers), observer.dropped)
	}
}
