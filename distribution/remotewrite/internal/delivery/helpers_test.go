package delivery

import (
	"context"
	"fmt"
	"net/http"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/klauspost/compress/snappy"

	"gke-telemetry/distribution/remotewrite/internal/blockqueue"
	"gke-telemetry/distribution/remotewrite/internal/storetest"
	"gke-telemetry/distribution/remotewrite/internal/writepb"
)

// tally is the observer of queue and sender.
type tally struct {
	mutex    sync.Mutex
	sent     int
	written  int
	dropped  map[blockqueue.DropReason]uint64
	retries  map[RetryReason]int
	warnings []string
}

func (c *tally) locked(change func()) {
	c.mutex.Lock()
	defer c.mutex.Unlock()
	change()
}

func (c *tally) Sent(samples, _ int)     { c.locked(func() { c.sent += samples }) }
func (c *tally) Written(written Written) { c.locked(func() { c.written += written.Samples }) }
func (c *tally) Retried(reason RetryReason) {
	c.locked(func() { c.retries[reason]++ })
}
func (c *tally) Dropped(reason blockqueue.DropReason, samples uint64) {
	c.locked(func() { c.dropped[reason] += samples })
}
func (c *tally) Warn(what string, status int, message string) {
	c.locked(func() { c.warnings = append(c.warnings, fmt.Sprint(what, " ", status, " ", message)) })
}
func (c *tally) Requested()          {}
func (c *tally) Spilled(int)         {}
func (c *tally) Damaged(int, int64)  {}
func (c *tally) StorageFailed(error) {}

// fixture is a queue with a sender to a store.
type fixture struct {
	store *storetest.Store
	queue *blockqueue.Queue
	tally *tally
}

func start(t *testing.T, change func(*Options)) *fixture {
	created := &fixture{store: storetest.New(t), tally: &tally{dropped: map[blockqueue.DropReason]uint64{}, retries: map[RetryReason]int{}}}
	created.queue = blockqueue.Open(blockqueue.Options{MemoryMaxBytes: 1 << 20, Window: 8, Observer: created.tally})
	options := Options{
		CanFallBack: true, InitialInterval: time.Millisecond, MaxInterval: 20 * time.Millisecond,
		MaxSamples: 1000, MaxBytes: 1 << 20, Observer: created.tally,
	}
	if change != nil {
		change(&options)
	}
	client := WithoutRedirects(&http.Client{Timeout: 2 * time.Second})
	sender := NewSender(&Client{HTTP: client, Endpoint: created.store.URL, UserAgent: "test"}, created.queue, options)
	ctx, cancel := context.WithCancel(context.Background())
	var tasks sync.WaitGroup
	for range 2 {
		tasks.Go(func() { sender.Run(ctx) })
	}
	t.Cleanup(func() {
		cancel()
		created.queue.Stop()
		tasks.Wait()
	})
	return created
}

// put adds a block with a sample for each name.
func (f *fixture) put(names ...string) {
	table := writepb.NewSymbolTable()
	builder := writepb.NewBuilder(table)
	for at, name := range names {
		labels := []uint32{table.Hold("__name__"), table.Hold(name)}
		builder.AddSample(labels, float64(at), 1_700_000_000_000, 0, writepb.Metadata{}, nil)
	}
	block := blockqueue.Block{Payload: snappy.Encode(nil, builder.AppendTo(nil)), Lanes: blockqueue.AllLanes, Samples: uint32(len(names))}
	block.OldestMillis, block.NewestMillis = builder.TimeRange()
	f.queue.Put(block)
}

func (f *fixture) waitEmpty(t *testing.T) {
	t.Helper()
	deadline := time.Now().Add(time.Minute)
	for f.queue.State().Blocks > 0 {
		if time.Now().After(deadline) {
			t.Fatalf("%d blocks are still there; %d requests, warnings %q", f.queue.State().Blocks, len(f.store.Requests()), f.tally.warnings)
		}
		time.Sleep(time.Millisecond)
	}
}

func numberedNames(count int, bad map[int]bool) []string {
	var names []string
	for at := range count {
		if bad[at] {
			names = append(names, fmt.Sprint("bad", at))
			continue
		}
		names = append(names, fmt.Sprint("good", at))
	}
	return names
}

func refuseBad(status int) func(storetest.Request) (int, map[string]string, string) {
	return func(request storetest.Request) (int, map[string]string, string) {
		for _, sample := range request.Samples {
			if strings.Contains(sample.Labels, "bad") {
				return status, nil, "out of order sample"
			}
		}
		return 0, nil, ""
	}
}
