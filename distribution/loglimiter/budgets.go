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
	max     int64
	now     func() time.Time
	mutex   sync.Mutex
	byValue map[string]*budget
}

type budget struct {
	lastUsed time.Time
	minutes  map[int64]int64
}

func newBudgets(max int64) *budgets {
	return &budgets{max: max, now: time.Now, byValue: map[string]*budget{}}
}

// of returns the budget of a value. The caller holds the mutex.
func (b *budgets) of(value string) *budget {
	now := b.now()
	found := b.byValue[value]
	if found == nil {
		for other, idle := range b.byValue {
			if now.Sub(idle.lastUsed) > forgetAfter {
				delete(b.byValue, other)
			}
		}
		found = &budget{minutes: map[int64]int64{}}
		b.byValue[value] = found
	}
	found.lastUsed = now
	return found
}

// take takes bytes of a minute, or says that they are above the limit.
func (b *budgets) take(of *budget, minute, bytes int64) bool {
	taken, known := of.minutes[minute]
	if taken+bytes > b.max {
		return false
	}
	if !known && len(of.minutes) >= keptMinutes {
		of.forgetOldest()
	}
	of.minutes[minute] = taken + bytes
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
