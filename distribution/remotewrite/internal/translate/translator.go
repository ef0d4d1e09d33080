package translate

import (
	"math"

	"github.com/prometheus/otlptranslator"
	"go.opentelemetry.io/collector/pdata/pcommon"
	"go.opentelemetry.io/collector/pdata/pmetric"

	"gke-telemetry/distribution/remotewrite/internal/writepb"
)

// staleBits are the bits of the NaN by which Prometheus marks the end of a series.
const staleBits = 0x7ff0000000000002

var staleMarker = math.Float64frombits(staleBits)

// Translator adds metrics to requests. It is not safe for use by several goroutines at once.
type Translator struct {
	options     Options
	symbols     *writepb.SymbolTable
	metricNamer otlptranslator.MetricNamer
	labelNamer  otlptranslator.LabelNamer
	unitNamer   otlptranslator.UnitNamer

	resources map[uint64]*resource
	budgets   map[string]*budget
	temporary []*series
	// unused are metrics of which no series is kept.
	unused      []*metric
	seriesCount int
	cacheBytes  int
	nowSeconds  int64
	mustForget  bool
	// isEnd says that the data point that is being added ends its series.
	isEnd bool
	// targetInfoHelp is the number of the text that target_info has.
	targetInfoHelp uint32

	key       []byte
	sortedKey []byte
	exemplars []writepb.Exemplar
	bucketed  []bucketed
	bounds    []float64
	native    writepb.Histogram
	result    Result
	sink      Sink
}

// NewTranslator returns a translator whose series hold their strings in symbols.
func NewTranslator(options Options, symbols *writepb.SymbolTable) *Translator {
	return &Translator{
		options: options, symbols: symbols,
		metricNamer: otlptranslator.NewMetricNamer("", options.Strategy),
		labelNamer:  newLabelNamer(options.Strategy),
		unitNamer:   otlptranslator.UnitNamer{UTF8Allowed: !options.Strategy.ShouldEscape()},
		resources:   map[uint64]*resource{}, budgets: map[string]*budget{}, targetInfoHelp: symbols.Hold(targetInfoHelp),
	}
}

// SeriesCount returns how many entries are kept, and about how many bytes they take with their strings.
func (t *Translator) SeriesCount() (entries, bytes int) {
	return t.seriesCount, t.cacheBytes + t.symbols.Bytes()
}

// Translate adds all data points of a batch to the requests of sink. Points that cannot be written are counted in the
// result; all others are added in spite of them.
func (t *Translator) Translate(metrics pmetric.Metrics, nowSeconds int64, sink Sink) Result {
	t.nowSeconds, t.sink, t.result = nowSeconds, sink, Result{}
	for index := range metrics.ResourceMetrics().Len() {
		t.addResource(metrics.ResourceMetrics().At(index))
	}
	t.endCall(sink)
	return t.result
}

func (t *Translator) addResource(resourceMetrics pmetric.ResourceMetrics) {
	var owner *resource
	newest := pcommon.Timestamp(0)
	for index := range resourceMetrics.ScopeMetrics().Len() {
		scopeMetrics := resourceMetrics.ScopeMetrics().At(index)
		// Nothing would ever take an entry without metrics away but the sweep.
		if scopeMetrics.Metrics().Len() == 0 {
			continue
		}
		if owner == nil {
			owner = t.resourceOf(resourceMetrics.Resource().Attributes())
		}
		within := t.scopeOf(owner, scopeMetrics)
		isReceiver := isReceiverScope(scopeMetrics.Scope())
		for number := range scopeMetrics.Metrics().Len() {
			given := scopeMetrics.Metrics().At(number)
			found := t.metricOf(owner, within, given, isReceiver)
			t.addMetric(found, given)
			if len(found.nodes) == 0 {
				t.unused = append(t.unused, found)
			}
			if t.options.TargetInfo && !found.isScraped {
				newest = max(newest, newestTimestamp(given))
			}
		}
	}
	if newest > 0 {
		t.addTargetInfo(owner, resourceMetrics.Resource(), newest)
	}
}

