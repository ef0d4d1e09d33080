package monitors

import (
	"context"
	"fmt"
	"slices"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/common/model"
	"github.com/prometheus/prometheus/discovery"
	"github.com/prometheus/prometheus/discovery/targetgroup"

	"gke-telemetry/distribution/monitors/internal/published"
	"gke-telemetry/distribution/monitors/internal/selection"
)

func init() {
	discovery.RegisterConfig(&SDConfig{})
}

// SDConfig is an item of `monitor_sd_configs` in a scrape job.
type SDConfig struct {
	// Extension is the id of the extension that finds the targets, such as `monitors`.
	Extension string `yaml:"extension"`
	// RuleSet is the key of the rules for samples of the targets that are found. Default: those without such rules.
	RuleSet string `yaml:"rule_set,omitempty"`
}

// Name is the first part of `monitor_sd_configs`.
func (*SDConfig) Name() string { return "monitor" }

// NewDiscoverer fails where the collector has no extension of that id.
func (c *SDConfig) NewDiscoverer(discovery.DiscovererOptions) (discovery.Discoverer, error) {
	found, err := published.By(c.Extension)
	if err != nil {
		return nil, fmt.Errorf("monitor_sd_configs: %w", err)
	}
	return &discoverer{found, model.LabelValue(c.RuleSet)}, nil
}

// NewDiscovererMetrics has none: the extension has metrics of its own.
func (*SDConfig) NewDiscovererMetrics(prometheus.Registerer, discovery.RefreshMetricsInstantiator) discovery.DiscovererMetrics {
	return &discovery.NoopDiscovererMetrics{}
}

type discoverer struct {
	*published.Published
	ruleSet model.LabelValue
}

// Run sends all targets with its rules as one group, and again whenever they change.
func (d *discoverer) Run(ctx context.Context, up chan<- []*targetgroup.Group) {
	for {
		found, known, changed := d.Get()
		if known {
			targets := slices.DeleteFunc(slices.Clone(found.Targets), func(one model.LabelSet) bool {
				return one[selection.RuleSetKey] != d.ruleSet
			})
			select {
			case up <- []*targetgroup.Group{{Source: "monitors", Targets: targets}}:
			case <-ctx.Done():
				return
			}
		}
		select {
		case <-changed:
		case <-ctx.Done():
			return
		}
	}
}
