package durableremotewrite

import (
	"time"

	"gke-telemetry/distribution/remotewrite/internal/blockqueue"
)

// shardSamplesPerSecond is what a shard should have to do at least when blocks are spread before the store takes them
// again: below it blocks would only become small.
const shardSamplesPerSecond = 2500

// shardCalm is how long nothing may be behind before the number of shards is halved.
const shardCalm = time.Minute

// shardControl decides over how many requests series are spread. More of them are under way at once then, which a store
// that is far away needs; fewer of them are larger, which costs less.
type shardControl struct {
	current        int
	max            int
	flushInterval  time.Duration
	calmSince      time.Time
	lastDeliveries int64
	lastSamples    int64
	lastTime       time.Time
}

// next returns the number of shards for what the queue holds. deliveries is how many blocks have been sent in all, and
// samples how many came in.
func (c *shardControl) next(now time.Time, state blockqueue.State, deliveries, samples int64) int {
	isMoving := deliveries > c.lastDeliveries
	perSecond := 0.0
	if elapsed := now.Sub(c.lastTime).Seconds(); !c.lastTime.IsZero() && elapsed > 0 {
		perSecond = float64(samples-c.lastSamples) / elapsed
	}
	c.lastDeliveries, c.lastSamples, c.lastTime = deliveries, samples, now
	isBehind := state.UnreadBytes > 0 || state.Blocks > 2*c.current && state.OldestWait > 2*max(c.flushInterval, 100*time.Millisecond)
	if isBehind {
		c.calmSince = time.Time{}
		// A store that takes nothing takes no more from many.
		if isMoving {
			c.current = min(2*c.current, c.max)
		}
		// What comes meanwhile is spread so that it can be sent side by side once the store is back.
		for state.IsOnFiles && c.current < c.max && float64(c.current)*shardSamplesPerSecond < perSecond {
			c.current *= 2
		}
		return c.current
	}
	if c.calmSince.IsZero() {
		c.calmSince = now
	}
	if now.Sub(c.calmSince) >= shardCalm && c.current > 1 {
		c.current /= 2
		c.calmSince = now
	}
	return c.current
}
