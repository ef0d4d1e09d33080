package loglimiter

import (
	"context"
	"errors"
	"sync"
	"time"

	"go.opentelemetry.io/collector/component"
	"go.opentelemetry.io/otel/attribute"
	"go.opentelemetry.io/otel/metric"
	"go.uber.org/zap"
)

const (
	meterName    = "gke-telemetry/distribution/loglimiter"
	metricPrefix = "otelcol_processor_log_limiter_"
	// toldValues bounds the values that metrics and log name.
	toldValues = 100
	otherValue = "(other)"
	// warningInterval is how often the log names a value at most.
	warningInterval = 30 * time.Second
)

// severities are the words that are told apart; others would make a series of each.
var severities = map[string]bool{"TRACE": true, "DEBUG": true, "INFO": true, "WARN": true, "ERROR": true, "FATAL": true}

// amount is a number of records and the bytes of their text.
type amount struct{ records, bytes int64 }

func (a amount) plus(bytes int64) amount {
	return amount{a.records + 1, a.bytes + bytes}
}

// passed says of whom records are, and how severe.
type passed struct{ value, severity string }

type telemetry struct {
	processor                                        attribute.KeyValue
	passedRecords, passedBytes, cutRecords, cutBytes metric.Int64Counter
	logger                                           *zap.Logger
	now                                              func() time.Time
	mutex                                            sync.Mutex
	told                                             map[string]bool
	warned                                           map[string]time.Time
}

func newTelemetry(id component.ID, settings component.TelemetrySettings) (*telemetry, error) {
	created := &telemetry{
		processor: attribute.String("processor", id.String()), logger: settings.Logger, now: time.Now,
		told: map[string]bool{}, warned: map[string]time.Time{},
	}
	meter := settings.MeterProvider.Meter(meterName)
	var failures []error
	counter := func(name, unit, description string) metric.Int64Counter {
		one, err := meter.Int64Counter(metricPrefix+name, metric.WithUnit(unit), metric.WithDescription(description))
		failures = append(failures, err)
		return one
	}
	created.passedRecords = counter("passed_records", "{record}", "Log records that passed, by value of the attribute and by severity.")
	created.passedBytes = counter("passed_bytes", "By", "Text of the log records that passed, by value of the attribute and by severity.")
	created.cutRecords = counter("cut_records", "{record}", "Log records above the limit, by value of the attribute.")
	created.cutBytes = counter("cut_bytes", "By", "Text of the log records above the limit, by value of the attribute.")
	return created, errors.Join(failures...)
}

// nameOf is a value's name, or that of all others once so many have been named.
func (t *telemetry) nameOf(value string) string {
	t.mutex.Lock()
	defer t.mutex.Unlock()
	if !t.told[value] {
		if len(t.told) >= toldValues {
			return otherValue
		}
		t.told[value] = true
	}
	return value
}

func (t *telemetry) countPassed(ctx context.Context, all map[passed]amount) {
	for of, counted := range all {
		severity := of.severity
		if !severities[severity] {
			severity = ""
		}
		option := t.labelled(of.value, attribute.String("severity", severity))
		t.passedRecords.Add(ctx, counted.records, option)
		t.passedBytes.Add(ctx, counted.bytes, option)
	}
}

func (t *telemetry) countCut(ctx context.Context, all map[string]amount) {
	for value, counted := range all {
		option := t.labelled(value)
		t.cutRecords.Add(ctx, counted.records, option)
		t.cutBytes.Add(ctx, counted.bytes, option)
		t.warn(value, counted)
	}
}

func (t *telemetry) labelled(value string, more ...attribute.KeyValue) metric.MeasurementOption {
	return metric.WithAttributeSet(attribute.NewSet(append(more, t.processor, attribute.String("value", t.nameOf(value)))...))
}

// warn names a value whose records are cut, seldom.
func (t *telemetry) warn(value string, counted amount) {
	name := t.nameOf(value)
	t.mutex.Lock()
	now := t.now()
	due := now.Sub(t.warned[name]) >= warningInterval
	if due {
		t.warned[name] = now
	}
	t.mutex.Unlock()
	if due {
		t.logger.Warn("Log records above the limit are cut", zap.String("value", value), zap.Int64("records", counted.records))
	}
}
