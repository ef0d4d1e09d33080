package compat

import (
	"testing"
	"time"

	"github.com/prometheus/prometheus/prompb"
	"go.opentelemetry.io/collector/pdata/pcommon"
	"go.opentelemetry.io/collector/pdata/pmetric"

	"gke-telemetry/distribution/remotewrite/internal/translate"
	"gke-telemetry/distribution/remotewrite/internal/writepb"
)

// otlp returns a batch of an application with a scope to fill.
func otlp(scopeName string) (pmetric.Metrics, pmetric.ScopeMetrics) {
	metrics := pmetric.NewMetrics()
	resource := metrics.ResourceMetrics().AppendEmpty()
	attributes := resource.Resource().Attributes()
	attributes.PutStr("service.namespace", "shop")
	attributes.PutStr("service.name", "cart")
	attributes.PutStr("deployment.environment", "prod")
	scope := resource.ScopeMetrics().AppendEmpty()
	scope.Scope().SetName(scopeName)
	scope.Scope().SetVersion("1.0")
	return metrics, scope
}

func addSum(scope pmetric.ScopeMetrics, temporality pmetric.AggregationTemporality, value float64, at pcommon.Timestamp) pmetric.NumberDataPoint {
	metric := scope.Metrics().AppendEmpty()
	metric.SetName("requests")
	sum := metric.SetEmptySum()
	sum.SetIsMonotonic(true)
	sum.SetAggregationTemporality(temporality)
	point := sum.DataPoints().AppendEmpty()
	point.SetDoubleValue(value)
	point.SetTimestamp(at)
	point.SetStartTimestamp(pointTime - 5_000_000_000)
	return point
}

func TestScopesStayApartAndVersionsDoNotEndSeries(t *testing.T) {
	metrics, scope := otlp("instrumentation-http")
	addSum(scope, pmetric.AggregationTemporalityCumulative, 5, pointTime)
	other := metrics.ResourceMetrics().At(0).ScopeMetrics().AppendEmpty()
	other.Scope().SetName("instrumentation-undici")
	addSum(other, pmetric.AggregationTemporalityCumulative, 500, pointTime)
	request := newTranslator(defaultOptions()).request(t, metrics)
	common := `{__name__="requests_total", deployment_environment="prod", job="shop/cart", otel_scope_name="instrumentation-`
	tail := ` @1700000000000 from 1699999995000 type=counter help="" unit=""`
	expectLines(t, lines(t, request.Symbols, request.Timeseries, true), []string{
		common + `http"} 5` + tail, common + `undici"} 500` + tail,
	})
}

func TestAnOwnLabelWithOneOfOurNamesStaysReadable(t *testing.T) {
	options := defaultOptions()
	options.ExternalLabels = []translate.Label{{Name: "cluster", Value: "west"}}
	metrics, scope := otlp("")
	point := addSum(scope, pmetric.AggregationTemporalityCumulative, 1, pointTime)
	point.Attributes().PutStr("deployment.environment", "staging")
	point.Attributes().PutStr("job", "mine")
	point.Attributes().PutStr("cluster", "east")
	point.Attributes().PutStr("exported_job", "older")
	request := newTranslator(options).request(t, metrics)
	expectLines(t, lines(t, request.Symbols, request.Timeseries, false), []string{
		`{__name__="requests_total", cluster="west", deployment_environment="prod", exported_cluster="east", ` +
			`exported_deployment_environment="staging", exported_exported_job="mine", exported_job="older", job="shop/cart"} 1 ` +
			`@1700000000000 type=counter help="" unit=""`,
	})
}

func TestDeltaSumsBecomeCumulative(t *testing.T) {
	translator := newTranslator(defaultOptions())
	for step, want := range []string{"3", "6", "9"} {
		metrics, scope := otlp("")
		at := pointTime + pcommon.Timestamp(step)*1_000_000_000
		addSum(scope, pmetric.AggregationTemporalityDelta, 3, at)
		request := translator.request(t, metrics)
		got := lines(t, request.Symbols, request.Timeseries, true)
		expectLines(t, got, []string{
			`{__name__="requests_total", deployment_environment="prod", job="shop/cart"} ` + want + ` @170000000` +
				string(rune('0'+step)) + `000 from 1699999995000 type=counter help="" unit=""`,
		})
	}
	metrics, scope := otlp("")
	addSum(scope, pmetric.AggregationTemporalityDelta, 3, pointTime)
	translator.request(t, metrics)
	if translator.last.Refused[translate.RefusedDeltaOrder] != 1 || translator.last.Samples != 0 {
		t.Fatalf("%+v: a delta point from before the last one has to be refused", translator.last)
	}
}

func TestMetricsWithoutTemporalityAreRefused(t *testing.T) {
	translator := newTranslator(defaultOptions())
	metrics, scope := otlp("")
	addSum(scope, pmetric.AggregationTemporalityUnspecified, 3, pointTime)
	addSum(scope, pmetric.AggregationTemporalityCumulative, 4, pointTime)
	translator.request(t, metrics)
	if translator.last.Refused[translate.RefusedTemporality] != 1 || translator.last.Samples != 1 {
		t.Fatalf("%+v: one of two points has to be refused", translator.last)
	}
}

