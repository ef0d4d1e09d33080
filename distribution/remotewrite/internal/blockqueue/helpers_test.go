package blockqueue

import (
	"encoding/binary"
	"os"
	"strconv"
	"testing"
	"time"
)

// counts is an Observer that adds up.
type counts struct {
	dropped  map[DropReason]uint64
	spilled  int
	damaged  int
	failures []error
}

func newCounts() *counts { return &counts{dropped: map[DropReason]uint64{}} }

func (c *counts) Dropped(reason DropReason, samples uint64) { c.dropped[reason] += samples }
func (c *counts) Spilled(bytes int)                         { c.spilled += bytes }
func (c *counts) Damaged(records int, _ int64)              { c.damaged += records }
func (c *counts) StorageFailed(err error)                   { c.failures = append(c.failures, err) }

// numbered makes a block whose payload begins with a number, so that it is known again.
func numbered(number uint64, size int, lanes uint64) Block {
	payload := make([]byte, 8+size)
	binary.LittleEndian.PutUint64(payload, number)
	for index := range payload[8:] {
		payload[8+index] = byte(number>>3) ^ byte(index*7)
	}
	return Block{Payload: payload, Lanes: lanes, Samples: 1, OldestMillis: int64(number), NewestMillis: int64(number)}
}

func numberOf(block *Block) uint64 { return binary.LittleEndian.Uint64(block.Payload) }

// testSteps is how many steps a model test takes: QUEUE_TEST_STEPS, or 100,000.
func testSteps(t *testing.T) int {
	text := os.Getenv("QUEUE_TEST_STEPS")
	if text == "" {
		if testing.Short() {
			return 5_000
		}
		return 100_000
	}
	steps, err := strconv.Atoi(text)
	if err != nil {
		t.Fatalf("QUEUE_TEST_STEPS is %q: it has to be a whole number", text)
	}
	return steps
}

// testClock is a clock that tests move.
type testClock struct{ now time.Time }

func (c *testClock) Now() time.Time { return c.now }

// crash ends a queue as SIGKILL would: what is in memory is gone, nothing is synced.
func (q *Queue) crash() {
	q.mutex.Lock()
	defer q.mutex.Unlock()
	q.stopped, q.closed = true, true
	if q.store != nil {
		q.store.abandon()
	}
}
