package relabelled

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"
	"sync"
	"time"

	"go.opentelemetry.io/collector/component"
	"go.opentelemetry.io/collector/confmap"
	"go.opentelemetry.io/collector/consumer"
	"go.opentelemetry.io/collector/receiver"
	"go.uber.org/zap"

	"gke-telemetry/distribution/monitors/internal/published"
	"gke-telemetry/distribution/monitors/internal/selection"
)

// scraping is the type of the receivers that it runs.
var scraping = component.MustNewType("prometheus")

// factories is what the collector's host has besides extensions.
type factories interface {
	GetFactory(kind component.Kind, componentType component.Type) component.Factory
}

type relabelled struct {
	settings  receiver.Settings
	extension string
	next      consumer.Metrics
	host      component.Host
	factory   receiver.Factory
	cancel    context.CancelFunc
	following sync.WaitGroup
	// running are the receivers by the key of their rules.
	running map[string]*running
}

// running is a receiver, and since when no target has its rules.
type running struct {
	component.Component
	unused time.Time
}

// leaving is how long a receiver without targets runs on: a scrape marks the series of a target that is gone as stale one or
// two intervals later, and a receiver that has ended marks none.
const leaving = 5 * time.Minute

// now is the clock that the time is taken from. A test has one of its own.
var now = time.Now

// Start fails where the configuration has no such extension, no scrape job with its targets, or no Prometheus receiver.
func (r *relabelled) Start(_ context.Context, host component.Host) error {
	source, err := published.By(r.extension)
	if err != nil {
		return err
	}
	if source.Receiver() == nil {
		return fmt.Errorf("no scrape job finds its targets with the extension %q", r.extension)
	}
	known, is := host.(factories)
	if !is {
		return errors.New("the host has no factories")
	}
	if r.factory, is = known.GetFactory(component.KindReceiver, scraping).(receiver.Factory); !is {
		return fmt.Errorf("the collector has no receiver %s", scraping)
	}
	ctx, cancel := context.WithCancel(context.Background())
	r.host, r.cancel = host, cancel
	r.following.Go(func() { r.follow(ctx, source) })
	return nil
}

// Shutdown ends all receivers.
func (r *relabelled) Shutdown(ctx context.Context) error {
	if r.cancel != nil {
		r.cancel()
		r.following.Wait()
	}
	var failed error
	for _, one := range r.running {
		failed = errors.Join(failed, one.Shutdown(ctx))
	}
	return failed
}

func (r *relabelled) follow(ctx context.Context, source *published.Published) {
	again := time.NewTicker(leaving)
	defer again.Stop()
	for {
		found, known, changed := source.Get()
		if known {
			r.apply(ctx, found.RuleSets, source.Receiver())
		}
		select {
		case <-changed:
		case <-again.C:
		case <-ctx.Done():
			return
		}
	}
}

// apply ends the receivers whose rules nobody has had for some time, and starts those of new ones. One that could not be started is
// tried again with the next change.
func (r *relabelled) apply(ctx context.Context, sets map[string]*selection.RuleSet, like map[string]any) {
	for key, one := range r.running {
		switch {
		case sets[key] != nil:
			one.unused = time.Time{}
		case one.unused.IsZero():
			one.unused = now()
		case now().Sub(one.unused) >= leaving:
			if err := one.Shutdown(ctx); err != nil {
				r.settings.Logger.Warn("a receiver did not end as it should", zap.Error(err))
			}
			delete(r.running, key)
		}
	}
	for _, key := range slices.Sorted(maps.Keys(sets)) {
		if r.running[key] != nil {
			continue
		}
		one, err := r.start(ctx, sets[key], like)
		if err != nil {
			r.settings.Logger.Error("cannot scrape the pods of monitors with these rules", zap.Any("rules", sets[key].Rules), zap.Error(err))
			continue
		}
		r.running[key] = &running{Component: one}
	}
}

func (r *relabelled) start(ctx context.Context, set *selection.RuleSet, like map[string]any) (component.Component, error) {
	config := r.factory.CreateDefaultConfig()
	if err := confmap.NewFromStringMap(settingsWith(set, like, r.extension)).Unmarshal(config); err != nil {
		return nil, err
	}
	settings := r.settings
	settings.ID = component.NewIDWithName(scraping, componentType.String())
	settings.Logger = settings.Logger.With(zap.String("rule_set", set.Key))
	made, err := r.factory.CreateMetrics(ctx, settings, config, r.next)
	if err != nil {
		return nil, err
	}
	if err := made.Start(ctx, r.host); err != nil {
		return nil, errors.Join(err, made.Shutdown(ctx))
	}
	return made, nil
}

// settingsWith are the receiver's settings whose one job finds the targets of the rules, and applies these first.
func settingsWith(set *selection.RuleSet, like map[string]any, extension string) map[string]any {
	settings := confmap.NewFromStringMap(like).ToStringMap()
	config := settings["config"].(map[string]any)
	job := maps.Clone(config["scrape_configs"].([]any)[0].(map[string]any))
	own, _ := job["metric_relabel_configs"].([]any)
	job["metric_relabel_configs"] = slices.Concat(set.Rules, own)
	job["monitor_sd_configs"] = []any{map[string]any{"extension": extension, "rule_set": set.Key}}
	config["scrape_configs"] = []any{job}
	return settings
}
