package translate

import (
	"fmt"
	"math"
	"math/rand/v2"
	"strings"
	"testing"
	"time"

	"github.com/prometheus/otlptranslator"
	"go.opentelemetry.io/collector/pdata/pmetric"

	"gke-telemetry/distribution/remotewrite/internal/writepb"
)

const testMaxSeries = 100

// limited is a translator with limits by team, and what it has written.
type limited struct {
	t          *testing.T
	translator *Translator
	sink       oneSink
	now        int64
	// live has, by team, the series that were written and have not ended, with the time of their last sample, and begun
	// all that ever were.
	live  map[string]map[string]int64
	begun map[string]map[string]bool
	cut   map[Cut]int
}

func newLimited(t *testing.T, cacheSeries int) *limited {
	symbols := writepb.NewSymbolTable()
	translator := NewTranslator(Options{
		Strategy: otlptranslator.UnderscoreEscapingWithSuffixes, PromoteAll: true, MaxSeries: cacheSeries,
		MaxBytes: 1 << 30, IdleTimeout: time.Minute, Limits: Limits{Attribute: "team", MaxSeries: testMaxSeries},
	}, symbols)
	return &limited{
		t: t, translator: translator, sink: oneSink{writepb.NewBuilder(symbols)}, now: 1000,
		live: map[string]map[string]int64{}, begun: map[string]map[string]bool{}, cut: map[Cut]int{},
	}
}

func teamOf(labels string) string {
	_, rest, _ := strings.Cut(labels, `team="`)
	team, _, _ := strings.Cut(rest, `"`)
	return team
}

// translate adds a batch and reads what was written of it.
func (l *limited) translate(metrics pmetric.Metrics) Result {
	l.t.Helper()
	l.sink.builder.Reset()
	result := l.translator.Translate(metrics, l.now, l.sink)
	samples := l.sink.samples(l.t)
	if len(samples) != result.Samples {
		l.t.Fatalf("%d samples instead of %d", len(samples), result.Samples)
	}
	for _, sample := range samples {
		team := teamOf(sample.Labels)
		if l.live[team] == nil {
			l.live[team], l.begun[team] = map[string]int64{}, map[string]bool{}
		}
		l.begun[team][sample.Labels] = true
		if math.Float64bits(sample.Value) == staleBits {
			delete(l.live[team], sample.Labels)
			continue
		}
		l.live[team][sample.Labels] = l.now
	}
	for cut, points := range result.Cut {
		l.cut[cut] += points
	}
	return result
}

func (l *limited) sweep() {
	l.translator.Sweep(l.now, l.sink)
	for _, series := range l.live {
		for labels, lastSeen := range series {
			if lastSeen < l.now-60 {
				delete(series, labels)
			}
		}
	}
}

// page is a scrape of a target of a team: up, and gauges that are numbered from first on.
func page(team, target string, first, count int, isEnd bool) pmetric.Metrics {
	metrics := pmetric.NewMetrics()
	resource := metrics.ResourceMetrics().AppendEmpty()
	resource.Resource().Attributes().PutStr("team", team)
	resource.Resource().Attributes().PutStr("service.instance.id", target)
	scope := resource.ScopeMetrics().AppendEmpty()
	scope.Scope().SetName("receiver/prometheusreceiver")
	add := func(name string, isEnd bool) pmetric.NumberDataPoint {
		metric := scope.Metrics().AppendEmpty()
		metric.SetName(name)
		point := metric.SetEmptyGauge().DataPoints().AppendEmpty()
		point.SetTimestamp(testTime)
		point.SetFlags(pmetric.DefaultDataPointFlags.WithNoRecordedValue(isEnd))
		return point
	}
	for number := range count {
		add(fmt.Sprint("metric_", number%7), isEnd).Attributes().PutInt("number", int64(first+number))
	}
	add("up", false)
	return metrics
}

func histogramsOf(team string, count int, bounds ...float64) pmetric.Metrics {
	metrics := pmetric.NewMetrics()
	resource := metrics.ResourceMetrics().AppendEmpty()
	resource.Resource().Attributes().PutStr("team", team)
	metric := resource.ScopeMetrics().AppendEmpty().Metrics().AppendEmpty()
	metric.SetName("latency")
	metric.SetEmptyHistogram().SetAggregationTemporality(pmetric.AggregationTemporalityCumulative)
	for number := range count {
		point := metric.Histogram().DataPoints().AppendEmpty()
		point.SetTimestamp(testTime)
		point.SetSum(1)
		point.ExplicitBounds().FromRaw(bounds)
		point.BucketCounts().FromRaw(make([]uint64, len(bounds)+1))
		point.Attributes().PutInt("number", int64(number))
	}
	return metrics
}

func TestATeamAboveItsBudgetIsCutAndNoOther(t *testing.T) {
	for name, cacheSeries := range map[string]int{"in the cache": 10_000, "without room in the cache": 0} {
		t.Run(name, func(t *testing.T) {
			limited := newLimited(t, cacheSeries)
			for range 5 {
				for target := range 20 {
					limited.translate(page("greedy", fmt.Sprint("target", target), 0, 50, false))
				}
				if result := limited.translate(page("modest", "target", 0, 80, false)); result.Samples != 81 || result.Cut != nil {
					t.Fatalf("the neighbour: %+v", result)
				}
				limited.now += 15
				limited.sweep()
			}
			if live := len(limited.live["greedy"]); live != testMaxSeries {
				t.Fatalf("%d series instead of the budget", live)
			}
			// 90 go to the first two targets, and the last ten are kept for up.
			if cut := limited.cut[Cut{"greedy", CutSeries}]; cut != 5*(20*51-testMaxSeries) {
				t.Fatalf("%d points are counted as cut", cut)
			}
		})
	}
}

