package relabelled

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"sync/atomic"
	"testing"
	"time"

	"go.opentelemetry.io/collector/component"
	"go.opentelemetry.io/collector/component/componenttest"
	"go.opentelemetry.io/collector/consumer"
	"go.opentelemetry.io/collector/consumer/consumertest"
	"go.opentelemetry.io/collector/receiver"
	"go.opentelemetry.io/collector/receiver/receivertest"

	"gke-telemetry/distribution/monitors/internal/published"
	"gke-telemetry/distribution/monitors/internal/selection"
)

// scrapes is a Prometheus receiver that says what it was told to scrape.
type scrapes struct {
	Config map[string]any `mapstructure:"config"`
	told   chan string
}

func (s *scrapes) Start(context.Context, component.Host) error {
	job := s.Config["scrape_configs"].([]any)[0].(map[string]any)
	s.told <- fmt.Sprint("starts ", job["job_name"], job["monitor_sd_configs"], job["metric_relabel_configs"])
	return nil
}

func (s *scrapes) Shutdown(context.Context) error {
	s.told <- "ends"
	return nil
}

type host struct {
	component.Host
	factory receiver.Factory
}

func (h host) GetFactory(component.Kind, component.Type) component.Factory { return h.factory }

func hostOf(told chan string) host {
	return host{componenttest.NewNopHost(), receiver.NewFactory(scraping,
		func() component.Config { return &scrapes{told: told} },
		receiver.WithMetrics(func(_ context.Context, _ receiver.Settings, config component.Config, _ consumer.Metrics) (receiver.Metrics, error) {
			return config.(*scrapes), nil
		}, component.StabilityLevelAlpha))}
}

func TestEachSetOfRulesHasAReceiverAsLongAsATargetHasIt(t *testing.T) {
	var clock atomic.Int64
	now = func() time.Time { return time.Unix(1, clock.Load()) }
	t.Cleanup(func() { now = time.Now })
	source := published.New()
	source.Open("monitors/test")
	defer source.Close("monitors/test")
	told := make(chan string, 8)
	made, err := NewFactory().CreateMetrics(context.Background(), receivertest.NewNopSettings(componentType), &Config{Extension: "monitors/test"}, consumertest.NewNop())
	if err != nil {
		t.Fatal(err)
	}
	if made.Start(context.Background(), hostOf(told)) == nil {
		t.Error("starts without a scrape job")
	}
	source.SetReceiver(map[string]any{"config": map[string]any{"scrape_configs": []any{map[string]any{
		"job_name": "monitored", "monitor_sd_configs": []any{map[string]any{"extension": "monitors/test"}}, "metric_relabel_configs": []any{"own"},
	}}}})
	if err := made.Start(context.Background(), hostOf(told)); err != nil {
		t.Fatal(err)
	}
	set := func(keys ...string) {
		sets := map[string]*selection.RuleSet{}
		for _, key := range keys {
			sets[key] = &selection.RuleSet{Key: key, Rules: []any{"of " + key}}
		}
		source.Set(selection.Result{RuleSets: sets})
	}
	hears := func(wanted ...string) {
		t.Helper()
		heard := map[string]bool{}
		for range wanted {
			select {
			case one := <-told:
				heard[one] = true
			case <-time.After(10 * time.Second):
			}
		}
		if got := slices.Sorted(maps.Keys(heard)); !slices.Equal(got, wanted) {
			t.Errorf("hears %q", got)
		}
	}
	starts := func(key string) string {
		return fmt.Sprintf("starts monitored[map[extension:monitors/test rule_set:%s]] [of %s own]", key, key)
	}
	set()
	set("a", "b")
	hears(starts("a"), starts("b"))
	set("b", "c")
	hears(starts("c"))
	clock.Store(int64(leaving))
	set("b", "c")
	hears("ends")
	if err := made.Shutdown(context.Background()); err != nil {
		t.Error(err)
	}
	if len(told) != 2 {
		t.Errorf("%d end", len(told))
	}
}
