package blockqueue

// TakeMore takes further blocks that may go with one that was taken: the next ones in the same lanes, as long as all of
// them together stay within the bounds. It lets small blocks that piled up be sent in one request.
func (q *Queue) TakeMore(first *Item, maxSamples, maxBytes int) []*Item {
	q.mutex.Lock()
	defer q.mutex.Unlock()
	if q.stopped {
		return nil
	}
	samples, bytes := int(first.Samples), len(first.Payload)
	var more []*Item
	isBehind := false
	for index := 0; ; index++ {
		if index == len(q.window) && !q.fillWindow() {
			break
		}
		item := q.window[index]
		if item == first {
			isBehind = true
			continue
		}
		if !isBehind || item.Lanes&first.Lanes == 0 {
			continue
		}
		samples, bytes = samples+int(item.Samples), bytes+len(item.Payload)
		if item.taken || item.Lanes&^first.Lanes != 0 || samples > maxSamples || bytes > maxBytes {
			// Nothing behind it may overtake it.
			break
		}
		item.taken = true
		more = append(more, item)
	}
	return more
}
