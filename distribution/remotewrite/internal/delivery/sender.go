package delivery

import (
	"context"
	"math/rand/v2"
	"sync/atomic"
	"time"

	"github.com/klauspost/compress/snappy"

	"gke-telemetry/distribution/remotewrite/internal/blockqueue"
)

// Reasons for giving samples up while sending.
const (
	// DropRejected means that the store does not want these series.
	DropRejected blockqueue.DropReason = "rejected"
	// DropTooLarge means that a single series is too large for the store.
	DropTooLarge blockqueue.DropReason = "too_large"
	// DropNotWritten means that the store said it took the request, and then that it wrote less than was in it.
	DropNotWritten blockqueue.DropReason = "not_written"
	// DropUnreadable means that a block could not be decoded, which a change of the file format alone explains.
	DropUnreadable blockqueue.DropReason = "unreadable"
)

// Observer is told what becomes of blocks. Its methods are called by several goroutines.
type Observer interface {
	// Sent counts samples of requests that a store took, and the bytes of these requests.
	Sent(samples, bytes int)
	// Written counts what a store said it wrote.
	Written(Written)
	// Dropped counts samples that were given up.
	Dropped(reason blockqueue.DropReason, samples uint64)
	// Requested counts requests that went out, whatever the answer.
	Requested()
	// Retried counts requests that have to be sent again.
	Retried(RetryReason)
	// Warn tells a person about an answer. status is 0 where there was none.
	Warn(what string, status int, message string)
}

// Options are how blocks are sent.
type Options struct {
	// Version is the one to begin with. CanFallBack allows 1.0 for a store that does not understand 2.0.
	Version     Version
	CanFallBack bool
	// InitialInterval and MaxInterval bound the pauses between tries; they double, with jitter.
	InitialInterval time.Duration
	MaxInterval     time.Duration
	// MaxSamples and MaxBytes bound what small blocks are put together to.
	MaxSamples int
	MaxBytes   int
	Observer   Observer
}

// Sender takes blocks from a queue and sends them. Run may be called by as many goroutines as requests may be under way.
type Sender struct {
	client  *Client
	queue   *blockqueue.Queue
	options Options

	version atomic.Int32
	// isConfirmed says that the store has shown that it understands 2.0.
	isConfirmed atomic.Bool
	// isSuspicious says that the last block was refused to the last series.
	isSuspicious atomic.Bool
	// pausedUntil is when the store wants to be asked again, in nanoseconds since started: the clock of the node may be put
	// back meanwhile.
	started     time.Time
	pausedUntil atomic.Int64
	deliveries  atomic.Int64
	// underWay is the number of requests that have no answer yet.
	underWay atomic.Int64
}

// NewSender returns a sender that does nothing until Run.
func NewSender(client *Client, queue *blockqueue.Queue, options Options) *Sender {
	sender := &Sender{client: client, queue: queue, options: options, started: time.Now()}
	sender.version.Store(int32(options.Version))
	return sender
}

// Deliveries returns how many blocks have been dealt with.
func (s *Sender) Deliveries() int64 { return s.deliveries.Load() }

// UnderWay returns the number of requests that have no answer yet.
func (s *Sender) UnderWay() int64 { return s.underWay.Load() }

// Run sends blocks until the queue is closed or ctx ends. A block that is under way when ctx ends stays in the queue.
func (s *Sender) Run(ctx context.Context) {
	for ctx.Err() == nil {
		first := s.queue.Take()
		if first == nil {
			return
		}
		items := append([]*blockqueue.Item{first}, s.queue.TakeMore(first, s.options.MaxSamples, s.options.MaxBytes)...)
		if !s.deliver(ctx, items) {
			return
		}
		for _, item := range items {
			s.queue.Done(item)
		}
		s.deliveries.Add(int64(len(items)))
	}
}

// deliver sends blocks until all of their series are with the store or given up. It returns false where ctx ended before.
func (s *Sender) deliver(ctx context.Context, items []*blockqueue.Item) bool {
	current := &parcel{items: items, smallest: 1}
	if err := current.prepare(); err != nil {
		s.options.Observer.Warn("A block could not be read and is given up", 0, err.Error())
		s.options.Observer.Dropped(DropUnreadable, uint64(current.samples()))
		return true
	}
	return s.sendParcel(ctx, current)
}

// body returns the bytes to send for a piece, compressed.
func (s *Sender) body(current *parcel, part piece, version Version) ([]byte, error) {
	if version == Version2 && part.isWhole && current.payload != nil {
		return current.payload, nil
	}
	if err := current.decode(); err != nil {
		return nil, err
	}
	var encoded []byte
	var err error
	if version == Version1 {
		encoded, err = current.request.Version1(part.first, part.last(current))
	} else {
		encoded, err = current.request.Part(part.first, part.last(current))
	}
	if err != nil {
		return nil, err
	}
	return snappy.Encode(nil, encoded), nil
}

// wait pauses before another try. It returns false where ctx ends before.
func (s *Sender) wait(ctx context.Context, tries int, retryAfter time.Duration) bool {
	pause := s.options.InitialInterval << min(tries-1, 20)
	if pause > s.options.MaxInterval || pause <= 0 {
		pause = s.options.MaxInterval
	}
	// Between half of it and one and a half, so that many senders do not come back together.
	pause = pause/2 + time.Duration(rand.Int64N(int64(pause)+1))
	if retryAfter > 0 {
		until := int64(time.Since(s.started) + retryAfter)
		for {
			known := s.pausedUntil.Load()
			if known >= until || s.pausedUntil.CompareAndSwap(known, until) {
				break
			}
		}
		pause = max(pause, retryAfter)
	}
	return sleep(ctx, pause)
}

// waitForStore waits until the time that the store asked for.
func (s *Sender) waitForStore(ctx context.Context) bool {
	pause := time.Duration(s.pausedUntil.Load()) - time.Since(s.started)
	return pause <= 0 || sleep(ctx, pause)
}

func sleep(ctx context.Context, pause time.Duration) bool {
	timer := time.NewTimer(pause)
	defer timer.Stop()
	select {
	case <-ctx.Done():
		return false
	case <-timer.C:
		return true
	}
}
