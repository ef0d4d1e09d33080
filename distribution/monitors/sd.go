package monitors

import (
	"context"
	"fmt"
	"sync"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/common/model"
	"github.com/prometheus/prometheus/discovery"
	"github.com/prometheus/prometheus/discovery/targetgroup"
)

func init() {
	discovery.RegisterConfig(&SDConfig{})
}

// SDConfig is an item of `monitor_sd_configs` in a scrape job.
type SDConfig struct {
	// Extension is the id of the extension that finds the targets, such as `monitors`.
	Extension string `yaml:"extension"`
}

// Name is the first part of `monitor_sd_configs`.
func (*SDConfig) Name() string { return "monitor" }

// NewDiscoverer fails where the collector has no extension of that id.
func (c *SDConfig) NewDiscoverer(discovery.DiscovererOptions) (discovery.Discoverer, error) {
	found, ok := extensions.Load(c.Extension)
	if !ok {
		return nil, fmt.Errorf("monitor_sd_configs names the extension %q, which the collector's service does not have", c.Extension)
	}
	return &discoverer{found.(*published)}, nil
}

// NewDiscovererMetrics has none: the extension has metrics of its own.
func (*SDConfig) NewDiscovererMetrics(prometheus.Registerer, discovery.RefreshMetricsInstantiator) discovery.DiscovererMetrics {
	return &discovery.NoopDiscovererMetrics{}
}

// extensions are the running extensions' targets by the extension's id. Receivers start after extensions.
var extensions sync.Map

// published is the newest list of targets, and who waits for the next.
type published struct {
	mutex   sync.Mutex
	targets []model.LabelSet
	known   bool
	changed chan struct{}
}

func newPublished() *published { return &published{changed: make(chan struct{})} }

func (p *published) set(targets []model.LabelSet) {
	p.mutex.Lock()
	defer p.mutex.Unlock()
	p.targets, p.known = targets, true
	close(p.changed)
	p.changed = make(chan struct{})
}

func (p *published) get() (targets []model.LabelSet, known bool, changed <-chan struct{}) {
	p.mutex.Lock()
	defer p.mutex.Unlock()
	return p.targets, p.known, p.changed
}

type discoverer struct{ *published }

// Run sends all targets as one group, and again whenever they change.
func (d *discoverer) Run(ctx context.Context, up chan<- []*targetgroup.Group) {
	for {
		targets, known, changed := d.get()
		if known {
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
