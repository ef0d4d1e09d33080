package monitors

import (
	"context"
	"sync"

	"go.opentelemetry.io/otel/attribute"
	"go.opentelemetry.io/otel/metric"

	"gke-telemetry/distribution/monitors/internal/selection"
)

const (
	meterName    = "gke-telemetry/distribution/monitors"
	metricPrefix = "otelcol_monitors_"
)

// telemetry is what the extension says of itself, whenever metrics are collected.
type telemetry struct {
	registration metric.Registration
	mutex        sync.Mutex
	readable     map[string]bool
	last         selection.Result
}

func newTelemetry(provider metric.MeterProvider) (*telemetry, error) {
	t := &telemetry{readable: map[string]bool{}}
	for _, resource := range resources {
		t.readable[resource] = false
	}
	meter := provider.Meter(meterName)
	targets, err := meter.Int64ObservableGauge(metricPrefix+"targets", metric.WithUnit("{target}"),
		metric.WithDescription("Targets of the node that monitors select."))
	if err != nil {
		return nil, err
	}
	readable, err := meter.Int64ObservableGauge(metricPrefix+"readable",
		metric.WithDescription("1 where the API server answered the last list or watch of the resource, else 0."))
	if err != nil {
		return nil, err
	}
	refused, err := meter.Int64ObservableGauge(metricPrefix+"refused_endpoints", metric.WithUnit("{endpoint}"),
		metric.WithDescription("Endpoints of monitors that are not scraped as they ask, by namespace and reason."))
	if err != nil {
		return nil, err
	}
	t.registration, err = meter.RegisterCallback(func(_ context.Context, observer metric.Observer) error {
		t.mutex.Lock()
		defer t.mutex.Unlock()
		observer.ObserveInt64(targets, int64(len(t.last.Targets)))
		for resource, is := range t.readable {
			value := int64(0)
			if is {
				value = 1
			}
			observer.ObserveInt64(readable, value, metric.WithAttributes(attribute.String("resource", resource)))
		}
		for namespace, reasons := range t.last.Refused {
			for reason, count := range reasons {
				observer.ObserveInt64(refused, int64(count), metric.WithAttributes(
					attribute.String("namespace", namespace), attribute.String("reason", string(reason))))
			}
		}
		return nil
	}, targets, readable, refused)
	return t, err
}

func (t *telemetry) answered(resource string, is bool) {
	t.mutex.Lock()
	defer t.mutex.Unlock()
	t.readable[resource] = is
}

func (t *telemetry) record(last selection.Result) {
	t.mutex.Lock()
	defer t.mutex.Unlock()
	t.last = last
}

func (t *telemetry) close() error { return t.registration.Unregister() }
