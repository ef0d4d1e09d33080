package durableremotewrite

import (
	"context"
	"errors"
	"time"

	"go.opentelemetry.io/otel/metric"
)

// watch reports the state of an exporter whenever metrics are collected, until close.
func (t *telemetry) watch(e *durableExporter) error {
	var failures []error
	var gauges []metric.Observable
	gauge := func(name, unit, description string) metric.Int64ObservableGauge {
		created, err := t.meter.Int64ObservableGauge(metricPrefix+name, metric.WithUnit(unit), metric.WithDescription(description))
		failures = append(failures, err)
		gauges = append(gauges, created)
		return created
	}
	memory := gauge("queue_memory_bytes", "By", "Compressed requests that wait in memory.")
	disk := gauge("queue_disk_bytes", "By", "Size of the queue's files.")
	capacity := gauge("queue_capacity_bytes", "By", "Bound of what waits: in files, or in memory where no files can be used.")
	shards := gauge("shards", "{shard}", "Requests over which new series are spread.")
	series := gauge("series_cached", "{series}", "Label sets of data points that are kept between batches.")
	seriesBytes := gauge("series_cache_bytes", "By", "About the memory of the label sets that are kept.")
	limited := gauge("limited_series", "{series}", "Live series of each value of limits::attribute, of the largest values.")
	age, err := t.meter.Float64ObservableGauge(metricPrefix+"queue_oldest_age_seconds", metric.WithUnit("s"),
		metric.WithDescription("Age of the oldest sample that waits, 0 where none does."))
	failures = append(failures, err)
	if err := errors.Join(failures...); err != nil {
		return err
	}
	t.registration, err = t.meter.RegisterCallback(func(_ context.Context, observer metric.Observer) error {
		state := e.queue.State()
		entries, bytes := e.batcher.cached()
		observer.ObserveInt64(memory, state.MemoryBytes, t.plain)
		observer.ObserveInt64(disk, state.DiskBytes, t.plain)
		observer.ObserveInt64(capacity, state.CapacityBytes, t.plain)
		observer.ObserveInt64(shards, e.shards.Load(), t.plain)
		observer.ObserveInt64(series, int64(entries), t.plain)
		observer.ObserveInt64(seriesBytes, int64(bytes), t.plain)
		for _, largest := range largestOf(e.batcher.liveSeries()) {
			observer.ObserveInt64(limited, int64(largest.series), t.ofValue(largest.value))
		}
		oldest := 0.0
		if state.OldestMillis > 0 {
			oldest = max(0, time.Since(time.UnixMilli(state.OldestMillis)).Seconds())
		}
		observer.ObserveFloat64(age, oldest, t.plain)
		return nil
	}, append(gauges, age)...)
	return err
}

func (t *telemetry) close() {
	if t.registration != nil {
		_ = t.registration.Unregister()
	}
}
