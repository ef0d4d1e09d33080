package durableremotewrite

import (
	"context"
	"errors"

	"go.opentelemetry.io/collector/component"
	"go.opentelemetry.io/otel/attribute"
	"go.opentelemetry.io/otel/metric"
	"go.uber.org/zap"

	"gke-telemetry/distribution/remotewrite/internal/blockqueue"
	"gke-telemetry/distribution/remotewrite/internal/delivery"
	"gke-telemetry/distribution/remotewrite/internal/translate"
)

const (
	meterName    = "gke-telemetry/distribution/remotewrite"
	metricPrefix = "otelcol_exporter_durable_remote_write_"
)

var dropReasons = []blockqueue.DropReason{
	blockqueue.DropMemoryFull, blockqueue.DropDiskFull, blockqueue.DropExpired, blockqueue.DropShutdown,
	delivery.DropRejected, delivery.DropTooLarge, delivery.DropNotWritten, delivery.DropUnreadable,
}

var retryReasons = []delivery.RetryReason{
	delivery.RetryUnreachable, delivery.RetryTimeout, delivery.RetryThrottled, delivery.RetryServerError,
	delivery.RetryUnauthorized, delivery.RetryNotFound, delivery.RetryRequestTimeout, delivery.RetryUnsupported,
}

var refusalReasons = []translate.RefusalReason{
	translate.RefusedName, translate.RefusedScale, translate.RefusedDeltaOrder, translate.RefusedDeltaLimit,
	translate.RefusedTemporality, translate.RefusedEmpty, translate.RefusedTimestamp, translate.RefusedSeriesLimit,
}

// telemetry counts what happens. It is the observer of queue and sender.
type telemetry struct {
	warnings *warnings
	plain    metric.MeasurementOption
	byReason map[string]metric.MeasurementOption

	accepted, sent, sentBytes                            metric.Int64Counter
	writtenSamples, writtenHistograms, writtenExemplars  metric.Int64Counter
	requests                                             metric.Int64Counter
	dropped, refused, retries, droppedExemplars          metric.Int64Counter
	spilled, damagedRecords, damagedBytes, storageErrors metric.Int64Counter
	limits                                               limitTelemetry

	meter        metric.Meter
	registration metric.Registration
}

func newTelemetry(id component.ID, settings component.TelemetrySettings) (*telemetry, error) {
	exporter := attribute.String("exporter", id.String())
	created := &telemetry{
		warnings: newWarnings(settings.Logger), meter: settings.MeterProvider.Meter(meterName),
		plain: metric.WithAttributeSet(attribute.NewSet(exporter)), byReason: map[string]metric.MeasurementOption{},
	}
	if err := created.createCounters(); err != nil {
		return nil, err
	}
	if err := created.createLimits(exporter); err != nil {
		return nil, err
	}
	announce := func(counter metric.Int64Counter, reason string) {
		option := metric.WithAttributeSet(attribute.NewSet(exporter, attribute.String("reason", reason)))
		created.byReason[reason] = option
		// A counter that is there from the start shows its first increase to an alert.
		counter.Add(context.Background(), 0, option)
	}
	for _, reason := range dropReasons {
		announce(created.dropped, string(reason))
	}
	for _, reason := range retryReasons {
		announce(created.retries, string(reason))
	}
	for _, reason := range refusalReasons {
		announce(created.refused, string(reason))
	}
	return created, nil
}

