package compat

import (
	"testing"

	"go.opentelemetry.io/collector/pdata/pcommon"
	"go.opentelemetry.io/collector/pdata/pmetric"
)

const (
	receiverScope = "github.com/open-telemetry/opentelemetry-collector-contrib/receiver/prometheusreceiver"
	pointTime     = pcommon.Timestamp(1_700_000_000_000_000_000)
)

// scraped returns a batch as the Prometheus receiver makes it, with an empty scope to fill.
func scraped() (pmetric.Metrics, pmetric.ScopeMetrics) {
	metrics := pmetric.NewMetrics()
	resource := metrics.ResourceMetrics().AppendEmpty()
	resource.Resource().Attributes().PutStr("service.name", "node")
	resource.Resource().Attributes().PutStr("service.instance.id", "host:9100")
	scope := resource.ScopeMetrics().AppendEmpty()
	scope.Scope().SetName(receiverScope)
	scope.Scope().SetVersion("0.159.0")
	return metrics, scope
}

func addMetric(scope pmetric.ScopeMetrics, name, exposedType string) pmetric.Metric {
	metric := scope.Metrics().AppendEmpty()
	metric.SetName(name)
	metric.Metadata().PutStr("prometheus.type", exposedType)
	return metric
}

func addGauge(scope pmetric.ScopeMetrics, name string, value float64) pmetric.NumberDataPoint {
	point := addMetric(scope, name, "gauge").SetEmptyGauge().DataPoints().AppendEmpty()
	point.SetDoubleValue(value)
	point.SetTimestamp(pointTime)
	return point
}

func addCounter(scope pmetric.ScopeMetrics, name string, value float64) pmetric.NumberDataPoint {
	sum := addMetric(scope, name, "counter").SetEmptySum()
	sum.SetIsMonotonic(true)
	sum.SetAggregationTemporality(pmetric.AggregationTemporalityCumulative)
	point := sum.DataPoints().AppendEmpty()
	point.SetDoubleValue(value)
	point.SetTimestamp(pointTime)
	return point
}

func addClassic(scope pmetric.ScopeMetrics, name string, bounds []float64, counts []uint64) pmetric.HistogramDataPoint {
	histogram := addMetric(scope, name, "histogram").SetEmptyHistogram()
	histogram.SetAggregationTemporality(pmetric.AggregationTemporalityCumulative)
	point := histogram.DataPoints().AppendEmpty()
	point.SetTimestamp(pointTime)
	point.ExplicitBounds().FromRaw(bounds)
	point.BucketCounts().FromRaw(counts)
	total := uint64(0)
	for _, count := range counts {
		total += count
	}
	point.SetCount(total)
	return point
}

func TestScrapedNamesAndLabelsStayAsTheyAre(t *testing.T) {
	metrics, scope := scraped()
	addCounter(scope, "pg_stat_database_xact_commit", 5)
	addCounter(scope, "app_total_bytes", 6)
	addCounter(scope, "envoy_cluster_upstream_rq", 7).Attributes().PutStr("envoy_response_code", "200")
	addGauge(scope, "foo__bar", 8).Attributes().PutStr("my__label", "x")
	addGauge(scope, "a:rule:sum", 9).Attributes().PutStr("_private", "y")
	request := newTranslator(defaultOptions()).request(t, metrics)
	expectLines(t, lines(t, request.Symbols, request.Timeseries, false), []string{
		`{__name__="pg_stat_database_xact_commit", instance="host:9100", job="node"} 5 @1700000000000 type=counter help="" unit=""`,
		`{__name__="app_total_bytes", instance="host:9100", job="node"} 6 @1700000000000 type=counter help="" unit=""`,
		`{__name__="envoy_cluster_upstream_rq", envoy_response_code="200", instance="host:9100", job="node"} 7 @1700000000000 type=counter help="" unit=""`,
		`{__name__="foo__bar", instance="host:9100", job="node", my__label="x"} 8 @1700000000000 type=gauge help="" unit=""`,
		`{__name__="a:rule:sum", _private="y", instance="host:9100", job="node"} 9 @1700000000000 type=gauge help="" unit=""`,
	})
}

