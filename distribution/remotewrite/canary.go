package durableremotewrite

import (
	"context"
	"strconv"
	"sync"
	"time"

	"go.opentelemetry.io/collector/pdata/pcommon"
	"go.opentelemetry.io/collector/pdata/pmetric"
	"go.uber.org/zap"
)

const (
	canaryMetric    = metricPrefix + "canary"
	canaryEndMetric = metricPrefix + "canary_end"
	// canaryStart is the label with the start of the process, in milliseconds since 1970.
	canaryStart = "start"
	// canaryScope makes the names of the series stay as they are, like those of what was scraped.
	canaryScope = "durableremotewrite/prometheusreceiver"
)

// canary is a series of the exporter's own, whose value grows by one with each sample that was accepted. What is missing
// between two of them in the store was accepted and lost. It has a sample in each interval, so that the store also shows
// when a process was not there; of single requests requestNumbers tells.
//
// The end of a process is a sample of a second series: the last number that it accepted. It comes from the process
// itself where it is stopped, and from the next one where it was killed, which finds it in a file.
type canary struct {
	config CanaryConfig
	notes  *notes

	mutex  sync.Mutex
	due    time.Time
	number int64
	ended  bool
}

func newCanary(config CanaryConfig, started time.Time, notes *notes) *canary {
	return &canary{config: config, notes: notes, due: started}
}

// emit hands the next number to take, if it is due, and counts it where it was accepted.
func (c *canary) emit(now time.Time, take func(pmetric.Metrics) (accepted bool)) {
	c.mutex.Lock()
	defer c.mutex.Unlock()
	if c.config.Interval == 0 || c.ended || now.Before(c.due) {
		return
	}
	// A process that was not running for a while leaves numbers out of time, and none of the numbers.
	c.due = c.due.Add((now.Sub(c.due)/c.config.Interval + 1) * c.config.Interval)
	numbers := c.config.newSamples(c.notes.start, now)
	numbers.add(canaryMetric, c.number+1)
	if !take(numbers.metrics) {
		return
	}
	c.number++
	c.notes.setCanary(c.number)
}

// end hands the end of this process to take. Nothing is emitted after it.
func (c *canary) end(now time.Time, take func(pmetric.Metrics) bool) {
	c.mutex.Lock()
	defer c.mutex.Unlock()
	if c.config.Interval == 0 || c.ended {
		return
	}
	c.ended = true
	take(c.config.endOf(c.notes.last(), now))
	c.notes.close()
}

// samples are numbers of the exporter's own on their way into a request.
type samples struct {
	metrics pmetric.Metrics
	scope   pmetric.ScopeMetrics
	start   string
	now     time.Time
}

// newSamples returns none, for those of the process that began at start.
func (c *CanaryConfig) newSamples(start string, now time.Time) samples {
	metrics := pmetric.NewMetrics()
	resource := metrics.ResourceMetrics().AppendEmpty()
	for key, value := range c.ResourceAttributes {
		resource.Resource().Attributes().PutStr(key, value)
	}
	scope := resource.ScopeMetrics().AppendEmpty()
	scope.Scope().SetName(canaryScope)
	return samples{metrics, scope, start, now}
}

func (s samples) add(name string, value int64) pmetric.NumberDataPoint {
	metric := s.scope.Metrics().AppendEmpty()
	metric.SetName(name)
	point := metric.SetEmptyGauge().DataPoints().AppendEmpty()
	point.SetTimestamp(pcommon.NewTimestampFromTime(s.now))
	point.SetIntValue(value)
	point.Attributes().PutStr(canaryStart, s.start)
	return point
}

func (s samples) addOfShard(name string, shard int, value int64) {
	s.add(name, value).Attributes().PutStr(canaryShard, strconv.Itoa(shard))
}

// endOf returns the last numbers of a process.
func (c *CanaryConfig) endOf(ended ending, now time.Time) pmetric.Metrics {
	numbers := c.newSamples(ended.start, now)
	numbers.add(canaryEndMetric, ended.canary)
	for shard, number := range ended.requests {
		if number > 0 {
			numbers.addOfShard(requestEndMetric, shard, number)
		}
	}
	return numbers.metrics
}

// startCanary begins the exporter's own numbers, with the end of the process before.
func (e *durableExporter) startCanary(notes *notes) {
	e.canary = newCanary(e.config.Canary, time.Now(), notes)
	previous, err := notes.open(e.config.Canary, e.settings.ID)
	if err != nil {
		e.settings.Logger.Warn("Where this process ends will not be known if it is killed.", zap.Error(err))
	}
	if previous.start != "" {
		e.takeOwn(e.config.Canary.endOf(previous, time.Now()))
	}
}

// takeOwn takes samples of the exporter's own, and tells whether they were accepted.
func (e *durableExporter) takeOwn(metrics pmetric.Metrics) bool {
	result := e.batcher.add(metrics)
	e.telemetry.accept(context.Background(), result)
	return result.Samples > 0
}
