package translate

// releaseSeries gives back what an entry holds.
func (t *Translator) releaseSeries(gone *series) {
	t.release(gone.labels)
	gone.labels = nil
	t.releaseParts(gone)
	if gone.isKept {
		gone.isKept = false
		t.seriesCount--
		t.cacheBytes -= gone.bytes
	}
}

// endCall gives back the entries that found no room.
func (t *Translator) endCall(sink Sink) {
	for index, gone := range t.temporary {
		t.releaseSeries(gone)
		t.temporary[index] = nil
	}
	t.temporary = t.temporary[:0]
	if t.mustForget {
		sink.ForgetSymbols()
		t.mustForget = false
	}
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
			} else if found.info != nil {
				t.releaseSeries(found.info)
			}
		}
		if kept == nil {
			delete(t.resources, hash)
			continue
		}
		t.resources[hash] = kept
	}
	t.endCall(sink)
}

func (t *Translator) sweepResource(owner *resource, oldest int64) {
	for hash, chain := range owner.scopes {
		isEmpty := true
		for found := chain; found != nil; found = found.next {
			t.sweepScope(found, oldest)
			isEmpty = isEmpty && len(found.metrics) == 0
		}
		if isEmpty {
			delete(owner.scopes, hash)
		}
	}
}

func (t *Translator) sweepScope(owner *scope, oldest int64) {
	for key, found := range owner.metrics {
		for hash, chain := range found.nodes {
			if kept := t.sweepNodes(chain, oldest); kept == nil {
				delete(found.nodes, hash)
			} else {
				found.nodes[hash] = kept
			}
		}
		if len(found.nodes) == 0 {
			t.release([]uint32{found.metadata.Help, found.metadata.Unit})
			delete(owner.metrics, key)
		}
	}
}

func (t *Translator) sweepNodes(chain *node, oldest int64) *node {
	var kept *node
	for found, next := chain, (*node)(nil); found != nil; found = next {
		next = found.next
		if found.series.lastSeen >= oldest {
			found.next, kept = kept, found
		} else if found.series.isKept {
			t.releaseSeries(found.series)
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
	return numbers
}

func (t *Translator) account(owner *series, size int) {
	owner.bytes += size
	if owner.isKept {
		t.cacheBytes += size
	}
}

func (t *Translator) release(numbers []uint32) {
	for _, number := range numbers {
		t.symbols.Release(number)
	}
	t.mustForget = true
}
