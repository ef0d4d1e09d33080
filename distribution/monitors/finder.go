package monitors

import (
	"context"
	"fmt"
	"log/slog"
	"slices"
	"sync"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/common/model"
	"github.com/prometheus/prometheus/discovery"
	"github.com/prometheus/prometheus/discovery/kubernetes"
	"github.com/prometheus/prometheus/discovery/targetgroup"
	"go.opentelemetry.io/collector/component"
	"go.opentelemetry.io/collector/extension/extensioncapabilities"
	"go.uber.org/zap"
	"go.uber.org/zap/exp/zapslog"
	"k8s.io/client-go/dynamic"
	"k8s.io/client-go/rest"

	"gke-telemetry/distribution/monitors/internal/published"
	"gke-telemetry/distribution/monitors/internal/selection"
)

// settle is how long changes are collected before targets are matched again.
const settle = 5 * time.Second

// finder is the extension: it watches monitors, the pods of its node and all Services, and publishes what is to be scraped.
// While the API server cannot be asked, it keeps what it knows.
type finder struct {
	id        component.ID
	config    *Config
	logger    *zap.Logger
	telemetry *telemetry
	published *published.Published
	cancel    context.CancelFunc
	running   sync.WaitGroup
}

func newFinder(id component.ID, settings component.TelemetrySettings, config *Config) (*finder, error) {
	telemetry, err := newTelemetry(settings.MeterProvider)
	if err != nil {
		return nil, err
	}
	return &finder{id: id, config: config, logger: settings.Logger, telemetry: telemetry, published: published.New()}, nil
}

// Start fails outside a pod, and not where the API server cannot be reached.
func (f *finder) Start(context.Context, component.Host) error {
	ctx, cancel := context.WithCancel(context.Background())
	f.cancel = cancel
	access, err := rest.InClusterConfig()
	if err != nil {
		return err
	}
	answers := &answers{telemetry: f.telemetry, logger: f.logger, failing: map[string]bool{}}
	access.Wrap(answers.of)
	client, err := dynamic.NewForConfig(access)
	if err != nil {
		return err
	}
	pods, err := f.discovery(kubernetes.RolePod)
	if err != nil {
		return err
	}
	services, err := f.discovery(kubernetes.RoleEndpointSlice)
	if err != nil {
		return err
	}
	watched := newWatched(client)
	ofPods, ofServices := make(chan []*targetgroup.Group), make(chan []*targetgroup.Group)
	f.run(func() { watched.run(ctx) })
	f.run(func() { pods.Run(ctx, ofPods) })
	f.run(func() { services.Run(ctx, ofServices) })
	f.run(func() { f.publish(ctx, watched, ofPods, ofServices) })
	f.published.Open(f.id.String())
	return nil
}

// NotifyConfigSnapshot learns how the scrape job asks that finds its targets here. Receivers start afterwards.
func (f *finder) NotifyConfigSnapshot(_ context.Context, snapshot extensioncapabilities.ConfigSnapshot) error {
	f.published.SetReceiver(published.ReceiverOf(snapshot.Effective().ToStringMap(), f.id.String()))
	return nil
}

// Shutdown ends every watch.
func (f *finder) Shutdown(context.Context) error {
	if f.cancel != nil {
		f.cancel()
		f.running.Wait()
	}
	f.published.Close(f.id.String())
	return f.telemetry.close()
}

func (f *finder) run(work func()) { f.running.Go(work) }

// discovery is Prometheus' own, of the pods of the node. EndpointSlices and Services have no field for a node.
func (f *finder) discovery(role kubernetes.Role) (discovery.Discoverer, error) {
	ofNode := kubernetes.SelectorConfig{Role: kubernetes.RolePod, Field: "spec.nodeName=" + f.config.Node}
	sd := &kubernetes.SDConfig{Role: role, Selectors: []kubernetes.SelectorConfig{ofNode}}
	logger := slog.New(zapslog.NewHandler(f.logger.Core()))
	created, err := sd.NewDiscoverer(discovery.DiscovererOptions{
		Logger:  logger,
		Metrics: sd.NewDiscovererMetrics(prometheus.NewRegistry(), nil),
	})
	if err != nil {
		return nil, fmt.Errorf("discovery of %s: %w", role, err)
	}
	return created, nil
}

// publish matches again whenever something has changed.
func (f *finder) publish(ctx context.Context, watched *watched, ofPods, ofServices <-chan []*targetgroup.Group) {
	pods, services := groups{}, groups{}
	var settled <-chan time.Time
	for {
		concerned := true
		select {
		case changed := <-ofPods:
			concerned = pods.update(changed, f.config.Node)
		case changed := <-ofServices:
			concerned = services.update(changed, f.config.Node)
		case <-watched.changed:
		case <-settled:
			settled = nil
			found := selection.Match(f.config, watched.monitors(), selection.Discovered{OfPods: pods.targets(), OfServices: services.targets()})
			f.telemetry.record(found)
			f.published.Set(found)
			continue
		case <-ctx.Done():
			return
		}
		if concerned && settled == nil {
			settled = time.After(settle)
		}
	}
}

// groups are the targets of the node by the object that they come from.
type groups map[string][]model.LabelSet

// update keeps of the groups what is on the node, and says whether that is anything: most of the cluster's EndpointSlices are
// elsewhere, and some change all the time.
func (g groups) update(changed []*targetgroup.Group, node string) (concerned bool) {
	for _, group := range changed {
		if group == nil {
			continue
		}
		var kept []model.LabelSet
		for _, target := range group.Targets {
			if merged := group.Labels.Merge(target); merged[selection.PodNode] == model.LabelValue(node) {
				kept = append(kept, merged)
			}
		}
		_, before := g[group.Source]
		concerned = concerned || before || kept != nil
		if kept == nil {
			delete(g, group.Source)
		} else {
			g[group.Source] = kept
		}
	}
	return concerned
}

// targets are all of them, in the order of their sources.
func (g groups) targets() []model.LabelSet {
	sources := make([]string, 0, len(g))
	for source := range g {
		sources = append(sources, source)
	}
	slices.Sort(sources)
	var all []model.LabelSet
	for _, source := range sources {
		all = append(all, g[source]...)
	}
	return all
}
