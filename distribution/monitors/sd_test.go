package monitors

import (
	"context"
	"log/slog"
	"testing"
	"time"

	"github.com/prometheus/common/model"
	promconfig "github.com/prometheus/prometheus/config"
	"github.com/prometheus/prometheus/discovery"
	"github.com/prometheus/prometheus/discovery/targetgroup"

	"gke-telemetry/distribution/monitors/internal/published"
	"gke-telemetry/distribution/monitors/internal/selection"
)

const job = "scrape_configs: [{job_name: monitored, monitor_sd_configs: [{extension: monitors/test}]}]"

func discovererOf(t *testing.T) (discovery.Discoverer, error) {
	t.Helper()
	loaded, err := promconfig.Load(job, slog.Default())
	if err != nil {
		t.Fatal(err)
	}
	return loaded.ScrapeConfigs[0].ServiceDiscoveryConfigs[0].NewDiscoverer(discovery.DiscovererOptions{})
}

func TestAScrapeJobGetsWhatTheExtensionFinds(t *testing.T) {
	if _, err := discovererOf(t); err == nil {
		t.Error("finds targets without the extension")
	}
	source := published.New()
	source.Open("monitors/test")
	defer source.Close("monitors/test")
	discoverer, err := discovererOf(t)
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithTimeout(context.Background(), time.Minute)
	defer cancel()
	up := make(chan []*targetgroup.Group)
	go discoverer.Run(ctx, up)
	for _, want := range []int{2, 0, 1} {
		source.Set(selection.Result{Targets: append(make([]model.LabelSet, want), model.LabelSet{selection.RuleSetKey: "other"})})
		select {
		case groups := <-up:
			if len(groups) != 1 || groups[0].Source != "monitors" || len(groups[0].Targets) != want {
				t.Errorf("gets %v", groups)
			}
		case <-ctx.Done():
			t.Fatal("gets nothing")
		}
	}
}
