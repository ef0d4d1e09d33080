package blockqueue

import (
	"os"
	"path/filepath"
	"testing"
	"time"
)

func testOptions(t *testing.T) (Options, *testClock, *counts) {
	clock, observer := &testClock{now: time.UnixMilli(1_000_000)}, newCounts()
	return Options{
		Directory: filepath.Join(t.TempDir(), "queue"), MemoryMaxBytes: 10_000, DiskMaxBytes: 100_000, SegmentBytes: 10_000,
		SpillAfter: 5 * time.Second, SyncInterval: time.Second, Window: 4, Observer: observer, Now: clock.Now,
	}, clock, observer
}

func drainNumbers(queue *Queue) []uint64 {
	var numbers []uint64
	for item := queue.TryTake(); item != nil; item = queue.TryTake() {
		numbers = append(numbers, numberOf(&item.Block))
		queue.Done(item)
	}
	return numbers
}

func TestNothingIsWrittenWhileTheStoreKeepsUp(t *testing.T) {
	options, clock, observer := testOptions(t)
	queue := Open(options)
	for number := range uint64(1000) {
		queue.Put(numbered(number, 1000, AllLanes))
		clock.now = clock.now.Add(time.Second)
		queue.Maintain()
		queue.Done(queue.TryTake())
	}
	entries, err := os.ReadDir(options.Directory)
	if err != nil || len(entries) != 1 || entries[0].Name() != "lock" || observer.spilled != 0 {
		t.Fatalf("%v %v, %d bytes spilled: a lock alone was expected", entries, err, observer.spilled)
	}
	if err := queue.Close(); err != nil {
		t.Fatal(err)
	}
}

func TestBlocksSpillWhenTheStoreIsAwayAndSurviveAKill(t *testing.T) {
	options, clock, observer := testOptions(t)
	queue := Open(options)
	queue.Put(numbered(0, 100, AllLanes))
	queue.Put(numbered(1, 100, AllLanes))
	if queue.TryTake() == nil {
		t.Fatal("nothing to take")
	}
	clock.now = clock.now.Add(6 * time.Second)
	queue.Maintain()
	queue.Put(numbered(2, 100, AllLanes))
	if observer.spilled == 0 {
		t.Fatal("nothing was spilled")
	}
	queue.crash()
	queue = Open(options)
	if numbers := drainNumbers(queue); len(numbers) != 3 || numbers[0] != 0 || numbers[2] != 2 {
		t.Fatalf("%v instead of 0, 1, 2: the one that was under way counts too", numbers)
	}
	if state := queue.State(); state.DiskBytes != 0 {
		t.Fatalf("%d bytes are left in files", state.DiskBytes)
	}
	queue.Put(numbered(3, 100, AllLanes))
	queue.Maintain()
	if queue.IsOnFiles() {
		t.Fatal("blocks still go through files though nothing is behind")
	}
}

func TestShutdownKeepsWhatIsLeft(t *testing.T) {
	options, _, _ := testOptions(t)
	queue := Open(options)
	queue.Put(numbered(7, 100, AllLanes))
	if err := queue.Close(); err != nil {
		t.Fatal(err)
	}
	if numbers := drainNumbers(Open(options)); len(numbers) != 1 || numbers[0] != 7 {
		t.Fatalf("%v instead of 7", numbers)
	}
}

func TestShutdownWithoutADirectoryCountsWhatIsLost(t *testing.T) {
	options, _, observer := testOptions(t)
	options.Directory = ""
	queue := Open(options)
	queue.Put(numbered(7, 100, AllLanes))
	if err := queue.Close(); err != nil || observer.dropped[DropShutdown] != 1 {
		t.Fatalf("%v, dropped %v", err, observer.dropped)
	}
}

func TestBoundsDropTheOldestAndCountIt(t *testing.T) {
	options, _, observer := testOptions(t)
	queue := Open(options)
	for number := range uint64(300) {
		queue.Put(numbered(number, 1000, AllLanes))
	}
	numbers := drainNumbers(queue)
	if numbers[len(numbers)-1] != 299 {
		t.Fatalf("the newest block is missing: %v", numbers)
	}
	if lost := observer.dropped[DropDiskFull]; int(lost)+len(numbers) != 300 || lost == 0 {
		t.Fatalf("%d dropped and %d given out of 300", lost, len(numbers))
	}
	options.Directory = ""
	queue = Open(options)
	for number := range uint64(100) {
		queue.Put(numbered(number, 1000, AllLanes))
	}
	numbers = drainNumbers(queue)
	if lost := observer.dropped[DropMemoryFull]; int(lost)+len(numbers) != 100 || lost == 0 {
		t.Fatalf("%d dropped and %d given out of 100", lost, len(numbers))
	}
}

