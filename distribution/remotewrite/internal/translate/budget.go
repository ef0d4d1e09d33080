package translate

import (
	"encoding/binary"
	"math"
	"strings"

	"github.com/cespare/xxhash/v2"
	"go.opentelemetry.io/collector/pdata/pcommon"
)

// Limits bound the series of each value that an attribute of the resource has.
type Limits struct {
	// Attribute is the attribute. Without one there are no limits. Resources without it share one budget.
	Attribute string
	// MaxSeries is how many series a value may have at a time.
	MaxSeries int
}

// CutReason says which limit a series was above.
type CutReason string

// Reasons for which data points are cut.
const (
	// CutSeries means that the value has as many series as it may have.
	CutSeries CutReason = "max_series"
	// CutNewSeries means that the value began too many series in a short time, though others ended: a store keeps a
	// series for hours after its end.
	CutNewSeries CutReason = "new_series"
)

// Cut is what was cut of whom.
type Cut struct {
	Value  string
	Reason CutReason
}

const (
	// reservedShare is the part of a budget that only the scrapes' own series may take, so that they are the last to be cut.
	reservedShare = 10
	// newBudgets is how many times its series a value may begin at once: all of them, and all anew.
	newBudgets = 2
	// cacheShares is which part of the cache a value may fill.
	cacheShares    = 4
	secondsPerHour = 3600
)

// scrapeSeries are what Prometheus and the collector's receiver add to each scrape of a target.
var scrapeSeries = map[string]bool{
	"up": true, "scrape_duration_seconds": true, "scrape_samples_scraped": true,
	"scrape_samples_post_metric_relabeling": true, "scrape_series_added": true, "scrape_timeout_seconds": true,
	"scrape_sample_limit": true, "scrape_body_size_bytes": true,
}

// budget counts the series of one value.
type budget struct {
	value string
	max   int
	// resources is how many of the resources that are kept have the value.
	resources int
	// live is how many series it has, and mayBegin how many it may begin: that grows by max in an hour.
	live       int
	mayBegin   float64
	refilledAt int64
	// cacheBytes and textBytes are about what it takes of the cache, and how long its labels are together.
	cacheBytes, textBytes int
	// uncached has the series for which the cache has no room.
	uncached map[uint64]*series
}

// budgetOf returns the budget that a resource belongs to, or nil where there are no limits.
func (t *Translator) budgetOf(attributes pcommon.Map) *budget {
	limits := t.options.Limits
	if limits.Attribute == "" {
		return nil
	}
	value := ""
	if found, ok := attributes.Get(limits.Attribute); ok {
		value = strings.ToValidUTF8(found.AsString(), "\uFFFD")
	}
	found := t.budgets[value]
	if found == nil {
		found = &budget{
			value: strings.Clone(value), max: limits.MaxSeries, mayBegin: float64(newBudgets * limits.MaxSeries),
			refilledAt: t.nowSeconds, uncached: map[uint64]*series{},
		}
		t.budgets[found.value] = found
	}
	return found
}

func (b *budget) refill(nowSeconds int64) {
	grown := float64(b.max) * float64(max(0, nowSeconds-b.refilledAt)) / secondsPerHour
	b.mayBegin = min(b.mayBegin+grown, float64(newBudgets*b.max))
	b.refilledAt = nowSeconds
}

// exceeded returns the limit that more series would be above, or nothing.
func (b *budget) exceeded(live, begun int, isOfScrape bool, nowSeconds int64) CutReason {
	reserve := b.max / reservedShare
	if isOfScrape {
		reserve = 0
	}
	if b.live+live > b.max-reserve {
		return CutSeries
	}
	if begun == 0 {
		return ""
	}
	if b.refill(nowSeconds); float64(begun) > b.mayBegin-float64(reserve) {
		return CutNewSeries
	}
	return ""
}

// hasRoom says whether the cache has room for more of it: one value must not fill it to the last byte, since delta series
// of others would be refused then.
func (b *budget) hasRoom(maxBytes int) bool {
	return b == nil || b.cacheBytes+b.textBytes < maxBytes/cacheShares
}

// take makes room for live more series, of which begun are new, or counts a data point as cut.
func (t *Translator) take(owner *metric, live, begun int) bool {
	within := owner.resource.budget
	if within == nil {
		return true
	}
	if reason := within.exceeded(live, begun, owner.isOfScrape, t.nowSeconds); reason != "" {
		t.cut(owner, reason)
		return false
	}
	within.live += live
	within.mayBegin -= float64(begun)
	return true
}

// cut counts a data point that is not taken. The end of a series that never began is no loss.
func (t *Translator) cut(owner *metric, reason CutReason) {
	if t.isEnd {
		return
	}
	if t.result.Cut == nil {
		t.result.Cut = map[Cut]int{}
	}
	t.result.Cut[Cut{owner.resource.budget.value, reason}]++
	// A scrape cannot be told; who sends can.
	if !owner.isScraped {
		t.result.refuse(RefusedSeriesLimit, owner.name, 1)
	}
}

// resume takes a series that had ended and is there again.
func (t *Translator) resume(owner *metric, found *series) bool {
	if t.isEnd {
		return true
	}
	found.isLive = t.take(owner, int(found.size), 0)
	return found.isLive
}

// exchange takes the series of other bounds in the place of those that a histogram or summary had.
func (t *Translator) exchange(owner *metric, found *series, size int) bool {
	live := size
	if found.isLive {
		live -= int(found.size)
	}
	if !t.take(owner, live, size) {
		return false
	}
	found.size, found.isLive = int32(size), true
	return true
}

// end frees the places of a series that has ended.
func (b *budget) end(found *series) {
	if b != nil && found.isLive {
		b.live -= int(found.size)
		found.isLive = false
	}
}

// takeUncached takes a series for which the cache has no room. It is known by its hash alone.
func (t *Translator) takeUncached(owner *metric, labels []Label, size int) bool {
	within := owner.resource.budget
	if within == nil {
		return true
	}
	hash := hashOf(labels)
	if owner.hasParts {
		key := t.sortedKey[:0]
		for _, bound := range t.bounds {
			key = binary.LittleEndian.AppendUint64(key, math.Float64bits(bound))
		}
		hash, t.sortedKey = hash^xxhash.Sum64(key), key
	}
	if known := within.uncached[hash]; known != nil {
		known.lastSeen = t.nowSeconds
		return true
	}
	if !t.take(owner, size, size) {
		return false
	}
	within.uncached[hash] = &series{size: int32(size), isLive: true, lastSeen: t.nowSeconds}
	return true
}

// leave says that a resource of the value is not kept any more.
func (b *budget) leave() {
	if b != nil {
		b.resources--
	}
}

// sweepBudgets frees the places of series that were not seen, and forgets values of which nothing is left.
func (t *Translator) sweepBudgets(oldest int64) {
	for value, found := range t.budgets {
		for hash, gone := range found.uncached {
			if gone.lastSeen < oldest {
				found.end(gone)
				delete(found.uncached, hash)
			}
		}
		found.refill(t.nowSeconds)
		if found.resources == 0 && found.live == 0 && found.mayBegin >= float64(newBudgets*found.max) {
			delete(t.budgets, value)
		}
	}
}

// LiveSeries returns how many series each value has.
func (t *Translator) LiveSeries() map[string]int {
	live := make(map[string]int, len(t.budgets))
	for value, found := range t.budgets {
		live[value] = found.live
	}
	return live
}
