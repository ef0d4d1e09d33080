package durableremotewrite

import (
	"time"

	"gke-telemetry/distribution/remotewrite/internal/blockqueue"
)

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
}

// next returns the number of shards for what the queue holds. deliveries is how many blocks have been sent in all.
func (c *shardControl) next(now time.Time, state blockqueue.State, deliveries int64) int {
	isMoving := deliveries > c.lastDeliveries
	c.lastDeliveries = deliveries
	isBehind := state.UnreadBytes > 0 || state.Blocks > 2*c.current && state.OldestWait > 2*max(c.flushInterval, 100*time.Millisecond)
	if isBehind {
		c.calmSince = time.Time{}
		// A store that takes nothing takes no more from many.
		if isMoving {
			c.current = min(2*c.current, c.max)
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
