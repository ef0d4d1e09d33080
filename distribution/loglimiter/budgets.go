package loglimiter

import (
	"sync"
	"time"
)

const (
	// keptMinutes bounds the minutes of a value that are remembered: a day, for whoever makes up for an outage.
	keptMinutes = 24 * 60
	// forgetAfter is how long a value is remembered that brings nothing.
	forgetAfter = time.Hour
)

// budgets counts the bytes of each value in each minute.
type budgets struct {
	limits  limits
	now     func() time.Time
	mutex   sync.Mutex
	byValue map[string]*budget
}

type budget struct {
	max      int64
	lastUsed time.Time
	minutes  map[int64]int64
}

// limits are the bytes of a minute; 0 is no limit.
type limits struct {
	common  int64
	ofValue map[string]int64
}

func (l limits) of(value string) int64 {
	if own, has := l.ofValue[value]; has {
		return own
	}
	return l.common
}

func newBudgets(limits limits) *budgets {
	return &budgets{limits: limits, now: time.Now, byValue: map[string]*budget{}}
}

// of returns the budget of a value, or nil if it has no limit. The caller holds the mutex.
func (b *budgets) of(value string) *budget {
	max := b.limits.of(value)
	if max == 0 {
		return nil
	}
	now := b.now()
	found := b.byValue[value]
	if found == nil {
		for other, idle := range b.byValue {
			if now.Sub(idle.lastUsed) > forgetAfter {
				delete(b.byValue, other)
			}
		}
		found = &budget{max: max, minutes: map[int64]int64{}}
		b.byValue[value] = found
	}
	found.lastUsed = now
	return found
}

// take takes bytes of a minute, or says that they are above the limit.
func (b *budget) take(minute, bytes int64) bool {
	taken, known := b.minutes[minute]
	if taken+bytes > b.max {
		return false
	}
	if !known && len(b.minutes) >= keptMinutes {
		b.forgetOldest()
	}
	b.minutes[minute] = taken + bytes
	return true
}

func (b *budget) forgetOldest() {
	oldest, first := int64(0), true
	for minute := range b.minutes {
		if first || minute < oldest {
			oldest, first = minute, false
		}
	}
	delete(b.minutes, oldest)
}