func TestBlocksExpireByTheirNewestSample(t *testing.T) {
	options, clock, observer := testOptions(t)
	options.MaxAge = time.Minute
	clock.now = time.UnixMilli(50)
	queue := Open(options)
	for number := range uint64(20) {
		queue.Put(numbered(number*10_000, 1000, AllLanes))
	}
	clock.now = time.UnixMilli(100_001 + time.Minute.Milliseconds())
	queue.Maintain()
	if numbers := drainNumbers(queue); len(numbers) != 9 || numbers[0] != 110_000 {
		t.Fatalf("%v instead of those from 110000", numbers)
	}
	if observer.dropped[DropExpired] != 11 {
		t.Fatalf("%v instead of 11 expired", observer.dropped)
	}
}

func TestAFolderThatCannotBeWrittenCostsNothingAndRecovers(t *testing.T) {
	options, clock, observer := testOptions(t)
	// A file in the place of the folder stops root as well, whom permissions do not.
	if err := os.WriteFile(options.Directory, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	queue := Open(options)
	queue.Put(numbered(1, 100, AllLanes))
	clock.now = clock.now.Add(time.Minute)
	queue.Maintain()
	if len(observer.failures) == 0 || observer.spilled != 0 {
		t.Fatalf("%v failures, %d spilled", observer.failures, observer.spilled)
	}
	if err := os.Remove(options.Directory); err != nil {
		t.Fatal(err)
	}
	clock.now = clock.now.Add(time.Minute)
	queue.Maintain()
	if observer.spilled == 0 {
		t.Fatal("the folder is usable again, and nothing was spilled")
	}
	if numbers := drainNumbers(queue); len(numbers) != 1 {
		t.Fatalf("%v instead of 1", numbers)
	}
}

func TestADirectoryInUseIsLeftAlone(t *testing.T) {
	options, _, observer := testOptions(t)
	first := Open(options)
	second := Open(options)
	second.Put(numbered(1, 100, AllLanes))
	if len(observer.failures) != 1 {
		t.Fatalf("%v: one failure about the lock was expected", observer.failures)
	}
	if err := first.Close(); err != nil {
		t.Fatal(err)
	}
	if err := second.Close(); err != nil || observer.dropped[DropShutdown] != 0 {
		t.Fatalf("%v, %v: the directory was free at the end", err, observer.dropped)
	}
}

func TestBlocksOfOtherLanesOvertake(t *testing.T) {
	options, _, _ := testOptions(t)
	queue := Open(options)
	queue.Put(numbered(0, 1, 0b001))
	queue.Put(numbered(1, 1, 0b011))
	queue.Put(numbered(2, 1, 0b010))
	queue.Put(numbered(3, 1, 0b100))
	first, second := queue.TryTake(), queue.TryTake()
	if numberOf(&first.Block) != 0 || numberOf(&second.Block) != 3 || queue.TryTake() != nil {
		t.Fatal("0 and 3 are free; 1 waits for 0, and 2 for 1")
	}
	queue.Done(first)
	if third := queue.TryTake(); numberOf(&third.Block) != 1 || queue.TryTake() != nil {
		t.Fatal("1 is free after 0; 2 still waits")
	}
}

func TestAWriteThatBreaksOffIsWrittenAnew(t *testing.T) {
	options, clock, observer := testOptions(t)
	queue := Open(options)
	queue.Put(numbered(0, 100, AllLanes))
	clock.now = clock.now.Add(time.Minute)
	queue.Maintain()
	// A file that is closed behind the queue's back fails as a disk does that went away.
	_ = queue.store.active.Close()
	queue.Put(numbered(1, 100, AllLanes))
	if len(observer.failures) != 1 {
		t.Fatalf("%v: one failure was expected", observer.failures)
	}
	clock.now = clock.now.Add(time.Minute)
	queue.Maintain()
	queue.crash()
	if numbers := drainNumbers(Open(options)); len(numbers) != 2 || numbers[1] != 1 {
		t.Fatalf("%v instead of 0, 1", numbers)
	}
}

func TestASegmentThatEndsBeforeWhatWasSentOfItCountsAsDamaged(t *testing.T) {
	directory := t.TempDir()
	opened, err := openStore(directory, 1<<20, 1<<20, newCounts())
	if err != nil {
		t.Fatal(err)
	}
	for number := range uint64(3) {
		block := numbered(number, 100, AllLanes)
		if err := opened.append(&block); err != nil {
			t.Fatal(err)
		}
	}
	_, at, _ := opened.next()
	opened.acknowledge(at)
	path := opened.segments[0].path
	if err := opened.close(); err != nil {
		t.Fatal(err)
	}
	if err := os.Truncate(path, 10); err != nil {
		t.Fatal(err)
	}
	observer := newCounts()
	again, err := openStore(directory, 1<<20, 1<<20, observer)
	if err != nil {
		t.Fatal(err)
	}
	if _, _, found := again.next(); found || observer.damaged != 1 {
		t.Fatalf("found is %t and %d stretches count as damaged", found, observer.damaged)
	}
}
