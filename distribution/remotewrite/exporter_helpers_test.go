package durableremotewrite

import (
	"context"
	"fmt"
	"math"
	"testing"
	"time"

	"go.opentelemetry.io/collector/component"
	"go.opentelemetry.io/collector/component/componenttest"
	"go.opentelemetry.io/collector/exporter"
	"go.opentelemetry.io/collector/exporter/exportertest"
	"go.opentelemetry.io/collector/pdata/pcommon"
	"go.opentelemetry.io/collector/pdata/pmetric"
	"go.opentelemetry.io/otel/sdk/metric/metricdata"

	"gke-telemetry/distribution/remotewrite/internal/storetest"
)

// testConfig is a configuration with short times for a store.
func testConfig(endpoint string) *Config {
	config := createDefaultConfig().(*Config)
	config.Endpoint = endpoint
	config.Timeout = time.Second
	config.TargetInfo = false
	config.Request.FlushInterval = 20 * time.Millisecond
	config.Retry.InitialInterval, config.Retry.MaxInterval = 5*time.Millisecond, 50*time.Millisecond
	config.Queue.SpillAfter = 200 * time.Millisecond
	return config
}

// running is an exporter that runs, with its telemetry.
type running struct {
	exporter.Metrics
	telemetry *componenttest.Telemetry
}

func startExporter(t testing.TB, config *Config) *running {
	t.Helper()
	if err := config.Validate(); err != nil {
		t.Fatal(err)
	}
	telemetry := componenttest.NewTelemetry()
	settings := exportertest.NewNopSettings(componentType)
	settings.ID = component.NewIDWithName(componentType, "test")
	settings.TelemetrySettings = telemetry.NewTelemetrySettings()
	created, err := NewFactory().CreateMetrics(context.Background(), settings, config)
	if err != nil {
		t.Fatal(err)
	}
	if err := created.Start(context.Background(), componenttest.NewNopHost()); err != nil {
		t.Fatal(err)
	}
	return &running{created, telemetry}
}

func (r *running) stop(t testing.TB) {
	t.Helper()
	if err := r.Shutdown(context.Background()); err != nil {
		t.Fatal(err)
	}
}

// counter returns the sum of a counter over all its attributes.
func (r *running) counter(t testing.TB, name string) int64 {
	t.Helper()
	found, err := r.telemetry.GetMetric(metricPrefix + name)
	if err != nil {
		t.Fatal(err)
	}
	total := int64(0)
	switch data := found.Data.(type) {
	case metricdata.Sum[int64]:
		for _, point := range data.DataPoints {
			total += point.Value
		}
	case metricdata.Gauge[int64]:
		for _, point := range data.DataPoints {
			total += point.Value
		}
	}
	return total
}

// scrape returns a batch of gauges of one target at a time in seconds.
func scrape(target, series int, second int64) pmetric.Metrics {
	metrics := pmetric.NewMetrics()
	resource := metrics.ResourceMetrics().AppendEmpty()
	resource.Resource().Attributes().PutStr("service.name", "test")
	resource.Resource().Attributes().PutStr("service.instance.id", fmt.Sprint("target", target))
	scope := resource.ScopeMetrics().AppendEmpty()
	scope.Scope().SetName("receiver/prometheusreceiver")
	for number := range series {
		metric := scope.Metrics().AppendEmpty()
		metric.SetName(fmt.Sprint("metric_", number/10))
		point := metric.SetEmptyGauge().DataPoints().AppendEmpty()
		point.SetTimestamp(pcommon.Timestamp(second * 1_000_000_000))
		point.SetDoubleValue(float64(second) + float64(number))
		point.Attributes().PutStr("number", fmt.Sprint(number))
		point.Attributes().PutStr("path", "/a/path/that/is/as/long/as/those/of/applications/are")
		point.Attributes().PutStr("code", "200")
	}
	return metrics
}

// expectAll waits until the store has every sample of so many scrapes, once or more, in order.
func expectAll(t testing.TB, store *storetest.Store, series, scrapes int) {
	t.Helper()
	deadline := time.Now().Add(time.Minute)
	for {
		missing := missingSamples(t, store, series, scrapes)
		if missing == 0 {
			return
		}
		if time.Now().After(deadline) {
			t.Fatalf("%d of %d samples are missing", missing, series*scrapes)
		}
		time.Sleep(10 * time.Millisecond)
	}
}

func missingSamples(t testing.TB, store *storetest.Store, series, scrapes int) int {
	missing := series * scrapes
	for labels, samples := range store.Kept() {
		// A request whose answer came too late is sent again: what is known may come twice, what is new comes in order.
		seen, newest := map[int64]bool{}, int64(math.MinInt64)
		for _, sample := range samples {
			if sample.TimestampMillis < newest && !seen[sample.TimestampMillis] {
				t.Fatalf("%s: %d came after %d", labels, sample.TimestampMillis, newest)
			}
			seen[sample.TimestampMillis] = true
			newest = max(newest, sample.TimestampMillis)
		}
		missing -= len(seen)
	}
	return missing
}