func TestSeriesThatEndedFreeTheirPlaces(t *testing.T) {
	limited := newLimited(t, 10_000)
	limited.translate(page("team", "old", 0, 85, false))
	if result := limited.translate(page("team", "new", 0, 85, false)); result.Cut[Cut{"team", CutSeries}] != 81 {
		t.Fatalf("beside the old target: %+v", result)
	}
	limited.translate(page("team", "old", 0, 85, true))
	if result := limited.translate(page("team", "new", 0, 85, false)); result.Cut != nil || result.Samples != 86 {
		t.Fatalf("once the old target has ended: %+v", result)
	}
	if live := limited.translator.LiveSeries()["team"]; live != 87 {
		t.Fatalf("%d series are live", live)
	}
	limited.now += 3 * 3600
	limited.sweep()
	if len(limited.translator.budgets) != 0 || len(limited.translator.resources) != 0 {
		t.Fatalf("%d budgets and %d resources are left", len(limited.translator.budgets), len(limited.translator.resources))
	}
}

func TestLabelsThatAreNewWithEachScrapeAreCut(t *testing.T) {
	for name, next := range map[string]func(*limited, int){
		"each scrape ends the series of the one before": func(l *limited, step int) {
			l.translate(page("team", "target", (step-1)*50, 50, true))
			l.translate(page("team", "target", step*50, 50, false))
		},
		"a histogram has other bounds each time": func(l *limited, step int) {
			l.translate(histogramsOf("team", 5, float64(step), float64(step)+0.5))
		},
		"points end series that never were": func(l *limited, step int) { l.translate(page("team", "target", step*50, 50, true)) },
	} {
		t.Run(name, func(t *testing.T) {
			limited := newLimited(t, 10_000)
			for step := range 240 {
				limited.now += 15
				next(limited, step)
			}
			// An hour.
			if begun := len(limited.begun["team"]); begun > 3*testMaxSeries {
				t.Fatalf("%d series were begun in an hour", begun)
			}
		})
	}
}

func TestARolloutAfterTheStartAndOnePerHourAreNotCut(t *testing.T) {
	limited := newLimited(t, 10_000)
	for hour := range 5 {
		limited.translate(page("team", fmt.Sprint("pod", hour-1), 0, 75, true))
		if result := limited.translate(page("team", fmt.Sprint("pod", hour), 0, 75, false)); result.Cut != nil {
			t.Fatalf("rollout %d: %+v", hour, result)
		}
		limited.now += 3600
	}
}

func TestATargetThatComesAndGoesIsNotNewEachTime(t *testing.T) {
	limited := newLimited(t, 10_000)
	for step := range 200 {
		if result := limited.translate(page("team", "target", 0, 80, step%2 == 1)); result.Cut != nil {
			t.Fatalf("step %d: %+v", step, result)
		}
		limited.now += 15
	}
}

func TestWhoSendsIsToldAndAScrapeIsNot(t *testing.T) {
	limited := newLimited(t, 10_000)
	if result := limited.translate(page("team", "target", 0, 200, false)); result.Refused != nil {
		t.Fatalf("scraped: %+v", result)
	}
	// Six series each, of which the budget of a team takes 15 whole histograms.
	result := limited.translate(histogramsOf("other", 20, 1, 2, 3))
	if result.Samples != 90 || result.Refused[RefusedSeriesLimit] != 5 || result.Cut[Cut{"other", CutSeries}] != 5 {
		t.Fatalf("sent: %+v", result)
	}
}

func TestNamesThatAreNewWithEachRequestFillNoMemory(t *testing.T) {
	limited := newLimited(t, 10_000)
	limited.translate(page("team", "target", 0, 200, false))
	symbols := limited.translator.symbols.Len()
	for step := range 1000 {
		metrics := page("team", fmt.Sprint("target", step), 0, 1, false)
		given := metrics.ResourceMetrics().At(0).ScopeMetrics().At(0)
		given.Metrics().At(0).SetName(fmt.Sprint("name", step))
		given.Metrics().At(0).SetDescription(fmt.Sprint("description", step))
		given.Metrics().RemoveIf(func(metric pmetric.Metric) bool { return metric.Name() == "up" })
		limited.translate(metrics)
	}
	if kept := len(limited.translator.resources); kept != 1 || limited.translator.symbols.Len() > symbols {
		t.Fatalf("%d resources and %d more strings are kept", kept, limited.translator.symbols.Len()-symbols)
	}
}

// TestTheBudgetCountsWhatIsWritten compares the count with the series that were written, over random scrapes and ends.
func TestTheBudgetCountsWhatIsWritten(t *testing.T) {
	random := rand.New(rand.NewPCG(1, 2))
	for round := range 20 {
		limited := newLimited(t, []int{10_000, 0}[round%2])
		for range 300 {
			team, target := fmt.Sprint("team", random.IntN(3)), fmt.Sprint("target", random.IntN(6))
			// Without room in the cache a place is free once its series was not seen for a minute.
			isEnd := random.IntN(4) == 0 && round%2 == 0
			limited.translate(page(team, target, random.IntN(3)*10, random.IntN(40), isEnd))
			limited.now += int64(random.IntN(10))
			if random.IntN(5) == 0 {
				limited.sweep()
			}
			for team, series := range limited.live {
				counted := limited.translator.LiveSeries()[team]
				if counted != len(series) || counted > testMaxSeries {
					t.Fatalf("round %d: %d series of %s are counted, and %d were written", round, counted, team, len(series))
				}
			}
		}
	}
}
