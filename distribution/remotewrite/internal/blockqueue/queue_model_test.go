package blockqueue

import (
	"math/rand/v2"
	"testing"
	"time"
)

// TestQueueKeepsTheOrderOfEachLane puts, takes and finishes blocks at random while the clock moves and the process
// crashes now and then. Between crashes every lane has to come out in order, and nothing that reached a file may miss.
func TestQueueKeepsTheOrderOfEachLane(t *testing.T) {
	seed := rand.Uint64()
	t.Logf("seed %d", seed)
	random := rand.New(rand.NewPCG(seed, 2))
	model := &queueModel{t: t, random: random, clock: &testClock{now: time.Unix(1_000_000, 0)}, counts: newCounts()}
	model.options = Options{
		Directory: t.TempDir(), MemoryMaxBytes: 4000, DiskMaxBytes: 1 << 30, SegmentBytes: 2000,
		SpillAfter: 5 * time.Second, SyncInterval: time.Hour, Window: 8, Observer: model.counts, Now: model.clock.Now,
	}
	model.open()
	for range testSteps(t) / 2 {
		model.step()
	}
	model.finish()
}

type queueModel struct {
	t       *testing.T
	random  *rand.Rand
	clock   *testClock
	counts  *counts
	options Options
	queue   *Queue
	next    uint64
	taken   []*Item
	// lastOfLane is the highest number that each lane gave since the last start.
	lastOfLane [LaneCount]int64
	finished   map[uint64]bool
	// lost are numbers that were in memory alone at a crash.
	lost map[uint64]bool
}

func (m *queueModel) open() {
	m.queue = Open(m.options)
	m.taken = nil
	for lane := range m.lastOfLane {
		m.lastOfLane[lane] = -1
	}
	if m.finished == nil {
		m.finished, m.lost = map[uint64]bool{}, map[uint64]bool{}
	}
}

func (m *queueModel) step() {
	switch choice := m.random.IntN(1000); {
	case choice < 380:
		lanes := uint64(1) << m.random.IntN(4)
		if m.random.IntN(3) == 0 {
			lanes = AllLanes
		}
		m.queue.Put(numbered(m.next, m.random.IntN(200), lanes))
		m.next++
	case choice < 700:
		m.take()
	case choice < 985:
		if len(m.taken) > 0 {
			m.done(m.random.IntN(len(m.taken)))
		}
	case choice < 996:
		m.clock.now = m.clock.now.Add(time.Duration(m.random.IntN(3000)) * time.Millisecond)
		m.queue.Maintain()
	case choice < 998:
		m.crash()
	case choice < 999:
		if err := m.queue.Close(); err != nil {
			m.t.Fatal(err)
		}
		m.open()
	}
}

func (m *queueModel) take() bool {
	item := m.queue.TryTake()
	if item == nil {
		return false
	}
	for _, other := range m.taken {
		if other.Lanes&item.Lanes != 0 {
			m.t.Fatalf("blocks %d and %d share a lane and are under way together", numberOf(&other.Block), numberOf(&item.Block))
		}
	}
	together := []*Item{item}
	if m.random.IntN(2) == 0 {
		together = append(together, m.queue.TakeMore(item, 1+m.random.IntN(6), 1<<20)...)
	}
	for _, one := range together {
		if one.Lanes&^item.Lanes != 0 {
			m.t.Fatalf("block %d has lanes that %d does not have", numberOf(&one.Block), numberOf(&item.Block))
		}
		m.expectOrder(one)
	}
	m.taken = append(m.taken, together...)
	return true
}

// expectOrder fails where a lane of the block gave a later one before.
func (m *queueModel) expectOrder(item *Item) {
	number := int64(numberOf(&item.Block))
	for lane := range m.lastOfLane {
		if item.Lanes&(1<<lane) == 0 {
			continue
		}
		if number <= m.lastOfLane[lane] {
			m.t.Fatalf("block %d came after %d in lane %d", number, m.lastOfLane[lane], lane)
		}
		m.lastOfLane[lane] = number
	}
}

func (m *queueModel) done(index int) {
	item := m.taken[index]
	m.taken = append(m.taken[:index], m.taken[index+1:]...)
	m.finished[numberOf(&item.Block)] = true
	m.queue.Done(item)
}

func (m *queueModel) crash() {
	for _, item := range append(append([]*Item(nil), m.queue.window...), m.queue.tail...) {
		if !item.onDisk {
			m.lost[numberOf(&item.Block)] = true
		}
	}
	m.queue.crash()
	m.open()
}

func (m *queueModel) finish() {
	for m.take() || len(m.taken) > 0 {
		if len(m.taken) > 0 {
			m.done(0)
		}
	}
	for number := range m.next {
		if !m.finished[number] && !m.lost[number] {
			m.t.Fatalf("block %d was neither given out nor in memory alone at a crash", number)
		}
	}
	if len(m.counts.failures) > 0 || m.counts.damaged > 0 || len(m.counts.dropped) > 0 {
		m.t.Fatalf("failures %v, damaged %d, dropped %v", m.counts.failures, m.counts.damaged, m.counts.dropped)
	}
	if state := m.queue.State(); state.MemoryBytes != 0 || state.DiskBytes != 0 {
		m.t.Fatalf("left over: %+v", state)
	}
}
