package compat

import (
	"fmt"
	"math/rand/v2"
	"os"
	"strconv"
	"testing"

	"github.com/open-telemetry/opentelemetry-collector-contrib/pkg/translator/prometheusremotewrite"
	writev2 "github.com/prometheus/prometheus/prompb/io/prometheus/write/v2"
	"go.opentelemetry.io/collector/pdata/pcommon"
	"go.opentelemetry.io/collector/pdata/pmetric"
)

// TestEqualsContribWhereThatIsRight makes metrics at random and compares both translations. What contrib's does otherwise
// on purpose or by mistake does not occur in them: labels of the same name on resource and point, several underscores in
// a row, exemplars of histograms, attributes of the resource as labels, start times.
func TestEqualsContribWhereThatIsRight(t *testing.T) {
	rounds := 300
	if text := os.Getenv("TRANSLATE_TEST_ROUNDS"); text != "" {
		rounds, _ = strconv.Atoi(text)
	}
	seed := rand.Uint64()
	t.Logf("seed %d", seed)
	random := rand.New(rand.NewPCG(seed, 3))
	options := defaultOptions()
	options.PromoteAll, options.TargetInfo, options.ScopeVersion, options.ScopeAttributes = false, true, true, true
	ours := newTranslator(options)
	for round := range rounds {
		metrics := randomMetrics(random, round)
		theirs, symbols, err := prometheusremotewrite.FromMetricsV2(metrics, prometheusremotewrite.Settings{AddMetricSuffixes: true})
		if err != nil {
			t.Fatal(err)
		}
		var series []writev2.TimeSeries
		for _, one := range theirs {
			series = append(series, *one)
		}
		got := ours.request(t, metrics)
		expectLines(t, lines(t, got.Symbols, got.Timeseries, false), lines(t, symbols.Symbols(), series, false))
	}
}

var randomUnits = []string{"", "1", "s", "ms", "By", "By/s", "{request}", "%", "m/h"}

func randomMetrics(random *rand.Rand, round int) pmetric.Metrics {
	metrics := pmetric.NewMetrics()
	for number := range 1 + random.IntN(3) {
		resource := metrics.ResourceMetrics().AppendEmpty()
		attributes := resource.Resource().Attributes()
		attributes.PutStr("service.name", fmt.Sprint("service", number))
		if random.IntN(2) == 0 {
			attributes.PutStr("service.namespace", "space")
		}
		if random.IntN(2) == 0 {
			attributes.PutStr("service.instance.id", fmt.Sprint("instance", number))
			attributes.PutInt("process.pid", int64(number))
		}
		for inner := range 1 + random.IntN(2) {
			scope := resource.ScopeMetrics().AppendEmpty()
			scope.Scope().SetName(fmt.Sprint("scope", inner))
			scope.Scope().SetVersion([]string{"", "1.2"}[random.IntN(2)])
			if random.IntN(3) == 0 {
				scope.Scope().Attributes().PutStr("flavor", "sweet")
			}
			for kind := range 5 {
				randomMetric(random, scope.Metrics().AppendEmpty(), kind, round)
			}
		}
	}
	return metrics
}

func randomAttributes(random *rand.Rand, attributes pcommon.Map, point int) {
	attributes.PutInt("point", int64(point))
	for _, name := range []string{"http.method", "a b", "9lives", "_hidden", "ünicode"} {
		switch random.IntN(4) {
		case 0:
			attributes.PutStr(name, "value")
		case 1:
			attributes.PutBool(name, true)
		case 2:
			attributes.PutDouble(name, 1.5)
		}
	}
}

