package delivery

import (
	"context"
	"slices"

	"gke-telemetry/distribution/remotewrite/internal/blockqueue"
)

const (
	// manyRefusals is how many series a store may refuse in one block before the pieces that are given up together
	// become larger: coarsePieces series. It bounds the requests that a block can cost.
	manyRefusals = 256
	coarsePieces = 16
	// suspiciousCut is how often a block is halved at first when the one before it was refused to the last series.
	suspiciousCut = 3
)

// piece is a run of series of a parcel.
type piece struct {
	first, count int
	isWhole      bool
	depth        int
}

// last returns the index behind the piece's last series.
func (p piece) last(of *parcel) int {
	if p.isWhole {
		return len(of.request.Series)
	}
	return p.first + p.count
}

// sendParcel sends the whole parcel, and where the store refuses it cuts it until the series that it refuses stand alone.
// It returns false where ctx ended before everything was dealt with.
func (s *Sender) sendParcel(ctx context.Context, current *parcel) bool {
	waiting := []piece{{isWhole: true}}
	for len(waiting) > 0 || len(current.deferred) > 0 {
		if len(waiting) == 0 {
			// Either nothing of the block is wanted, or what was put off deserves to be cut further.
			waiting, current.deferred = s.decideDeferred(current), nil
			continue
		}
		part := waiting[len(waiting)-1]
		waiting = waiting[:len(waiting)-1]
		result, isAnswered := s.sendPiece(ctx, current, part)
		if !isAnswered {
			return false
		}
		if result.verdict == delivered {
			current.taken++
			continue
		}
		waiting = append(waiting, s.cut(current, part, result)...)
	}
	s.isSuspicious.Store(current.taken == 0 && current.refused > 0)
	return true
}

// cut returns the halves of a piece that was refused, the first half last. A piece that is not cut any more is given up.
func (s *Sender) cut(current *parcel, part piece, result answer) []piece {
	if part.isWhole {
		if err := current.decode(); err != nil {
			s.options.Observer.Dropped(DropUnreadable, uint64(current.samples()))
			return nil
		}
		part.count = len(current.request.Series)
	}
	if current.refused >= manyRefusals {
		current.smallest = coarsePieces
	}
	if part.count <= current.smallest {
		s.giveUp(current, part, result)
		return nil
	}
	if s.isSuspicious.Load() && current.taken == 0 && part.depth >= suspiciousCut && result.verdict == rejected {
		current.deferred = append(current.deferred, part)
		current.lastRefusal = result
		return nil
	}
	half := part.count / 2
	first := piece{first: part.first, count: half, depth: part.depth + 1}
	second := piece{first: part.first + half, count: part.count - half, depth: part.depth + 1}
	return []piece{second, first}
}

// decideDeferred returns the pieces that were put off for another try, in order, or gives them up where the store took
// nothing of the block at all.
func (s *Sender) decideDeferred(current *parcel) []piece {
	var again []piece
	for _, part := range slices.Backward(current.deferred) {
		if current.taken == 0 {
			s.giveUp(current, part, current.lastRefusal)
			continue
		}
		again = append(again, part)
	}
	return again
}

func (s *Sender) giveUp(current *parcel, part piece, result answer) {
	reason := DropRejected
	if result.verdict == tooLarge {
		reason = DropTooLarge
	}
	current.refused += part.count
	samples := current.request.SampleCount(part.first, part.first+part.count)
	s.options.Observer.Dropped(reason, uint64(samples))
	s.options.Observer.Warn("The store refuses series, and they are given up", result.status, result.message)
}

