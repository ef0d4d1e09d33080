package blockqueue

import (
	"bytes"
	"math/rand/v2"
	"os"
	"path/filepath"
	"testing"
)

// modelRecord is what the model knows about an appended block.
type modelRecord struct {
	payload      []byte
	at           location
	end          int64
	acknowledged bool
	damaged      bool
}

// storeModel drives a store at random and knows what has to come out of it.
type storeModel struct {
	t         *testing.T
	random    *rand.Rand
	directory string
	observer  *counts
	store     *store
	records   []*modelRecord
	// taken are records that were read since the last start and not acknowledged.
	taken []location
	// seen is the number of the last record that was read since the last start, or -1.
	seen int
}

func TestStoreGivesEveryUndamagedRecordInOrder(t *testing.T) {
	seed := rand.Uint64()
	t.Logf("seed %d", seed)
	model := &storeModel{
		t: t, random: rand.New(rand.NewPCG(seed, 1)), directory: t.TempDir(), observer: newCounts(), seen: -1,
	}
	model.open()
	for range testSteps(t) {
		model.step()
	}
	model.restart(false)
	model.drain()
}

func (m *storeModel) open() {
	opened, err := openStore(m.directory, 1<<40, 4096, m.observer)
	if err != nil {
		m.t.Fatal(err)
	}
	m.store, m.taken, m.seen = opened, nil, -1
}

func (m *storeModel) step() {
	switch choice := m.random.IntN(1000); {
	case choice < 400:
		m.append()
	case choice < 700:
		m.read()
	case choice < 960:
		m.acknowledge()
	case choice < 965:
		if err := m.store.sync(); err != nil {
			m.t.Fatal(err)
		}
	case choice < 985:
		m.restart(choice < 975)
	case choice < 992:
		m.damage(m.flipBit)
	case choice < 996:
		m.damage(m.truncate)
	case choice < 997:
		m.drain()
	}
}

func (m *storeModel) append() {
	number := uint64(len(m.records))
	block := numbered(number, m.random.IntN(300), AllLanes)
	if err := m.store.append(&block); err != nil {
		m.t.Fatal(err)
	}
	last := m.store.segments[len(m.store.segments)-1]
	start := last.size - recordHeaderSize - int64(len(block.Payload))
	m.records = append(m.records, &modelRecord{payload: block.Payload, at: location{last.id, start}, end: last.size})
}

func (m *storeModel) read() bool {
	block, at, found := m.store.next()
	if !found {
		m.expectSeenUpTo(len(m.records))
		return false
	}
	number := int(numberOf(&block))
	if number >= len(m.records) || !bytes.Equal(m.records[number].payload, block.Payload) {
		m.t.Fatalf("record %d was never appended like this", number)
	}
	if number <= m.seen {
		m.t.Fatalf("record %d came after %d", number, m.seen)
	}
	m.expectSeenUpTo(number)
	m.seen = number
	m.taken = append(m.taken, at)
	return true
}

// expectSeenUpTo fails where a record between the last one read and number should have been read.
func (m *storeModel) expectSeenUpTo(number int) {
	for missing := m.seen + 1; missing < number; missing++ {
		if record := m.records[missing]; !record.acknowledged && !record.damaged {
			m.t.Fatalf("record %d at %v is missing: %d came before, %d comes next", missing, record.at, m.seen, number)
		}
	}
}

func (m *storeModel) acknowledge() {
	if len(m.taken) == 0 {
		return
	}
	index := m.random.IntN(min(4, len(m.taken)))
	at := m.taken[index]
	m.taken = append(m.taken[:index], m.taken[index+1:]...)
	m.store.acknowledge(at)
	for number := m.seen; number >= 0; number-- {
		if m.records[number].at == at {
			m.records[number].acknowledged = true
			return
		}
	}
}

func (m *storeModel) restart(clean bool) {
	if clean {
		if err := m.store.close(); err != nil {
			m.t.Fatal(err)
		}
	} else {
		m.store.abandon()
	}
	m.open()
}

// damage ends the process, changes a file and starts again.
func (m *storeModel) damage(change func(path string, content []byte, id uint64)) {
	m.store.abandon()
	if len(m.store.segments) > 0 {
		segment := m.store.segments[m.random.IntN(len(m.store.segments))]
		content, err := os.ReadFile(segment.path)
		if err != nil {
			m.t.Fatal(err)
		}
		change(segment.path, content, segment.id)
	}
	if m.random.IntN(4) == 0 {
		_ = os.WriteFile(filepath.Join(m.directory, positionName), []byte("nonsense"), 0o600)
	}
	m.open()
}

func (m *storeModel) flipBit(path string, content []byte, id uint64) {
	at := m.random.IntN(len(content))
	content[at] ^= 1 << m.random.IntN(8)
	m.markDamaged(id, int64(at), int64(at)+1)
	if err := os.WriteFile(path, content, 0o600); err != nil {
		m.t.Fatal(err)
	}
}

func (m *storeModel) truncate(path string, content []byte, id uint64) {
	at := m.random.IntN(len(content))
	m.markDamaged(id, int64(at), int64(len(content)))
	if err := os.Truncate(path, int64(at)); err != nil {
		m.t.Fatal(err)
	}
}

func (m *storeModel) markDamaged(id uint64, start, end int64) {
	for index := len(m.records) - 1; index >= 0; index-- {
		record := m.records[index]
		if record.at.segment < id {
			return
		}
		if record.at.segment == id && record.at.offset < end && record.end > start {
			record.damaged = true
		}
	}
}

func (m *storeModel) drain() {
	for found := true; found; {
		found = m.read()
		for len(m.taken) > 0 {
			m.acknowledge()
		}
	}
	if bytes := m.store.bytes(); bytes != 0 {
		m.t.Fatalf("%d bytes are left in files though everything was acknowledged", bytes)
	}
}