func (t *telemetry) createCounters() error {
	var failures []error
	counter := func(into *metric.Int64Counter, name, unit, description string) {
		created, err := t.meter.Int64Counter(metricPrefix+name, metric.WithUnit(unit), metric.WithDescription(description))
		failures = append(failures, err)
		*into = created
		if err == nil && into != &t.dropped && into != &t.retries && into != &t.refused {
			created.Add(context.Background(), 0, t.plain)
		}
	}
	counter(&t.accepted, "accepted_samples", "{sample}", "Samples and native histograms that were taken into the queue.")
	counter(&t.sent, "sent_samples", "{sample}", "Samples and native histograms that the store took.")
	counter(&t.sentBytes, "sent_bytes", "By", "Compressed bytes of the requests that the store took.")
	counter(&t.writtenSamples, "written_samples", "{sample}", "Samples that the store said it wrote (remote write 2.0).")
	counter(&t.writtenHistograms, "written_histograms", "{histogram}", "Native histograms that the store said it wrote.")
	counter(&t.writtenExemplars, "written_exemplars", "{exemplar}", "Exemplars that the store said it wrote.")
	counter(&t.dropped, "dropped_samples", "{sample}", "Samples and native histograms that were accepted and then lost, by reason.")
	counter(&t.refused, "refused_points", "{datapoint}", "Data points that were refused to the sender, by reason.")
	counter(&t.requests, "requests", "{request}", "Requests that were sent, those that were sent again included.")
	counter(&t.retries, "retries", "{request}", "Requests that have to be sent again, by reason.")
	counter(&t.droppedExemplars, "dropped_exemplars", "{exemplar}", "Exemplars that were too old or sent before.")
	counter(&t.spilled, "spilled_bytes", "By", "Bytes that were written to files of the queue.")
	counter(&t.damagedRecords, "damaged_records", "{record}", "Stretches of files that could not be read and were left out.")
	counter(&t.damagedBytes, "damaged_bytes", "By", "Bytes of files that could not be read and were left out.")
	counter(&t.storageErrors, "storage_failures", "{failure}", "Times that files could not be opened or written.")
	return errors.Join(failures...)
}

// accept counts what a batch became.
func (t *telemetry) accept(ctx context.Context, result translate.Result) {
	t.accepted.Add(ctx, int64(result.Samples), t.plain)
	if result.ExemplarsDropped > 0 {
		t.droppedExemplars.Add(ctx, int64(result.ExemplarsDropped), t.plain)
	}
	for reason, points := range result.Refused {
		t.refused.Add(ctx, int64(points), t.byReason[string(reason)])
	}
	t.countCut(ctx, result.Cut)
}

// Sent counts what the store took.
func (t *telemetry) Sent(samples, bytes int) {
	t.sent.Add(context.Background(), int64(samples), t.plain)
	t.sentBytes.Add(context.Background(), int64(bytes), t.plain)
}

// Written counts what the store said it wrote.
func (t *telemetry) Written(written delivery.Written) {
	t.writtenSamples.Add(context.Background(), int64(written.Samples), t.plain)
	t.writtenHistograms.Add(context.Background(), int64(written.Histograms), t.plain)
	t.writtenExemplars.Add(context.Background(), int64(written.Exemplars), t.plain)
}

// Dropped counts samples that are lost.
func (t *telemetry) Dropped(reason blockqueue.DropReason, samples uint64) {
	t.dropped.Add(context.Background(), int64(samples), t.byReason[string(reason)])
	if samples > 0 && reason != delivery.DropRejected && reason != delivery.DropTooLarge {
		t.warnings.warn("Samples are lost", zap.String("reason", string(reason)), zap.Uint64("samples", samples))
	}
}

// Requested counts requests.
func (t *telemetry) Requested() {
	t.requests.Add(context.Background(), 1, t.plain)
}

// Retried counts requests that are sent again.
func (t *telemetry) Retried(reason delivery.RetryReason) {
	t.retries.Add(context.Background(), 1, t.byReason[string(reason)])
}

// Warn writes what a store said to the log.
func (t *telemetry) Warn(what string, status int, message string) {
	t.warnings.warn(what, zap.Int("status", status), zap.String("answer", message))
}

// Spilled counts bytes that were written to files.
func (t *telemetry) Spilled(bytes int) {
	t.spilled.Add(context.Background(), int64(bytes), t.plain)
}

// Damaged counts what could not be read.
func (t *telemetry) Damaged(records int, bytes int64) {
	t.damagedRecords.Add(context.Background(), int64(records), t.plain)
	t.damagedBytes.Add(context.Background(), bytes, t.plain)
	t.warnings.warn("Damaged records in the queue's files are left out", zap.Int64("bytes", bytes))
}

// StorageFailed counts and tells that files cannot be used. The queue goes on in memory.
func (t *telemetry) StorageFailed(err error) {
	t.storageErrors.Add(context.Background(), 1, t.plain)
	t.warnings.warn("The queue's files cannot be used at present, so samples are kept in memory", zap.Error(err))
}