// sendPiece sends one piece until there is an answer about its content. It returns false where ctx ended before.
func (s *Sender) sendPiece(ctx context.Context, current *parcel, part piece) (answer, bool) {
	for tries := 0; ; tries++ {
		if s.isExpired(current) {
			s.options.Observer.Dropped(blockqueue.DropExpired, uint64(s.samplesOf(current, part)))
			return answer{verdict: delivered}, true
		}
		if !s.waitForStore(ctx) {
			return answer{}, false
		}
		version := Version(s.version.Load())
		body, err := s.body(current, part, version)
		if err != nil {
			s.options.Observer.Dropped(DropUnreadable, uint64(s.samplesOf(current, part)))
			return answer{verdict: delivered}, true
		}
		s.options.Observer.Requested()
		s.underWay.Add(1)
		result := s.client.post(ctx, body, version, tries)
		s.underWay.Add(-1)
		if ctx.Err() != nil && result.verdict == retry {
			return answer{}, false
		}
		final, isFinal := s.settle(current, part, version, result, len(body))
		if isFinal {
			return final, true
		}
		if result.verdict != retry && final.verdict != retry {
			// The version changed: the same piece goes out again at once.
			continue
		}
		s.options.Observer.Retried(final.reason)
		s.options.Observer.Warn("The store does not take samples at present, which are kept and sent again", result.status, result.message)
		if !s.wait(ctx, tries+1, result.retryAfter) {
			return answer{}, false
		}
	}
}

// settle says whether an answer ends the tries for a piece, and counts what it means.
func (s *Sender) settle(current *parcel, part piece, version Version, result answer, bodyBytes int) (answer, bool) {
	samples := s.samplesOf(current, part)
	switch {
	case result.verdict == unsupported:
		if version == Version2 && s.fallBack(result) {
			return result, false
		}
		result.verdict = retry
		return result, false
	case result.verdict == delivered && version == Version2 && !result.written.IsSaid && !s.isConfirmed.Load():
		// A store of version 1.0 that does not look at the content type reads nothing from such a request, and says 2xx.
		if s.fallBack(result) {
			return result, false
		}
	case result.verdict == rejected && version == Version2 && result.written.Samples+result.written.Histograms > 0:
		// The store wrote what it could and refused the rest, as the specification of 2.0 has it.
		s.isConfirmed.Store(true)
		s.countPartial(result, samples, bodyBytes)
		result.verdict = delivered
		return result, true
	}
	if result.verdict == delivered {
		s.countDelivered(result, version, samples, bodyBytes)
	}
	return result, result.verdict != retry
}

func (s *Sender) countDelivered(result answer, version Version, samples, bodyBytes int) {
	s.options.Observer.Sent(samples, bodyBytes)
	if version != Version2 || !result.written.IsSaid {
		return
	}
	s.isConfirmed.Store(true)
	s.options.Observer.Written(result.written)
	if missing := samples - result.written.Samples - result.written.Histograms; missing > 0 {
		s.options.Observer.Dropped(DropNotWritten, uint64(missing))
		s.options.Observer.Warn("The store took a request and wrote less than was in it", result.status, result.message)
	}
}

func (s *Sender) countPartial(result answer, samples, bodyBytes int) {
	written := result.written.Samples + result.written.Histograms
	s.options.Observer.Sent(written, bodyBytes)
	s.options.Observer.Written(result.written)
	// Nothing is missing where it refused exemplars alone.
	if missing := samples - written; missing > 0 {
		s.options.Observer.Dropped(DropRejected, uint64(missing))
		s.options.Observer.Warn("The store wrote a part of a request and refused the rest", result.status, result.message)
	}
}

// fallBack goes over to remote write 1.0 where that is allowed.
func (s *Sender) fallBack(result answer) bool {
	if !s.options.CanFallBack {
		return false
	}
	if s.version.CompareAndSwap(int32(Version2), int32(Version1)) {
		s.options.Observer.Warn("The store does not understand remote write 2.0, so 1.0 is used", result.status, result.message)
	}
	return true
}

func (s *Sender) isExpired(current *parcel) bool {
	for _, item := range current.items {
		if !s.queue.IsExpired(item) {
			return false
		}
	}
	return true
}

func (s *Sender) samplesOf(current *parcel, part piece) int {
	if part.isWhole || current.request == nil {
		return current.samples()
	}
	return current.request.SampleCount(part.first, part.first+part.count)
}
