package durableremotewrite

import (
	"context"
	"fmt"
	"strings"
	"testing"

	"go.opentelemetry.io/collector/consumer/consumererror"
	"go.opentelemetry.io/otel/attribute"
	"go.opentelemetry.io/otel/sdk/metric/metricdata"

	"gke-telemetry/distribution/remotewrite/internal/storetest"
)

// cutOf returns the points that are counted as cut, by value and reason.
func cutOf(t *testing.T, from *running) map[string]int64 {
	t.Helper()
	found, err := from.telemetry.GetMetric(metricPrefix + "cut_points")
	if err != nil {
		t.Fatal(err)
	}
	cut := map[string]int64{}
	for _, point := range found.Data.(metricdata.Sum[int64]).DataPoints {
		value, _ := point.Attributes.Value(attribute.Key("value"))
		reason, _ := point.Attributes.Value(attribute.Key("reason"))
		cut[value.AsString()+" "+reason.AsString()] = point.Value
	}
	return cut
}

func TestASenderAboveItsLimitIsToldForGoodAndItsNeighboursLoseNothing(t *testing.T) {
	store := storetest.New(t)
	config := testConfig(store.URL)
	config.Limits = LimitsConfig{Attribute: "service.instance.id", MaxSeries: 100}
	exporter := startExporter(t, config)
	for second := range int64(3) {
		metrics := scrape(0, 1000, firstSecond+second)
		metrics.ResourceMetrics().At(0).ScopeMetrics().At(0).Scope().SetName("an SDK")
		scrape(1, 50, firstSecond+second).ResourceMetrics().MoveAndAppendTo(metrics.ResourceMetrics())
		err := exporter.ConsumeMetrics(context.Background(), metrics)
		if !consumererror.IsPermanent(err) || !strings.Contains(err.Error(), "910 data points") {
			t.Fatalf("%v: a permanent error with the points was expected", err)
		}
		// Of a scrape nobody can be told.
		consume(t, exporter, scrape(2, 1000, firstSecond+second))
	}
	expectAll(t, store, 90+50+90, 3)
	if live := exporter.counter(t, "limited_series"); live != 230 {
		t.Errorf("%d series are live", live)
	}
	cut := cutOf(t, exporter)
	if len(cut) != 2 || cut["target0 max_series"] != 3*910 || cut["target2 max_series"] != 3*910 {
		t.Errorf("%v is counted", cut)
	}
	if refused := exporter.counter(t, "refused_points"); refused != 3*910 {
		t.Errorf("%d points are counted as refused", refused)
	}
	exporter.stop(t)
}

func TestMetricsNameABoundedNumberOfValues(t *testing.T) {
	config := testConfig(storetest.New(t).URL)
	config.Limits = LimitsConfig{Attribute: "service.instance.id", MaxSeries: 100}
	exporter := startExporter(t, config)
	for target := range 150 {
		consume(t, exporter, scrape(target, 100, firstSecond))
	}
	cut := cutOf(t, exporter)
	if len(cut) != toldValues+1 || cut[otherValue+" max_series"] != 50*10 {
		t.Errorf("%d values, %v for the others", len(cut), cut[otherValue+" max_series"])
	}
	exporter.stop(t)
}

func TestHalfALimitIsAMistake(t *testing.T) {
	for limits, key := range map[LimitsConfig]string{
		{MaxSeries: 1000}: "limits::attribute", {Attribute: "a"}: "limits::max_series", {"a", 99}: "limits::max_series",
		{"a", 100}: "", {}: "",
	} {
		config := testConfig("http://store/write")
		config.Limits = limits
		if got := fmt.Sprint(config.Validate()); key == "" && got != "<nil>" || !strings.Contains(got, key) {
			t.Errorf("%+v: %s", limits, got)
		}
	}
}
