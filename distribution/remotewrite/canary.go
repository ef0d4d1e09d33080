package durableremotewrite

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"time"

	"go.opentelemetry.io/collector/component"
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
// between two of them in the store was accepted and lost.
//
// The end of a process is a sample of a second series: the last number that it accepted. It comes from the process
// itself where it is stopped, and from the next one where it was killed, which finds it in a file.
type canary struct {
	config CanaryConfig
	start  string

	mutex  sync.Mutex
	due    time.Time
	number int64
	ended  bool
	file   *os.File
}

// canaryEnd is what is known of the end of a process.
type canaryEnd struct {
	start  string
	number int64
}

func newCanary(config CanaryConfig, started time.Time) *canary {
	return &canary{config: config, start: strconv.FormatInt(started.UnixMilli(), 10), due: started}
}

// open begins to note the numbers in a file, and returns the end of the process that did so before.
func (c *canary) open(id component.ID) (previous canaryEnd, err error) {
	if c.config.Interval == 0 || c.config.Directory == "" {
		return canaryEnd{}, nil
	}
	if err := os.MkdirAll(c.config.Directory, 0o700); err != nil {
		return canaryEnd{}, err
	}
	path := filepath.Join(c.config.Directory, "canary_"+strings.ReplaceAll(id.String(), "/", "_"))
	c.file, err = os.OpenFile(path, os.O_RDWR|os.O_CREATE, 0o600)
	if err != nil {
		return canaryEnd{}, err
	}
	var noted [64]byte
	length, _ := c.file.ReadAt(noted[:], 0)
	// Nothing, or what cannot be read, is no end: that of a process before is then not known.
	if _, err := fmt.Sscanf(string(noted[:length]), "%s %d\n", &previous.start, &previous.number); err != nil {
		return canaryEnd{}, nil
	}
	return previous, nil
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
	if !take(c.sample(canaryMetric, c.start, c.number+1, now)) {
		return
	}
	c.number++
	if c.file != nil {
		// One write, which a kill cannot cut. What it costs when it fails is that the end of this process is not known.
		_, _ = c.file.WriteAt(fmt.Appendf(nil, "%s %020d\n", c.start, c.number), 0)
	}
}

// end hands the end of this process to take. Nothing is emitted after it.
func (c *canary) end(now time.Time, take func(pmetric.Metrics) bool) {
	c.mutex.Lock()
	defer c.mutex.Unlock()
	if c.config.Interval == 0 || c.ended {
		return
	}
	c.ended = true
	take(c.endOf(canaryEnd{c.start, c.number}, now))
	if c.file != nil {
		_ = c.file.Close()
	}
}

func (c *canary) endOf(end canaryEnd, now time.Time) pmetric.Metrics {
	return c.sample(canaryEndMetric, end.start, end.number, now)
}

func (c *canary) sample(name, start string, value int64, now time.Time) pmetric.Metrics {
	metrics := pmetric.NewMetrics()
	resource := metrics.ResourceMetrics().AppendEmpty()
	for key, value := range c.config.ResourceAttributes {
		resource.Resource().Attributes().PutStr(key, value)
	}
	scope := resource.ScopeMetrics().AppendEmpty()
	scope.Scope().SetName(canaryScope)
	metric := scope.Metrics().AppendEmpty()
	metric.SetName(name)
	point := metric.SetEmptyGauge().DataPoints().AppendEmpty()
	point.SetTimestamp(pcommon.NewTimestampFromTime(now))
	point.SetIntValue(value)
	point.Attributes().PutStr(canaryStart, start)
	return metrics
}

// startCanary begins the canary's series, with the end of the process before.
func (e *durableExporter) startCanary() {
	e.canary = newCanary(e.config.Canary, time.Now())
	previous, err := e.canary.open(e.settings.ID)
	if err != nil {
		e.settings.Logger.Warn("Where this process ends will not be known if it is killed.", zap.Error(err))
	}
	if previous.start != "" {
		e.takeOwn(e.canary.endOf(previous, time.Now()))
	}
}

// takeOwn takes a sample of the exporter's own, and tells whether it was accepted.
func (e *durableExporter) takeOwn(metrics pmetric.Metrics) bool {
	result := e.batcher.add(metrics)
	e.telemetry.accept(context.Background(), result)
	return result.Samples > 0
}
