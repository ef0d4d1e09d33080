package durableremotewrite

import (
	"sync"
	"time"

	"go.uber.org/zap"
)

// warningInterval is how often the same thing is said at most.
const warningInterval = 30 * time.Second

// warnings writes to the log at warn level, each thing seldom, and says how often it was left out.
type warnings struct {
	logger *zap.Logger
	now    func() time.Time
	mutex  sync.Mutex
	last   map[string]*warning
}

type warning struct {
	at      time.Time
	omitted int
}

func newWarnings(logger *zap.Logger) *warnings {
	return &warnings{logger: logger, now: time.Now, last: map[string]*warning{}}
}

func (w *warnings) warn(what string, fields ...zap.Field) {
	w.warnOf(what, what, fields...)
}

// warnOf is warn for what is said of several, each with a key of its own.
func (w *warnings) warnOf(key, what string, fields ...zap.Field) {
	w.mutex.Lock()
	defer w.mutex.Unlock()
	known := w.last[key]
	if known == nil {
		known = &warning{}
		w.last[key] = known
	}
	now := w.now()
	if now.Sub(known.at) < warningInterval {
		known.omitted++
		return
	}
	if known.omitted > 0 {
		fields = append(fields, zap.Int("omitted_since_last", known.omitted))
	}
	*known = warning{at: now}
	w.logger.Warn(what, fields...)
}
