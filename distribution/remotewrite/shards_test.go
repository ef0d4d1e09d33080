package durableremotewrite

import (
	"testing"
	"time"

	"gke-telemetry/distribution/remotewrite/internal/blockqueue"
)

func TestShardsFollowWhatIsBehind(t *testing.T) {
	control := shardControl{current: 1, max: 8, flushInterval: time.Second}
	now, deliveries := time.Unix(1000, 0), int64(0)
	behind := blockqueue.State{Blocks: 50, OldestWait: 10 * time.Second}
	step := func(state blockqueue.State, moving bool, samples int64) int {
		now = now.Add(time.Second)
		if moving {
			deliveries++
		}
		return control.next(now, state, deliveries, samples)
	}
	if got := step(behind, false, 0); got != 1 {
		t.Fatalf("%d shards for a store that takes nothing", got)
	}
	for _, want := range []int{2, 4, 8, 8} {
		if got := step(behind, true, 0); got != want {
			t.Fatalf("%d shards instead of %d", got, want)
		}
	}
	for second := range 200 {
		if got := step(blockqueue.State{}, true, 0); second == 30 && got != 8 {
			t.Fatalf("%d shards after half a minute in which nothing was behind", got)
		}
	}
	if control.current != 1 {
		t.Fatalf("%d shards after minutes in which nothing was behind", control.current)
	}
}

func TestWhatComesInAnOutageIsSpreadByItsRate(t *testing.T) {
	for perSecond, want := range map[int64]int{100: 1, 2500: 1, 4000: 2, 20_000: 8, 1_000_000: 8} {
		control := shardControl{current: 1, max: 8, flushInterval: time.Second}
		away := blockqueue.State{Blocks: 1, UnreadBytes: 1 << 20, IsOnFiles: true}
		control.next(time.Unix(1000, 0), away, 0, 0)
		if got := control.next(time.Unix(1001, 0), away, 0, perSecond); got != want {
			t.Errorf("%d shards for %d samples a second instead of %d", got, perSecond, want)
		}
	}
}
