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
	deadline := time.Now().Add(10 * time.Second)
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

func TestOnlyTheSeriesThatAStoreRefusesAreLost(t *testing.T) {
	for _, status := range []int{400, 409, 422} {
		for _, version := range []Version{Version2, Version1} {
			t.Run(fmt.Sprint(status, " version ", version), func(t *testing.T) {
				f := start(t, func(options *Options) { options.Version = version })
				f.store.SetAnswer(refuseBad(status))
				f.put(numberedNames(100, map[int]bool{3: true, 50: true, 51: true})...)
				f.waitEmpty(t)
				if kept := len(f.store.Kept()); kept != 97 || f.tally.dropped[DropRejected] != 3 {
					t.Fatalf("%d series kept, dropped %v", kept, f.tally.dropped)
				}
			})
		}
	}
}

func TestATooLargeRequestIsHalved(t *testing.T) {
	f := start(t, nil)
	f.store.SetAnswer(func(request storetest.Request) (int, map[string]string, string) {
		if len(request.Samples) > 10 {
			return 413, nil, "too large"
		}
		return 0, nil, ""
	})
	f.put(numberedNames(100, nil)...)
	f.waitEmpty(t)
	if kept := len(f.store.Kept()); kept != 100 || len(f.tally.dropped) != 0 {
		t.Fatalf("%d series kept, dropped %v", kept, f.tally.dropped)
	}
	f.store.SetAnswer(func(storetest.Request) (int, map[string]string, string) { return 413, nil, "too large" })
	f.put("one", "two")
	f.waitEmpty(t)
	if f.tally.dropped[DropTooLarge] != 2 {
		t.Fatalf("dropped %v: a single series cannot be cut", f.tally.dropped)
	}
}

func TestAStoreThatRefusesEverythingCostsAFewRequestsPerBlock(t *testing.T) {
	f := start(t, nil)
	f.store.SetAnswer(func(storetest.Request) (int, map[string]string, string) { return 400, nil, "no" })
	for range 4 {
		f.put(numberedNames(2000, nil)...)
		f.waitEmpty(t)
	}
	if dropped := f.tally.dropped[DropRejected]; dropped != 8000 {
		t.Fatalf("dropped %v instead of all", f.tally.dropped)
	}
	if requests := len(f.store.Requests()); requests > 1000 {
		t.Fatalf("%d requests for four blocks", requests)
	}
	f.store.SetAnswer(refuseBad(400))
	f.put(numberedNames(2000, map[int]bool{7: true})...)
	f.waitEmpty(t)
	if kept := len(f.store.Kept()); kept != 1999 {
		t.Fatalf("%d of 1999 series kept when the store was well again", kept)
	}
}

func TestEveryAnswerThatMayPassIsTriedAgain(t *testing.T) {
	for status, reason := range map[int]RetryReason{
		429: RetryThrottled, 500: RetryServerError, 503: RetryServerError, 599: RetryServerError, 401: RetryUnauthorized,
		403: RetryUnauthorized, 404: RetryNotFound, 405: RetryNotFound, 302: RetryNotFound, 308: RetryNotFound, 408: RetryRequestTimeout,
	} {
		t.Run(fmt.Sprint(status), func(t *testing.T) {
			f, tries := start(t, nil), 0
			f.store.SetAnswer(func(storetest.Request) (int, map[string]string, string) {
				if tries++; tries <= 3 {
					return status, map[string]string{"Location": "/elsewhere"}, "not now"
				}
				return 0, nil, ""
			})
			f.put("one", "two")
			f.waitEmpty(t)
			if len(f.store.Kept()) != 2 || f.tally.retries[reason] != 3 || len(f.tally.dropped) != 0 {
				t.Fatalf("kept %d, retries %v, dropped %v", len(f.store.Kept()), f.tally.retries, f.tally.dropped)
			}
			if requests := f.store.Requests(); requests[3].Attempt != "3" {
				t.Fatalf("the fourth request says it is try %q", requests[3].Attempt)
			}
			if !strings.Contains(f.tally.warnings[0], "not now") {
				t.Fatalf("%q lacks the store's words", f.tally.warnings[0])
			}
		})
	}
}

func TestAFlappingStoreLosesNothingAndKeepsTheOrder(t *testing.T) {
	f, answers := start(t, nil), 0
	f.store.SetAnswer(func(request storetest.Request) (int, map[string]string, string) {
		answers++
		if status := []int{503, 0, 400, 429, 0, 500}[answers%6]; status != 400 || len(request.Samples) > 1 {
			return status, nil, "flapping"
		}
		return 0, nil, ""
	})
	for range 50 {
		f.put("one", "two", "three", "four")
	}
	f.waitEmpty(t)
	for labels, samples := range f.store.Kept() {
		if len(samples) != 50 {
			t.Fatalf("%s has %d of 50 samples", labels, len(samples))
		}
	}
}

