package durableremotewrite

import (
	"context"
	"errors"
	"fmt"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"go.opentelemetry.io/collector/component"
	"go.opentelemetry.io/collector/consumer"
	"go.opentelemetry.io/collector/consumer/consumererror"
	"go.opentelemetry.io/collector/exporter"
	"go.opentelemetry.io/collector/pdata/pmetric"

	"gke-telemetry/distribution/remotewrite/internal/blockqueue"
	"gke-telemetry/distribution/remotewrite/internal/delivery"
	"gke-telemetry/distribution/remotewrite/internal/translate"
)

const (
	maintainInterval = 100 * time.Millisecond
	shardInterval    = time.Second
	// drainLimit is how long a shutdown goes on sending, as long as the store takes something every drainPatience, or
	// has a request that it may still answer. It is shorter than the time that Kubernetes gives to an agent.
	drainLimit    = 30 * time.Second
	drainPatience = time.Second
	// windowPerShard is how many blocks of a shard are looked at for being sent together.
	windowPerShard = 16
	// segmentMaxBytes is how large a file of the queue becomes at most.
	segmentMaxBytes = 16 << 20
)

var errStopped = errors.New("the exporter is shutting down and takes nothing more")

// durableExporter takes metrics, and has queue and senders work for it.
type durableExporter struct {
	config    *Config
	settings  exporter.Settings
	telemetry *telemetry
	queue     *blockqueue.Queue
	batcher   *batcher
	sender    *delivery.Sender
	shards    atomic.Int64
	canary    *canary

	// running is held by calls that add metrics, so that a shutdown waits for them.
	running sync.RWMutex
	stopped bool
	stop    context.CancelFunc
	tasks   sync.WaitGroup
}

func newExporter(settings exporter.Settings, config *Config) (*durableExporter, error) {
	counted, err := newTelemetry(settings.ID, settings.TelemetrySettings)
	if err != nil {
		return nil, err
	}
	return &durableExporter{config: config, settings: settings, telemetry: counted}, nil
}

// Capabilities says that batches are only read.
func (e *durableExporter) Capabilities() consumer.Capabilities { return consumer.Capabilities{} }

// Start opens the queue with what an earlier process left in it, and begins to send.
func (e *durableExporter) Start(ctx context.Context, host component.Host) error {
	clientConfig := e.config.ClientConfig
	// The body is compressed already, and the protocol knows snappy alone.
	clientConfig.Compression = ""
	if clientConfig.MaxIdleConnsPerHost == 0 {
		clientConfig.MaxIdleConnsPerHost = e.config.MaxShards
	}
	client, err := clientConfig.ToClient(ctx, host.GetExtensions(), e.settings.TelemetrySettings)
	if err != nil {
		return err
	}
	e.queue = blockqueue.Open(e.queueOptions())
	notes := newNotes(time.Now())
	e.batcher = newBatcher(e.config, e.translateOptions(), e.queue, notes)
	e.shards.Store(1)
	e.startCanary(notes)
	e.sender = delivery.NewSender(&delivery.Client{
		HTTP: delivery.WithoutRedirects(client), Endpoint: e.config.Endpoint,
		UserAgent: fmt.Sprintf("%s/%s", componentType, e.settings.BuildInfo.Version),
	}, e.queue, e.deliveryOptions())
	if err := e.telemetry.watch(e); err != nil {
		return err
	}
	var running context.Context
	running, e.stop = context.WithCancel(context.Background())
	for range e.config.MaxShards {
		e.tasks.Go(func() { e.sender.Run(running) })
	}
	e.tasks.Go(func() { e.maintain(running) })
	return nil
}

func (e *durableExporter) queueOptions() blockqueue.Options {
	queue := e.config.Queue
	directory := queue.Directory
	if directory != "" {
		// Several exporters may be given the same directory.
		directory = filepath.Join(directory, strings.ReplaceAll(e.settings.ID.String(), "/", "_"))
	}
	diskBytes := int64(queue.DiskMiB) << 20
	return blockqueue.Options{
		Directory: directory, MemoryMaxBytes: int64(queue.MemoryMiB) << 20, DiskMaxBytes: diskBytes,
		SegmentBytes: min(segmentMaxBytes, max(1<<20, diskBytes/16)), MaxAge: queue.MaxAge,
		SpillAfter: queue.SpillAfter, SyncInterval: queue.SyncInterval,
		Window: windowPerShard * e.config.MaxShards, Observer: e.telemetry,
	}
}

