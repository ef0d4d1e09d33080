package loglimiter

import (
	"context"
	"strings"

	"go.opentelemetry.io/collector/component"
	"go.opentelemetry.io/collector/consumer"
	"go.opentelemetry.io/collector/pdata/pcommon"
	"go.opentelemetry.io/collector/pdata/plog"
)

const nanosecondsPerMinute = 60_000_000_000

// limiter cuts and counts.
type limiter struct {
	component.StartFunc
	component.ShutdownFunc

	attribute string
	budgets   *budgets
	telemetry *telemetry
	next      consumer.Logs
}

func newLimiter(config Config, telemetry *telemetry, next consumer.Logs) *limiter {
	return &limiter{attribute: config.Attribute, budgets: newBudgets(limits{config.MaxBytesPerMinute, config.MaxBytesPerMinuteOf}), telemetry: telemetry, next: next}
}

// Capabilities says that records are removed in place.
func (l *limiter) Capabilities() consumer.Capabilities {
	return consumer.Capabilities{MutatesData: true}
}

// share is the text of a value in a minute.
type share struct {
	of     *budget
	minute int64
}

// batch is what becomes of the records of a request.
type batch struct {
	taken  map[share]int64
	passed map[passed]amount
	cut    map[string]amount
}

// ConsumeLogs passes on what is within the limits. What the next component refuses is not counted: it comes again.
func (l *limiter) ConsumeLogs(ctx context.Context, logs plog.Logs) error {
	result := batch{taken: map[share]int64{}, passed: map[passed]amount{}, cut: map[string]amount{}}
	l.limit(logs, &result)
	l.telemetry.countCut(ctx, result.cut)
	if logs.ResourceLogs().Len() == 0 {
		return nil
	}
	if err := l.next.ConsumeLogs(ctx, logs); err != nil {
		l.giveBack(result.taken)
		return err
	}
	l.telemetry.countPassed(ctx, result.passed)
	return nil
}

func (l *limiter) limit(logs plog.Logs, result *batch) {
	l.budgets.mutex.Lock()
	defer l.budgets.mutex.Unlock()
	logs.ResourceLogs().RemoveIf(func(resource plog.ResourceLogs) bool {
		value := l.valueOf(resource.Resource().Attributes())
		of := l.budgets.of(value)
		resource.ScopeLogs().RemoveIf(func(scope plog.ScopeLogs) bool {
			scope.LogRecords().RemoveIf(func(record plog.LogRecord) bool {
				return !l.take(result, of, value, record)
			})
			return scope.LogRecords().Len() == 0
		})
		return resource.ScopeLogs().Len() == 0
	})
}

// take counts a record, and says whether it is within the limit of its minute.
func (l *limiter) take(result *batch, of *budget, value string, record plog.LogRecord) bool {
	bytes := textBytes(record.Body())
	if of != nil {
		minute := minuteOf(record)
		if !of.take(minute, bytes) {
			result.cut[value] = result.cut[value].plus(bytes)
			return false
		}
		result.taken[share{of, minute}] += bytes
	}
	key := passed{value, record.SeverityText()}
	result.passed[key] = result.passed[key].plus(bytes)
	return true
}

func (l *limiter) giveBack(taken map[share]int64) {
	l.budgets.mutex.Lock()
	defer l.budgets.mutex.Unlock()
	for from, bytes := range taken {
		from.of.minutes[from.minute] -= bytes
	}
}

func (l *limiter) valueOf(attributes pcommon.Map) string {
	found, ok := attributes.Get(l.attribute)
	if !ok {
		return ""
	}
	return strings.ToValidUTF8(found.AsString(), "\uFFFD")
}

// minuteOf returns when a record was written, or, where nobody knows, read.
func minuteOf(record plog.LogRecord) int64 {
	at := record.Timestamp()
	if at == 0 {
		at = record.ObservedTimestamp()
	}
	return int64(at / nanosecondsPerMinute)
}

func textBytes(body pcommon.Value) int64 {
	if body.Type() == pcommon.ValueTypeStr {
		return int64(len(body.Str()))
	}
	return int64(len(body.AsString()))
}