func randomMetric(random *rand.Rand, metric pmetric.Metric, kind, round int) {
	metric.SetName([]string{"http.server.duration", "1st metric", "jobs_total", "memory.ratio", "x"}[random.IntN(5)] + fmt.Sprint(kind))
	metric.SetUnit(randomUnits[random.IntN(len(randomUnits))])
	metric.SetDescription("What it is")
	at := pcommon.Timestamp(1_700_000_000_000_000_000 + int64(round)*1_000_000_000)
	for number := range 1 + random.IntN(4) {
		flags := pmetric.DefaultDataPointFlags.WithNoRecordedValue(random.IntN(10) == 0)
		switch kind {
		case 0, 1:
			point := randomNumber(random, metric, kind == 1)
			randomAttributes(random, point.Attributes(), number)
			point.SetTimestamp(at)
			point.SetFlags(flags)
		case 2:
			point := randomHistogram(random, metric)
			randomAttributes(random, point.Attributes(), number)
			point.SetTimestamp(at)
		case 3:
			point := randomNative(random, metric)
			randomAttributes(random, point.Attributes(), number)
			point.SetTimestamp(at)
			point.SetFlags(flags)
		case 4:
			point := randomSummary(random, metric)
			randomAttributes(random, point.Attributes(), number)
			point.SetTimestamp(at)
			point.SetFlags(flags)
		}
	}
}

func randomNumber(random *rand.Rand, metric pmetric.Metric, isSum bool) pmetric.NumberDataPoint {
	var points pmetric.NumberDataPointSlice
	switch {
	case !isSum && metric.Type() == pmetric.MetricTypeEmpty:
		points = metric.SetEmptyGauge().DataPoints()
	case !isSum:
		points = metric.Gauge().DataPoints()
	case metric.Type() == pmetric.MetricTypeEmpty:
		sum := metric.SetEmptySum()
		sum.SetIsMonotonic(random.IntN(2) == 0)
		sum.SetAggregationTemporality(pmetric.AggregationTemporalityCumulative)
		points = sum.DataPoints()
	default:
		points = metric.Sum().DataPoints()
	}
	point := points.AppendEmpty()
	if random.IntN(2) == 0 {
		point.SetIntValue(random.Int64N(1 << 40))
	} else {
		point.SetDoubleValue(random.NormFloat64())
	}
	return point
}

func randomHistogram(random *rand.Rand, metric pmetric.Metric) pmetric.HistogramDataPoint {
	if metric.Type() == pmetric.MetricTypeEmpty {
		metric.SetEmptyHistogram().SetAggregationTemporality(pmetric.AggregationTemporalityCumulative)
	}
	point := metric.Histogram().DataPoints().AppendEmpty()
	count := uint64(0)
	for bound := range random.IntN(6) {
		point.ExplicitBounds().Append(float64(bound)*0.25 + 0.005)
		count += uint64(bound)
		point.BucketCounts().Append(uint64(bound))
	}
	point.BucketCounts().Append(3)
	point.SetCount(count + 3)
	if random.IntN(3) > 0 {
		point.SetSum(random.Float64())
	}
	return point
}

func randomNative(random *rand.Rand, metric pmetric.Metric) pmetric.ExponentialHistogramDataPoint {
	if metric.Type() == pmetric.MetricTypeEmpty {
		metric.SetEmptyExponentialHistogram().SetAggregationTemporality(pmetric.AggregationTemporalityCumulative)
	}
	point := metric.ExponentialHistogram().DataPoints().AppendEmpty()
	// Above 8 contrib's puts counts into a wrong bucket where the first ones are empty.
	point.SetScale(int32(random.IntN(13)) - 4)
	point.SetZeroCount(uint64(random.IntN(3)))
	total := point.ZeroCount()
	for _, side := range []pmetric.ExponentialHistogramDataPointBuckets{point.Positive(), point.Negative()} {
		side.SetOffset(int32(random.IntN(41)) - 20)
		for range random.IntN(20) {
			count := uint64(max(0, random.IntN(6)-2))
			total += count
			side.BucketCounts().Append(count)
		}
	}
	point.SetCount(total)
	point.SetSum(random.NormFloat64())
	return point
}

func randomSummary(random *rand.Rand, metric pmetric.Metric) pmetric.SummaryDataPoint {
	if metric.Type() == pmetric.MetricTypeEmpty {
		metric.SetEmptySummary()
	}
	point := metric.Summary().DataPoints().AppendEmpty()
	point.SetCount(uint64(random.IntN(100)))
	point.SetSum(random.Float64())
	for _, quantile := range []float64{0, 0.5, 0.99, 1} {
		if random.IntN(2) == 0 {
			value := point.QuantileValues().AppendEmpty()
			value.SetQuantile(quantile)
			value.SetValue(random.Float64())
		}
	}
	return point
}