func (e *durableExporter) translateOptions() translate.Options {
	config := e.config
	options := translate.Options{
		Strategy:   strategyOf(config.TranslationStrategy),
		PromoteAll: config.PromoteAllResourceAttributes,
		Promote:    setOf(config.PromoteResourceAttributes), Ignore: setOf(config.IgnoreResourceAttributes),
		ScopeName: config.ScopeLabels.Name, ScopeVersion: config.ScopeLabels.Version,
		ScopeAttributes: config.ScopeLabels.Attributes, TargetInfo: config.TargetInfo,
		ExemplarMaxAge: config.ExemplarMaxAge, MaxSeries: config.SeriesCache.MaxSeries,
		MaxBytes: config.SeriesCache.MaxMiB << 20, IdleTimeout: config.SeriesCache.IdleTimeout,
		Limits: translate.Limits{Attribute: config.Limits.Attribute, MaxSeries: config.Limits.MaxSeries},
	}
	for name, value := range config.ExternalLabels {
		options.ExternalLabels = append(options.ExternalLabels, translate.Label{Name: name, Value: value})
	}
	slices.SortFunc(options.ExternalLabels, func(a, b translate.Label) int { return strings.Compare(a.Name, b.Name) })
	return options
}

func (e *durableExporter) deliveryOptions() delivery.Options {
	options := delivery.Options{
		CanFallBack: e.config.Protocol == protocolAuto, InitialInterval: e.config.Retry.InitialInterval,
		MaxInterval: e.config.Retry.MaxInterval, MaxSamples: e.config.Request.MaxSamples,
		MaxBytes: e.config.Request.MaxKiB << 10 / 4, Observer: e.telemetry,
	}
	if e.config.Protocol == protocol1 {
		options.Version = delivery.Version1
	}
	return options
}

func setOf(names []string) map[string]bool {
	set := map[string]bool{}
	for _, name := range names {
		set[name] = true
	}
	return set
}

// ConsumeMetrics adds a batch. Data points that cannot be written are refused by a permanent error, which the sender must
// not try again; the others are taken in spite of it.
func (e *durableExporter) ConsumeMetrics(ctx context.Context, metrics pmetric.Metrics) error {
	e.running.RLock()
	defer e.running.RUnlock()
	if e.stopped || e.batcher == nil {
		return errStopped
	}
	result := e.batcher.add(metrics)
	e.telemetry.accept(ctx, result)
	if len(result.Refused) == 0 {
		return nil
	}
	return consumererror.NewPermanent(refusalError(result))
}

// maintain does what is due with time.
func (e *durableExporter) maintain(ctx context.Context) {
	ticker := time.NewTicker(maintainInterval)
	defer ticker.Stop()
	control := shardControl{current: 1, max: e.config.MaxShards, flushInterval: e.config.Request.FlushInterval}
	lastShards, lastSweep := time.Now(), time.Now()
	for {
		select {
		case <-ctx.Done():
			return
		case now := <-ticker.C:
			e.canary.emit(now, e.takeOwn)
			e.batcher.flush(now, false)
			e.queue.Maintain()
			if now.Sub(lastShards) >= shardInterval {
				lastShards = now
				if count := control.next(now, e.queue.State(), e.sender.Deliveries(), e.batcher.taken.Load()); int64(count) != e.shards.Load() {
					e.batcher.setShards(count)
					e.shards.Store(int64(count))
				}
			}
			if now.Sub(lastSweep) >= e.config.SeriesCache.IdleTimeout/4 {
				lastSweep = now
				e.batcher.sweep(now)
			}
		}
	}
}

// Shutdown takes nothing more, sends for a few seconds what is left, and keeps the rest in files where there are some.
func (e *durableExporter) Shutdown(ctx context.Context) error {
	if e.batcher == nil {
		return nil
	}
	e.running.Lock()
	wasStopped := e.stopped
	e.stopped = true
	e.running.Unlock()
	if wasStopped {
		return nil
	}
	e.canary.end(time.Now(), e.takeOwn)
	e.batcher.flush(time.Now(), true)
	e.drain(ctx)
	e.stop()
	e.queue.Stop()
	e.tasks.Wait()
	err := e.queue.Close()
	e.telemetry.close()
	return err
}

// drain waits until everything has been sent, or the store takes nothing more.
func (e *durableExporter) drain(ctx context.Context) {
	deadline := time.Now().Add(drainLimit)
	lastProgress, lastDeliveries := time.Now(), e.sender.Deliveries()
	for ctx.Err() == nil && time.Now().Before(deadline) {
		state := e.queue.State()
		if state.Blocks == 0 && state.UnreadBytes == 0 {
			return
		}
		if deliveries := e.sender.Deliveries(); deliveries != lastDeliveries {
			lastProgress, lastDeliveries = time.Now(), deliveries
		}
		waited := time.Since(lastProgress)
		if waited > drainPatience && (e.sender.UnderWay() == 0 || waited > e.config.Timeout) {
			return
		}
		time.Sleep(10 * time.Millisecond)
	}
}
