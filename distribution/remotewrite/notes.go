package durableremotewrite

import (
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"time"

	"go.opentelemetry.io/collector/component"
)

// ending is what is known of the end of a process: its last numbers.
type ending struct {
	start  string
	canary int64
	// requests are those of each shard.
	requests []int64
}

// notes keeps the last numbers of this process in a file, where the next one finds them if it is killed.
type notes struct {
	start string

	mutex sync.Mutex
	now   ending
	text  []byte
	file  *os.File
}

func newNotes(started time.Time) *notes {
	start := strconv.FormatInt(started.UnixMilli(), 10)
	return &notes{start: start, now: ending{start: start}}
}

// open begins to note the numbers in a file, and returns the end of the process that did so before.
func (n *notes) open(config CanaryConfig, id component.ID) (previous ending, err error) {
	if config.Interval == 0 || config.Directory == "" {
		return ending{}, nil
	}
	if err := os.MkdirAll(config.Directory, 0o700); err != nil {
		return ending{}, err
	}
	path := filepath.Join(config.Directory, "canary_"+strings.ReplaceAll(id.String(), "/", "_"))
	// Nothing, or what cannot be read, is no end: that of a process before is then not known.
	noted, _ := os.ReadFile(path)
	n.mutex.Lock()
	defer n.mutex.Unlock()
	n.file, err = os.OpenFile(path, os.O_RDWR|os.O_CREATE, 0o600)
	return endingOf(string(noted)), err
}

// endingOf reads a line of a start, the canary's last number and those of the shards.
func endingOf(text string) ending {
	line, _, isWhole := strings.Cut(text, "\n")
	fields := strings.Fields(line)
	if !isWhole || len(fields) < 2 {
		return ending{}
	}
	var numbers []int64
	for _, field := range fields[1:] {
		number, err := strconv.ParseInt(field, 10, 64)
		if err != nil {
			return ending{}
		}
		numbers = append(numbers, number)
	}
	return ending{start: fields[0], canary: numbers[0], requests: numbers[1:]}
}

func (n *notes) setCanary(number int64) {
	n.mutex.Lock()
	defer n.mutex.Unlock()
	n.now.canary = number
	n.write()
}

func (n *notes) setRequests(shards []numberedShard) {
	n.mutex.Lock()
	defer n.mutex.Unlock()
	n.now.requests = n.now.requests[:0]
	for _, shard := range shards {
		n.now.requests = append(n.now.requests, shard.number)
	}
	n.write()
}

// write is one write of a line that never becomes shorter, so that a kill cannot cut it. What it costs when it fails is
// that the end of this process is not known.
func (n *notes) write() {
	if n.file == nil {
		return
	}
	n.text = fmt.Appendf(n.text[:0], "%s %020d", n.start, n.now.canary)
	for _, number := range n.now.requests {
		n.text = fmt.Appendf(n.text, " %020d", number)
	}
	_, _ = n.file.WriteAt(append(n.text, '\n'), 0)
}

func (n *notes) last() ending {
	n.mutex.Lock()
	defer n.mutex.Unlock()
	ended := n.now
	ended.requests = append([]int64(nil), n.now.requests...)
	return ended
}

func (n *notes) close() {
	n.mutex.Lock()
	defer n.mutex.Unlock()
	if n.file != nil {
		_ = n.file.Close()
		n.file = nil
	}
}