func TestRetryAfterIsHeeded(t *testing.T) {
	f, tries := start(t, nil), 0
	var times []time.Time
	f.store.SetAnswer(func(storetest.Request) (int, map[string]string, string) {
		times = append(times, time.Now())
		if tries++; tries == 1 {
			return 429, map[string]string{"Retry-After": "1"}, "slow down"
		}
		return 0, nil, ""
	})
	f.put("one")
	f.waitEmpty(t)
	if waited := times[1].Sub(times[0]); waited < time.Second {
		t.Fatalf("tried again after %s instead of 1s", waited)
	}
}

func TestRetryAfterMayBeSecondsOrADate(t *testing.T) {
	now := time.Date(2026, 1, 2, 3, 4, 5, 0, time.UTC)
	for text, want := range map[string]time.Duration{
		"": 0, "3": 3 * time.Second, "-1": 0, "soon": 0, "99999999999": longestRetryAfter,
		"Fri, 02 Jan 2026 03:04:15 GMT": 10 * time.Second, "Thu, 01 Jan 2026 00:00:00 GMT": 0,
	} {
		if got := parseRetryAfter(text, now); got != want {
			t.Errorf("%q is %s instead of %s", text, got, want)
		}
	}
}

func TestAStoreWithout2FallsBackTo1(t *testing.T) {
	f := start(t, nil)
	f.store.SetAnswer(func(request storetest.Request) (int, map[string]string, string) {
		if request.Version == 2 {
			return 415, nil, "unsupported"
		}
		return 0, nil, ""
	})
	f.put("one", "two")
	f.put("three")
	f.waitEmpty(t)
	if kept := len(f.store.Kept()); kept != 3 || len(f.tally.dropped) != 0 {
		t.Fatalf("%d kept, dropped %v", kept, f.tally.dropped)
	}
}

func TestAStoreThatTakes2WithoutAWordIsSent1(t *testing.T) {
	f := start(t, nil)
	f.store.SaysWritten = false
	f.put("one", "two")
	f.waitEmpty(t)
	requests := f.store.Requests()
	if len(requests) != 2 || requests[1].Version != 1 {
		t.Fatalf("%+v: the second request had to be 1.0, for the first may have been read as nothing", requests)
	}
}

func TestAStoreIsAskedForNothingElseWhereTheVersionIsSet(t *testing.T) {
	f, tries := start(t, func(options *Options) { options.CanFallBack = false }), 0
	f.store.SetAnswer(func(storetest.Request) (int, map[string]string, string) {
		if tries++; tries == 1 {
			return 415, nil, "unsupported"
		}
		return 0, nil, ""
	})
	f.put("one")
	f.waitEmpty(t)
	if f.tally.retries[RetryUnsupported] != 1 || f.store.Requests()[1].Version != 2 {
		t.Fatalf("retries %v", f.tally.retries)
	}
}

func TestAPartThatAStoreWroteIsNotSentAgain(t *testing.T) {
	f := start(t, nil)
	f.store.SetAnswer(func(storetest.Request) (int, map[string]string, string) {
		return 400, map[string]string{"X-Prometheus-Remote-Write-Samples-Written": "3"}, "one is out of order"
	})
	f.put("one", "two", "three", "four")
	f.waitEmpty(t)
	if len(f.store.Requests()) != 1 || f.tally.dropped[DropRejected] != 1 || f.tally.sent != 3 || f.tally.written != 3 {
		t.Fatalf("%d requests, dropped %v, sent %d", len(f.store.Requests()), f.tally.dropped, f.tally.sent)
	}
}

func TestAnExemplarThatAStoreRefusesCostsNoSample(t *testing.T) {
	f := start(t, nil)
	f.store.SetAnswer(func(storetest.Request) (int, map[string]string, string) {
		return 400, map[string]string{"X-Prometheus-Remote-Write-Samples-Written": "2"}, "out of order exemplar"
	})
	f.put("one", "two")
	f.waitEmpty(t)
	if len(f.tally.dropped) != 0 || f.tally.sent != 2 || len(f.tally.warnings) != 0 {
		t.Fatalf("dropped %v, sent %d, warnings %q", f.tally.dropped, f.tally.sent, f.tally.warnings)
	}
}

func TestSmallBlocksThatPiledUpGoTogether(t *testing.T) {
	f := start(t, nil)
	open := make(chan struct{})
	f.store.SetAnswer(func(storetest.Request) (int, map[string]string, string) {
		<-open
		return 0, nil, ""
	})
	for range 9 {
		f.put("one", "two")
	}
	time.Sleep(50 * time.Millisecond)
	close(open)
	f.waitEmpty(t)
	if requests := len(f.store.Requests()); requests > 4 {
		t.Fatalf("%d requests for nine blocks", requests)
	}
	if samples := f.store.Kept()[`__name__="one"`]; len(samples) != 9 {
		t.Fatalf("%d of 9 samples", len(samples))
	}
}
