package translate

import "github.com/cespare/xxhash/v2"

// releaseSeries gives back what an entry holds.
func (t *Translator) releaseSeries(gone *series, within *budget) {
	within.end(gone)
	t.release(gone, gone.labels)
	gone.labels = nil
	t.releaseParts(gone)
	if gone.isKept {
		gone.isKept = false
		t.seriesCount--
		t.keep(gone.budget, -gone.bytes)
	}
}

// endCall gives back the entries that found no room.
func (t *Translator) endCall(sink Sink) {
	for index, gone := range t.temporary {
		t.releaseSeries(gone, nil)
		t.temporary[index] = nil
	}
	t.temporary = t.temporary[:0]
	for index, gone := range t.unused {
		t.forgetUnused(gone)
		t.unused[index] = nil
	}
	t.unused = t.unused[:0]
	if t.mustForget {
		sink.ForgetSymbols()
		t.mustForget = false
	}
}

// forgetUnused forgets a metric of which no series is kept, with its scope and its resource where nothing else is of them:
// names that are new with every request would fill the memory until the next sweep.
func (t *Translator) forgetUnused(gone *metric) {
	within, owner := gone.scope, gone.resource
	if len(gone.nodes) > 0 || within.metrics[gone.key] != gone {
		return
	}
	t.forgetMetric(gone)
	// What shares its hash with another waits for the sweep.
	if hash := xxhash.Sum64(within.key); len(within.metrics) == 0 && owner.scopes[hash] == within && within.next == nil {
		delete(owner.scopes, hash)
		t.keep(owner.budget, -within.size())
	}
	if hash := xxhash.Sum64(owner.key); len(owner.scopes) == 0 && owner.info == nil && t.resources[hash] == owner && owner.next == nil {
		delete(t.resources, hash)
		t.keep(owner.budget, -owner.size())
		owner.budget.leave()
	}
}

func (t *Translator) forgetMetric(gone *metric) {
	t.release(nil, []uint32{gone.metadata.Help, gone.metadata.Unit})
	t.keep(gone.resource.budget, -gone.size())
	delete(gone.scope.metrics, gone.key)
}

// Sweep forgets what was not seen for the idle timeout. It has to be called with the same lock as Translate.
func (t *Translator) Sweep(nowSeconds int64, sink Sink) {
	oldest := nowSeconds - int64(t.options.IdleTimeout.Seconds())
	for hash, chain := range t.resources {
		var kept *resource
		for found, next := chain, (*resource)(nil); found != nil; found = next {
			next = found.next
			t.sweepResource(found, oldest)
			if len(found.scopes) > 0 || found.lastSeen >= oldest {
				found.next, kept = kept, found
				continue
			}
			if found.info != nil {
				t.releaseSeries(found.info, found.budget)
			}
			t.keep(found.budget, -found.size())
			found.budget.leave()
		}
		if kept == nil {
			delete(t.resources, hash)
			continue
		}
		t.resources[hash] = kept
	}
	t.nowSeconds = nowSeconds
	t.sweepBudgets(oldest)
	t.endCall(sink)
}

func (t *Translator) sweepResource(owner *resource, oldest int64) {
	for hash, chain := range owner.scopes {
		isEmpty, size := true, 0
		for found := chain; found != nil; found = found.next {
			t.sweepScope(owner, found, oldest)
			isEmpty = isEmpty && len(found.metrics) == 0
			size += found.size()
		}
		if isEmpty {
			delete(owner.scopes, hash)
			t.keep(owner.budget, -size)
		}
	}
}

func (t *Translator) sweepScope(owner *resource, within *scope, oldest int64) {
	for _, found := range within.metrics {
		for hash, chain := range found.nodes {
			if kept := t.sweepNodes(owner.budget, chain, oldest); kept == nil {
				delete(found.nodes, hash)
			} else {
				found.nodes[hash] = kept
			}
		}
		if len(found.nodes) == 0 {
			t.forgetMetric(found)
		}
	}
}

func (t *Translator) sweepNodes(within *budget, chain *node, oldest int64) *node {
	var kept *node
	for found, next := chain, (*node)(nil); found != nil; found = next {
		next = found.next
		if found.series.lastSeen >= oldest {
			found.next, kept = kept, found
		} else if found.series.isKept {
			t.releaseSeries(found.series, within)
		}
	}
	return kept
}

// hold keeps the strings of labels and returns their numbers.
func (t *Translator) hold(owner *series, labels []Label) []uint32 {
	numbers := make([]uint32, 0, 2*len(labels))
	for _, label := range labels {
		numbers = append(numbers, t.symbols.Hold(label.Name), t.symbols.Hold(label.Value))
	}
	t.account(owner, len(numbers)*labelBytes)
	if owner.budget != nil {
		owner.budget.textBytes += textBytes(labels)
	}
	return numbers
}

func (t *Translator) account(owner *series, size int) {
	owner.bytes += size
	if owner.isKept {
		t.keep(owner.budget, size)
	}
}

// keep counts memory of the cache, and whose it is.
func (t *Translator) keep(of *budget, size int) {
	t.cacheBytes += size
	if of != nil {
		of.cacheBytes += size
	}
}

// release gives back strings that a series held, or a metric.
func (t *Translator) release(owner *series, numbers []uint32) {
	for _, number := range numbers {
		if owner != nil && owner.budget != nil {
			owner.budget.textBytes -= len(t.symbols.Text(number))
		}
		t.symbols.Release(number)
	}
	t.mustForget = true
}
