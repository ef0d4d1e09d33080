package durableremotewrite

import (
	"cmp"
	"context"
	"slices"
	"sync"

	"go.opentelemetry.io/otel/attribute"
	"go.opentelemetry.io/otel/metric"
	"go.uber.org/zap"

	"gke-telemetry/distribution/remotewrite/internal/translate"
)

const (
	// toldValues bounds the values of limits::attribute that metrics and log name.
	toldValues = 100
	otherValue = "(other)"
)

// limitTelemetry counts what is above the limits.
type limitTelemetry struct {
	exporter attribute.KeyValue
	cut      metric.Int64Counter
	mutex    sync.Mutex
	// told has the values that were named so far.
	told map[string]bool
}

func (t *telemetry) createLimits(exporter attribute.KeyValue) error {
	counter, err := t.meter.Int64Counter(metricPrefix+"cut_points", metric.WithUnit("{datapoint}"),
		metric.WithDescription("Data points of new series above the limits, by value of limits::attribute and by reason."))
	t.limits.exporter, t.limits.cut, t.limits.told = exporter, counter, map[string]bool{}
	return err
}

func (t *telemetry) ofValue(value string, more ...attribute.KeyValue) metric.MeasurementOption {
	return metric.WithAttributeSet(attribute.NewSet(append(more, t.limits.exporter, attribute.String("value", value))...))
}

// nameOf is a value's name, or that of all others once so many have been named.
func (l *limitTelemetry) nameOf(value string) string {
	l.mutex.Lock()
	defer l.mutex.Unlock()
	if !l.told[value] {
		if len(l.told) >= toldValues {
			return otherValue
		}
		l.told[value] = true
	}
	return value
}

func (t *telemetry) countCut(ctx context.Context, cut map[translate.Cut]int) {
	for of, points := range cut {
		name := t.limits.nameOf(of.Value)
		t.limits.cut.Add(ctx, int64(points), t.ofValue(name, attribute.String("reason", string(of.Reason))))
		t.warnings.warnOf("cut "+name, "New series above the limit are cut",
			zap.String("value", of.Value), zap.String("reason", string(of.Reason)), zap.Int("points", points))
	}
}

type valueSeries struct {
	value  string
	series int
}

// largestOf returns the values with the most series.
func largestOf(live map[string]int) []valueSeries {
	all := make([]valueSeries, 0, len(live))
	for value, series := range live {
		all = append(all, valueSeries{value, series})
	}
	slices.SortFunc(all, func(a, b valueSeries) int {
		return cmp.Or(cmp.Compare(b.series, a.series), cmp.Compare(a.value, b.value))
	})
	return all[:min(len(all), toldValues)]
}
