package compat

import (
	"context"
	"fmt"
	"net/url"
	"testing"
	"time"

	"go.opentelemetry.io/collector/component"
	"go.opentelemetry.io/collector/component/componenttest"
	"go.opentelemetry.io/collector/exporter"
	"go.opentelemetry.io/collector/exporter/exportertest"
	"go.opentelemetry.io/collector/pdata/pcommon"
	"go.opentelemetry.io/collector/pdata/pmetric"
	"go.opentelemetry.io/otel/sdk/metric/metricdata"

	durableremotewrite "gke-telemetry/distribution/remotewrite"
)

// startExporter runs the exporter against a Prometheus.
func startExporter(t *testing.T, store *prometheus, protocol string) (exporter.Metrics, *componenttest.Telemetry) {
	factory := durableremotewrite.NewFactory()
	config := factory.CreateDefaultConfig().(*durableremotewrite.Config)
	config.Endpoint = store.base + "/api/v1/write"
	config.Protocol = protocol
	config.Request.FlushInterval = 10 * time.Millisecond
	telemetry := componenttest.NewTelemetry()
	settings := exportertest.NewNopSettings(factory.Type())
	settings.ID = component.NewID(factory.Type())
	settings.TelemetrySettings = telemetry.NewTelemetrySettings()
	created, err := factory.CreateMetrics(context.Background(), settings, config)
	if err != nil {
		t.Fatal(err)
	}
	if err := created.Start(context.Background(), componenttest.NewNopHost()); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = created.Shutdown(context.Background()) })
	return created, telemetry
}

func counted(t *testing.T, telemetry *componenttest.Telemetry, name string) int64 {
	t.Helper()
	found, err := telemetry.GetMetric("otelcol_exporter_durable_remote_write_" + name)
	if err != nil {
		t.Fatal(err)
	}
	total := int64(0)
	for _, point := range found.Data.(metricdata.Sum[int64]).DataPoints {
		total += point.Value
	}
	return total
}

// everyType is a batch with a metric of each type, at a time.
func everyType(now time.Time) pmetric.Metrics {
	at := pcommon.NewTimestampFromTime(now)
	metrics, scope := scraped()
	addGauge(scope, "a_gauge", 1.5).SetTimestamp(at)
	counter := addCounter(scope, "a_counter_total", 7)
	counter.SetTimestamp(at)
	exemplar := counter.Exemplars().AppendEmpty()
	exemplar.SetTimestamp(at - 1_000_000_000)
	exemplar.SetDoubleValue(0.7)
	exemplar.SetTraceID([16]byte{1, 2})
	classic := addClassic(scope, "a_classic", []float64{0.5, 1}, []uint64{1, 2, 3})
	classic.SetTimestamp(at)
	classic.SetSum(9)
	bucketExemplar := classic.Exemplars().AppendEmpty()
	bucketExemplar.SetTimestamp(at - 1_000_000_000)
	bucketExemplar.SetDoubleValue(0.7)
	native := addMetric(scope, "a_native", "histogram").SetEmptyExponentialHistogram()
	native.SetAggregationTemporality(pmetric.AggregationTemporalityCumulative)
	point := native.DataPoints().AppendEmpty()
	point.SetTimestamp(at)
	point.SetScale(3)
	point.SetCount(6)
	point.SetSum(12)
	point.Positive().BucketCounts().FromRaw([]uint64{1, 2, 0, 0, 0, 0, 3})
	summary := addMetric(scope, "a_summary", "summary").SetEmptySummary().DataPoints().AppendEmpty()
	summary.SetTimestamp(at)
	summary.SetCount(4)
	summary.SetSum(5)
	quantile := summary.QuantileValues().AppendEmpty()
	quantile.SetQuantile(0.5)
	quantile.SetValue(1.25)
	return metrics
}

func TestPrometheusHasEverySampleUnderItsName(t *testing.T) {
	for _, protocol := range []string{"auto", "1.0"} {
		t.Run(protocol, func(t *testing.T) {
			store := startPrometheus(t)
			created, telemetry := startExporter(t, store, protocol)
			now := time.Now().Add(-10 * time.Second)
			if err := created.ConsumeMetrics(context.Background(), everyType(now)); err != nil {
				t.Fatal(err)
			}
			eventually(t, "everything is sent", func() bool { return counted(t, telemetry, "sent_samples") == 11 })
			for expression, want := range map[string]string{
				`a_gauge{job="node",instance="host:9100"}`: "1.5", `a_counter_total`: "7", `a_classic_bucket{le="1.0"}`: "3",
				`a_classic_bucket{le="+Inf"}`: "6", `a_classic_sum`: "9", `histogram_count(a_native)`: "6",
				`histogram_sum(a_native)`: "12", `a_summary{quantile="0.5"}`: "1.25", `a_summary_count`: "4",
			} {
				if got := store.one(expression, now.Add(time.Second)); got != want {
					t.Errorf("%s is %s instead of %s", expression, got, want)
				}
			}
			var answer struct{ Data []any }
			store.get("/api/v1/query_exemplars", url.Values{
				"query": {`{__name__=~"a_.*"}`}, "start": {fmt.Sprint(now.Unix() - 60)}, "end": {fmt.Sprint(now.Unix() + 60)},
			}, &answer)
			if len(answer.Data) != 2 {
				t.Errorf("%d series have exemplars instead of the counter and a bucket: %v", len(answer.Data), answer.Data)
			}
			if dropped := counted(t, telemetry, "dropped_samples"); dropped != 0 {
				t.Errorf("%d samples dropped", dropped)
			}
		})
	}
}

func TestPrometheusRefusesOneSeriesAndTheOthersArrive(t *testing.T) {
	for _, protocol := range []string{"auto", "1.0"} {
		t.Run(protocol, func(t *testing.T) {
			store := startPrometheus(t)
			created, telemetry := startExporter(t, store, protocol)
			now := time.Now().Add(-10 * time.Second)
			metrics, scope := scraped()
			for number := range 50 {
				point := addGauge(scope, fmt.Sprint("series_", number), 1)
				point.SetTimestamp(pcommon.NewTimestampFromTime(now))
				if number == 17 {
					point.SetTimestamp(pcommon.NewTimestampFromTime(now.Add(2 * time.Hour)))
				}
			}
			if err := created.ConsumeMetrics(context.Background(), metrics); err != nil {
				t.Fatal(err)
			}
			eventually(t, "one sample is refused", func() bool { return counted(t, telemetry, "dropped_samples") == 1 })
			eventually(t, "the others are there", func() bool {
				return len(store.query(`{__name__=~"series_.*"}`, now.Add(time.Second))) == 49
			})
		})
	}
}

func TestAStalenessMarkerEndsASeriesInPrometheus(t *testing.T) {
	store := startPrometheus(t)
	created, telemetry := startExporter(t, store, "auto")
	now := time.Now().Add(-10 * time.Second)
	for step := range 2 {
		metrics, scope := scraped()
		point := addGauge(scope, "ends", 1)
		point.SetTimestamp(pcommon.NewTimestampFromTime(now.Add(time.Duration(step) * 2 * time.Second)))
		point.SetFlags(pmetric.DefaultDataPointFlags.WithNoRecordedValue(step == 1))
		if err := created.ConsumeMetrics(context.Background(), metrics); err != nil {
			t.Fatal(err)
		}
	}
	eventually(t, "both are sent", func() bool { return counted(t, telemetry, "sent_samples") == 2 })
	if store.one("ends", now.Add(time.Second)) != "1" || len(store.query("ends", now.Add(3*time.Second))) != 0 {
		t.Fatal("the series should be there for two seconds")
	}
}