func (t *Translator) addMetric(owner *metric, given pmetric.Metric) {
	if owner.invalid {
		t.result.refuse(RefusedName, given.Name(), pointCount(given))
		return
	}
	switch given.Type() {
	case pmetric.MetricTypeGauge:
		points := given.Gauge().DataPoints()
		for index := range points.Len() {
			t.addNumber(owner, points.At(index), false)
		}
	case pmetric.MetricTypeSum:
		t.addSum(owner, given)
	case pmetric.MetricTypeHistogram:
		t.addHistograms(owner, given)
	case pmetric.MetricTypeExponentialHistogram:
		t.addNatives(owner, given)
	case pmetric.MetricTypeSummary:
		points := given.Summary().DataPoints()
		for index := range points.Len() {
			t.addSummary(owner, points.At(index))
		}
	default:
		t.result.refuse(RefusedEmpty, given.Name(), 1)
	}
}

func (t *Translator) addSum(owner *metric, given pmetric.Metric) {
	points := given.Sum().DataPoints()
	switch given.Sum().AggregationTemporality() {
	case pmetric.AggregationTemporalityCumulative:
		for index := range points.Len() {
			t.addNumber(owner, points.At(index), given.Sum().IsMonotonic())
		}
	case pmetric.AggregationTemporalityDelta:
		for index := range points.Len() {
			t.addDeltaNumber(owner, given, points.At(index))
		}
	default:
		t.result.refuse(RefusedTemporality, given.Name(), points.Len())
	}
}

func millis(timestamp pcommon.Timestamp) int64 { return int64(timestamp) / 1_000_000 }

func isStale(flags pmetric.DataPointFlags) bool { return flags.NoRecordedValue() }

func numberValue(point pmetric.NumberDataPoint) float64 {
	if point.ValueType() == pmetric.NumberDataPointValueTypeInt {
		return float64(point.IntValue())
	}
	return point.DoubleValue()
}

// addNumber adds a gauge or a cumulative sum.
func (t *Translator) addNumber(owner *metric, point pmetric.NumberDataPoint, hasStart bool) {
	start := int64(0)
	if hasStart {
		start = millis(point.StartTimestamp())
	}
	if found := t.seriesOf(owner, point.Attributes(), 1, isStale(point.Flags())); found != nil {
		t.addNumberValue(owner, found, point, numberValue(point), start)
	}
}

func (t *Translator) addNumberValue(owner *metric, found *series, point pmetric.NumberDataPoint, value float64, startMillis int64) {
	timestamp := millis(point.Timestamp())
	if timestamp == 0 {
		t.result.refuse(RefusedTimestamp, owner.name, 1)
		return
	}
	var exemplars []writepb.Exemplar
	if isStale(point.Flags()) {
		value, startMillis = staleMarker, 0
		owner.resource.budget.end(found)
	} else if point.Exemplars().Len() > 0 {
		exemplars = t.exemplarsOf(point.Exemplars(), t.bucketsOf(point.Exemplars(), nil), &found.exemplar, timestamp)
	}
	t.sink.Builder(found.lane).AddSample(found.labels, value, timestamp, startMillis, owner.metadata, exemplars)
	t.result.Samples++
}

func pointCount(given pmetric.Metric) int {
	switch given.Type() {
	case pmetric.MetricTypeGauge:
		return given.Gauge().DataPoints().Len()
	case pmetric.MetricTypeSum:
		return given.Sum().DataPoints().Len()
	case pmetric.MetricTypeHistogram:
		return given.Histogram().DataPoints().Len()
	case pmetric.MetricTypeExponentialHistogram:
		return given.ExponentialHistogram().DataPoints().Len()
	case pmetric.MetricTypeSummary:
		return given.Summary().DataPoints().Len()
	}
	return 0
}