func TestInfoAndGaugeHistogramKeepTheNamesOfTheirSeries(t *testing.T) {
	metrics, scope := scraped()
	add := func(name, exposedType string) pmetric.NumberDataPoint {
		point := addMetric(scope, name, exposedType).SetEmptyGauge().DataPoints().AppendEmpty()
		point.SetDoubleValue(1)
		point.SetTimestamp(pointTime)
		return point
	}
	// The receiver calls both by their family. Count and sum of the second are metrics of their own.
	add("build", "info").Attributes().PutStr("version", "1.2.3")
	add("queue_age", "gaugehistogram").Attributes().PutStr("le", "+Inf")
	add("queue_age_gcount", "gaugehistogram")
	request := newTranslator(defaultOptions()).request(t, metrics)
	expectLines(t, lines(t, request.Symbols, request.Timeseries, false), []string{
		`{__name__="build_info", instance="host:9100", job="node", version="1.2.3"} 1 @1700000000000 type=info help="" unit=""`,
		`{__name__="queue_age_bucket", instance="host:9100", job="node", le="+Inf"} 1 @1700000000000 type=gaugehistogram help="" unit=""`,
		`{__name__="queue_age_gcount", instance="host:9100", job="node"} 1 @1700000000000 type=gaugehistogram help="" unit=""`,
	})
}

func TestScrapedBoundsAreWrittenAsPrometheusStoresThem(t *testing.T) {
	metrics, scope := scraped()
	addClassic(scope, "h", []float64{0.005, 1, 1e6}, []uint64{1, 2, 3, 4}).SetSum(12)
	summary := addMetric(scope, "s", "summary").SetEmptySummary().DataPoints().AppendEmpty()
	summary.SetTimestamp(pointTime)
	summary.QuantileValues().AppendEmpty().SetQuantile(0)
	summary.QuantileValues().AppendEmpty().SetQuantile(0.99)
	request := newTranslator(defaultOptions()).request(t, metrics)
	tail := ` @1700000000000 type=histogram help="" unit=""`
	common := `instance="host:9100", job="node"`
	summaryTail := ` @1700000000000 type=summary help="" unit=""`
	expectLines(t, lines(t, request.Symbols, request.Timeseries, false), []string{
		`{__name__="h_bucket", ` + common + `, le="0.005"} 1` + tail,
		`{__name__="h_bucket", ` + common + `, le="1.0"} 3` + tail,
		`{__name__="h_bucket", ` + common + `, le="1e+06"} 6` + tail,
		`{__name__="h_bucket", ` + common + `, le="+Inf"} 10` + tail,
		`{__name__="h_count", ` + common + `} 10` + tail,
		`{__name__="h_sum", ` + common + `} 12` + tail,
		`{__name__="s", ` + common + `, quantile="0.0"} 0` + summaryTail,
		`{__name__="s", ` + common + `, quantile="0.99"} 0` + summaryTail,
		`{__name__="s_count", ` + common + `} 0` + summaryTail,
		`{__name__="s_sum", ` + common + `} 0` + summaryTail,
	})
}

func TestScopeLabelsOfAnExpositionComeBackToTheLetter(t *testing.T) {
	metrics, scope := scraped()
	// The receiver moves such labels into the scope, which then has no longer the receiver's name.
	scope.Scope().SetName("")
	scope.Scope().SetVersion("2.1")
	scope.SetSchemaUrl("https://schema")
	scope.Scope().Attributes().PutStr("short_name", "x")
	addGauge(scope, "my.metric", 1)
	request := newTranslator(defaultOptions()).request(t, metrics)
	expectLines(t, lines(t, request.Symbols, request.Timeseries, false), []string{
		`{__name__="my.metric", instance="host:9100", job="node", otel_scope_schema_url="https://schema", otel_scope_short_name="x", otel_scope_version="2.1"} 1 @1700000000000 type=gauge help="" unit=""`,
	})
}

func TestTheEndOfAHistogramEndsItsSumToo(t *testing.T) {
	translator := newTranslator(defaultOptions())
	metrics, scope := scraped()
	addClassic(scope, "h", []float64{1}, []uint64{1, 2}).SetSum(4)
	translator.request(t, metrics)
	metrics, scope = scraped()
	point := addClassic(scope, "h", []float64{1}, []uint64{0, 0})
	point.SetFlags(pmetric.DefaultDataPointFlags.WithNoRecordedValue(true))
	request := translator.request(t, metrics)
	tail := ` stale @1700000000000 type=histogram help="" unit=""`
	expectLines(t, lines(t, request.Symbols, request.Timeseries, false), []string{
		`{__name__="h_bucket", instance="host:9100", job="node", le="+Inf"}` + tail,
		`{__name__="h_bucket", instance="host:9100", job="node", le="1.0"}` + tail,
		`{__name__="h_count", instance="host:9100", job="node"}` + tail,
		`{__name__="h_sum", instance="host:9100", job="node"}` + tail,
	})
}
