package translate

import (
	"math"
	"strconv"
	"strings"

	"github.com/prometheus/otlptranslator"
	"go.opentelemetry.io/collector/pdata/pcommon"
	"go.opentelemetry.io/collector/pdata/pmetric"

	"gke-telemetry/distribution/remotewrite/internal/writepb"
)

const (
	// receiverScopeSuffix ends the scope's name of metrics that the Prometheus receiver scraped.
	receiverScopeSuffix = "/prometheusreceiver"
	// prometheusTypeKey is the metadata in which that receiver keeps the type of the exposition. It is also there when
	// the exposition had scope labels of its own, which then stand in the scope's place.
	prometheusTypeKey = "prometheus.type"

	scopeLabelPrefix     = "otel_scope_"
	scopeNameLabel       = "otel_scope_name"
	scopeVersionLabel    = "otel_scope_version"
	scopeSchemaURLLabel  = "otel_scope_schema_url"
	bucketLabel          = "le"
	quantileLabel        = "quantile"
	positiveInfinityText = "+Inf"
)

func isReceiverScope(scope pcommon.InstrumentationScope) bool {
	return strings.HasSuffix(scope.Name(), receiverScopeSuffix)
}

// scopeLabels returns the labels of a scope. Those of a scraped one are what the exposition said, whatever is configured.
func (t *Translator) scopeLabels(scope pcommon.InstrumentationScope, schemaURL string, isScraped bool) []Label {
	if isScraped && isReceiverScope(scope) {
		return nil
	}
	var labels []Label
	if isScraped || t.options.ScopeName {
		labels = setLabel(labels, scopeNameLabel, scope.Name())
	}
	if isScraped || t.options.ScopeVersion {
		labels = setLabel(labels, scopeVersionLabel, scope.Version())
	}
	if isScraped {
		labels = setLabel(labels, scopeSchemaURLLabel, schemaURL)
	}
	if !isScraped && !t.options.ScopeAttributes {
		return labels
	}
	for name, value := range scope.Attributes().All() {
		label := scopeLabelPrefix + name
		if !isScraped {
			label = t.labelName(label)
		}
		// An attribute must not take the place of the scope's name or version.
		if !hasLabel(labels, label) {
			labels = setLabel(labels, label, value.AsString())
		}
	}
	return labels
}

// metricName returns the name that a metric's series begin with.
func (t *Translator) metricName(metric pmetric.Metric, isScraped bool) (string, error) {
	if isScraped {
		return scrapedName(metric), nil
	}
	kind := otlptranslator.MetricType(otlptranslator.MetricTypeUnknown)
	switch metric.Type() {
	case pmetric.MetricTypeGauge:
		kind = otlptranslator.MetricTypeGauge
	case pmetric.MetricTypeSum:
		kind = otlptranslator.MetricTypeNonMonotonicCounter
		if metric.Sum().IsMonotonic() {
			kind = otlptranslator.MetricTypeMonotonicCounter
		}
	case pmetric.MetricTypeHistogram:
		kind = otlptranslator.MetricTypeHistogram
	case pmetric.MetricTypeExponentialHistogram:
		kind = otlptranslator.MetricTypeExponentialHistogram
	case pmetric.MetricTypeSummary:
		kind = otlptranslator.MetricTypeSummary
	}
	return t.metricNamer.Build(otlptranslator.Metric{Name: metric.Name(), Unit: metric.Unit(), Type: kind})
}

// scrapedName gives two types of OpenMetrics the suffix back that the receiver takes from the names of their series.
func scrapedName(metric pmetric.Metric) string {
	exposed, found := metric.Metadata().Get(prometheusTypeKey)
	if !found {
		return metric.Name()
	}
	switch exposed.Str() {
	case "info":
		return withSuffix(metric.Name(), "_info")
	case "gaugehistogram":
		// Its count and sum are metrics of their own, with their suffixes.
		if metric.Type() != pmetric.MetricTypeGauge || metric.Gauge().DataPoints().Len() == 0 {
			break
		}
		if _, isBucket := metric.Gauge().DataPoints().At(0).Attributes().Get(bucketLabel); isBucket {
			return withSuffix(metric.Name(), "_bucket")
		}
	}
	return metric.Name()
}

func withSuffix(name, suffix string) string {
	if strings.HasSuffix(name, suffix) {
		return name
	}
	return name + suffix
}

// typeOf returns the type for the metadata: what the exposition said, or what the OTLP metric is.
func typeOf(metric pmetric.Metric) writepb.MetricType {
	if exposed, found := metric.Metadata().Get(prometheusTypeKey); found {
		switch exposed.Str() {
		case "counter":
			return writepb.TypeCounter
		case "gauge":
			return writepb.TypeGauge
		case "histogram":
			return writepb.TypeHistogram
		case "gaugehistogram":
			return writepb.TypeGaugeHistogram
		case "summary":
			return writepb.TypeSummary
		case "info":
			return writepb.TypeInfo
		case "stateset":
			return writepb.TypeStateSet
		case "unknown":
			return writepb.TypeUnspecified
		}
	}
	switch metric.Type() {
	case pmetric.MetricTypeGauge:
		return writepb.TypeGauge
	case pmetric.MetricTypeSum:
		if metric.Sum().IsMonotonic() {
			return writepb.TypeCounter
		}
		return writepb.TypeGauge
	case pmetric.MetricTypeHistogram, pmetric.MetricTypeExponentialHistogram:
		return writepb.TypeHistogram
	case pmetric.MetricTypeSummary:
		return writepb.TypeSummary
	}
	return writepb.TypeUnspecified
}

// boundText writes the value of le or quantile: for a scraped metric as Prometheus stores it since version 3, with a
// point in it; for OTLP as Prometheus' own OTLP endpoint does, without.
func boundText(bound float64, isScraped bool) string {
	if math.IsInf(bound, 1) {
		return positiveInfinityText
	}
	if !isScraped {
		return strconv.FormatFloat(bound, 'f', -1, 64)
	}
	text := strconv.FormatFloat(bound, 'g', -1, 64)
	if math.IsNaN(bound) || math.IsInf(bound, 0) || strings.ContainsAny(text, "e.") {
		return text
	}
	return text + ".0"
}
