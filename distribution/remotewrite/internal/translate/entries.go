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
)

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

// scope is what is kept for a scope of a resource.
type scope struct {
	key     []byte
	next    *scope
	metrics map[metricKey]*metric
	// labels of metrics by OTLP and of scraped ones.
	otlpLabels    []Label
	scrapedLabels []Label
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
	isLive   bool
	isKept   bool
	size     int32
	lastSeen int64
	parts    *parts
	exemplar exemplarState
	delta    *deltaState
	bytes    int
}