func TestDeltaHistogramsBecomeCumulative(t *testing.T) {
	translator := newTranslator(defaultOptions())
	var request []string
	for step := range 2 {
		metrics, scope := otlp("")
		metric := scope.Metrics().AppendEmpty()
		metric.SetName("h")
		metric.SetEmptyHistogram().SetAggregationTemporality(pmetric.AggregationTemporalityDelta)
		point := metric.Histogram().DataPoints().AppendEmpty()
		point.SetTimestamp(pointTime + pcommon.Timestamp(step)*1_000_000_000)
		point.ExplicitBounds().FromRaw([]float64{1})
		point.BucketCounts().FromRaw([]uint64{1, 2})
		point.SetCount(3)
		point.SetSum(1.5)
		decoded := translator.request(t, metrics)
		request = lines(t, decoded.Symbols, decoded.Timeseries, false)
	}
	common, tail := `deployment_environment="prod", job="shop/cart"`, ` @1700000001000 type=histogram help="" unit=""`
	expectLines(t, request, []string{
		`{__name__="h_bucket", ` + common + `, le="1"} 2` + tail, `{__name__="h_bucket", ` + common + `, le="+Inf"} 6` + tail,
		`{__name__="h_count", ` + common + `} 6` + tail, `{__name__="h_sum", ` + common + `} 3` + tail,
	})
}

func TestExemplarsThatAreOldOrKnownAreLeftOut(t *testing.T) {
	options := defaultOptions()
	options.ExemplarMaxAge = 10 * time.Minute
	translator := newTranslator(options)
	add := func(metrics pmetric.Metrics, scope pmetric.ScopeMetrics, ages ...time.Duration) []string {
		point := addSum(scope, pmetric.AggregationTemporalityCumulative, 1, pointTime)
		for _, age := range ages {
			exemplar := point.Exemplars().AppendEmpty()
			exemplar.SetTimestamp(pointTime - pcommon.Timestamp(age))
			exemplar.SetDoubleValue(age.Seconds())
			exemplar.SetTraceID([16]byte{1})
		}
		request := translator.request(t, metrics)
		return lines(t, request.Symbols, request.Timeseries, false)
	}
	series := `{__name__="requests_total", deployment_environment="prod", job="shop/cart"} `
	sample := series + `1 @1700000000000 type=counter help="" unit=""`
	metrics, scope := otlp("")
	expectLines(t, add(metrics, scope, 80*time.Minute, 30*time.Second), []string{
		sample, series + `exemplar {trace_id="01000000000000000000000000000000"} 30 @1699999970000`,
	})
	metrics, scope = otlp("")
	expectLines(t, add(metrics, scope, 30*time.Second, 60*time.Second), []string{sample})
	metrics, scope = otlp("")
	expectLines(t, add(metrics, scope, 5*time.Second, 10*time.Second), []string{
		sample, series + `exemplar {trace_id="01000000000000000000000000000000"} 5 @1699999995000`,
		series + `exemplar {trace_id="01000000000000000000000000000000"} 10 @1699999990000`,
	})
}

func TestExemplarsOfHistogramsGoToTheirBuckets(t *testing.T) {
	metrics, scope := scraped()
	point := addClassic(scope, "h", []float64{1, 5}, []uint64{1, 1, 1})
	for _, value := range []float64{0.5, 1, 7} {
		exemplar := point.Exemplars().AppendEmpty()
		exemplar.SetTimestamp(pointTime - pcommon.Timestamp(value*1e9))
		exemplar.SetDoubleValue(value)
	}
	request := newTranslator(defaultOptions()).request(t, metrics)
	got := lines(t, request.Symbols, request.Timeseries, false)
	want := []string{
		`{__name__="h_bucket", instance="host:9100", job="node", le="+Inf"} exemplar {} 7 @1699999993000`,
		`{__name__="h_bucket", instance="host:9100", job="node", le="1.0"} exemplar {} 0.5 @1699999999500`,
	}
	found := 0
	for _, line := range got {
		for _, one := range want {
			if line == one {
				found++
			}
		}
	}
	if found != 2 || len(got) != 6 {
		t.Fatalf("%q\nshould have these exemplars, and of a new series the newest alone: %q", got, want)
	}
}

func TestPartsAndVersion1HoldTheSameSamples(t *testing.T) {
	metrics, scope := scraped()
	addClassic(scope, "h", []float64{1, 5}, []uint64{1, 1, 1}).SetSum(3)
	addCounter(scope, "c", 4).Exemplars().AppendEmpty().SetTimestamp(pointTime)
	addGauge(scope, "g", -0.5).Attributes().PutStr("text", "long\nvalue")
	whole := newTranslator(defaultOptions())
	decoded := whole.request(t, metrics)
	request, err := writepb.ReadRequest(whole.sink.builder.AppendTo(nil))
	if err != nil {
		t.Fatal(err)
	}
	want := lines(t, decoded.Symbols, decoded.Timeseries, true)
	var got, version1 []string
	for at := range request.Series {
		part, err := request.Part(at, at+1)
		if err != nil {
			t.Fatal(err)
		}
		one := decodeRequest(t, part)
		got = append(got, lines(t, one.Symbols, one.Timeseries, true)...)
	}
	expectLines(t, sorted(got), want)
	encoded, err := request.Version1(0, len(request.Series))
	if err != nil {
		t.Fatal(err)
	}
	var old prompb.WriteRequest
	if err := old.Unmarshal(encoded); err != nil {
		t.Fatal(err)
	}
	version1 = version1Lines(&old)
	plain := &prompb.WriteRequest{}
	for _, series := range decoded.Timeseries {
		plain.Timeseries = append(plain.Timeseries, toVersion1(t, decoded.Symbols, series))
	}
	expectLines(t, version1, version1Lines(plain))
}
