package translate

import (
	"go.opentelemetry.io/collector/pdata/pmetric"

	"gke-telemetry/distribution/remotewrite/internal/writepb"
)

// About what entries of the cache cost besides their keys and labels.
const (
	nodeBytes   = 120
	seriesBytes = 200
	labelBytes  = 4
	metricBytes = 400
	scopeBytes  = 300
)

// keptOrders is how many orders of its attributes a series is found by at once. There are more than any memory has room
// for; in others it is found by the sorted ones.
const keptOrders = 4

// resource is what is kept for the attributes of a resource.
type resource struct {
	key    []byte
	next   *resource
	labels []Label
	scopes map[uint64]*scope
	// budget is what counts its series, where they are limited.
	budget *budget
	// info is the series target_info, where there is one.
	info     *series
	lastSeen int64
}

// size is about the memory that it takes without its scopes.
func (r *resource) size() int { return scopeBytes + len(r.key) + textBytes(r.labels) }

func textBytes(labels []Label) int {
	size := 0
	for _, label := range labels {
		size += len(label.Name) + len(label.Value)
	}
	return size
}

// scope is what is kept for a scope of a resource.
type scope struct {
	key     []byte
	next    *scope
	metrics map[metricKey]*metric
	// labels of metrics by OTLP and of scraped ones.
	otlpLabels    []Label
	scrapedLabels []Label
}

// size is about the memory that it takes without its metrics.
func (s *scope) size() int {
	return scopeBytes + len(s.key) + textBytes(s.otlpLabels) + textBytes(s.scrapedLabels)
}

// metricKey tells metrics of a scope apart.
type metricKey struct {
	name      string
	unit      string
	kind      pmetric.MetricType
	monotonic bool
	scraped   bool
}

// metric is what is kept for a metric of a scope.
type metric struct {
	key       metricKey
	resource  *resource
	scope     *scope
	isScraped bool
	// isOfScrape says that it is what a scrape tells about itself.
	isOfScrape bool
	// hasParts says that a data point is several series: a classic histogram or a summary.
	hasParts bool
	// name is the one for remote write; invalid says that there is none.
	name    string
	invalid bool
	help    string
	// metadata holds numbers of the symbol table.
	metadata writepb.Metadata
	nodes    map[uint64]*node
}

// size is about the memory that it takes without its series and its help.
func (m *metric) size() int { return metricBytes + len(m.key.name) + len(m.key.unit) + len(m.name) }

// node leads from attributes in one order to their series.
type node struct {
	key    []byte
	next   *node
	series *series
}

// series is what is kept for the attributes of data points of a metric.
type series struct {
	// labels are numbers of the symbol table, for numbers and native histograms.
	labels []uint32
	lane   uint8
	// isLive says that size, the number of series that a data point becomes, is counted in the budget.
	isLive bool
	isKept bool
	// orders is how many nodes lead to it: in how many orders its attributes came.
	orders   uint8
	size     int32
	lastSeen int64
	parts    *parts
	exemplar exemplarState
	delta    *deltaState
	bytes    int
	// budget is what its memory is counted in, where series are limited.
	budget *budget
}
