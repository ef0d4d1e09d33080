package translate

import (
	"bytes"
	"strings"

	"github.com/cespare/xxhash/v2"
	"go.opentelemetry.io/collector/pdata/pcommon"
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
	resource  *resource
	scope     *scope
	isScraped bool
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
	labels   []uint32
	lane     uint8
	lastSeen int64
	parts    *parts
	exemplar exemplarState
	delta    *deltaState
	bytes    int
	isKept   bool
}

// resourceOf finds a resource whatever the order of its attributes: the Prometheus receiver takes some of them from a map,
// so that the order is another one with every scrape.
func (t *Translator) resourceOf(attributes pcommon.Map) *resource {
	t.key = appendSortedAttributes(t.key[:0], attributes)
	hash := xxhash.Sum64(t.key)
	for found := t.resources[hash]; found != nil; found = found.next {
		if bytes.Equal(found.key, t.key) {
			found.lastSeen = t.nowSeconds
			return found
		}
	}
	created := &resource{
		key: bytes.Clone(t.key), next: t.resources[hash], labels: t.resourceLabels(attributes),
		scopes: map[uint64]*scope{}, lastSeen: t.nowSeconds,
	}
	t.resources[hash] = created
	return created
}

func (t *Translator) scopeOf(owner *resource, scopeMetrics pmetric.ScopeMetrics) *scope {
	given := scopeMetrics.Scope()
	key := appendText(appendText(appendText(t.key[:0], given.Name()), given.Version()), scopeMetrics.SchemaUrl())
	t.key = appendSortedAttributes(key, given.Attributes())
	hash := xxhash.Sum64(t.key)
	for found := owner.scopes[hash]; found != nil; found = found.next {
		if bytes.Equal(found.key, t.key) {
			return found
		}
	}
	created := &scope{
		key: bytes.Clone(t.key), next: owner.scopes[hash], metrics: map[metricKey]*metric{},
		otlpLabels:    cloneLabels(t.scopeLabels(given, scopeMetrics.SchemaUrl(), false)),
		scrapedLabels: cloneLabels(t.scopeLabels(given, scopeMetrics.SchemaUrl(), true)),
	}
	owner.scopes[hash] = created
	return created
}

func (t *Translator) metricOf(owner *resource, within *scope, given pmetric.Metric, isReceiver bool) *metric {
	isScraped := isReceiver
	if !isScraped && given.Metadata().Len() > 0 {
		_, isScraped = given.Metadata().Get(prometheusTypeKey)
	}
	key := metricKey{name: given.Name(), unit: given.Unit(), kind: given.Type(), scraped: isScraped}
	if key.kind == pmetric.MetricTypeSum {
		key.monotonic = given.Sum().IsMonotonic()
	}
	found := within.metrics[key]
	if found == nil {
		key.name, key.unit = strings.Clone(key.name), strings.Clone(key.unit)
		found = &metric{resource: owner, scope: within, isScraped: isScraped, nodes: map[uint64]*node{}}
		name, err := t.metricName(given, isScraped)
		found.hasParts = given.Type() == pmetric.MetricTypeHistogram || given.Type() == pmetric.MetricTypeSummary
		found.name, found.invalid = strings.ToValidUTF8(strings.Clone(name), "_"), err != nil || name == ""
		found.metadata = writepb.Metadata{Type: typeOf(given), Unit: t.symbols.Hold(t.unitNamer.Build(given.Unit()))}
		within.metrics[key] = found
	}
	if help := given.Description(); help != found.help {
		t.symbols.Release(found.metadata.Help)
		t.mustForget = t.mustForget || found.metadata.Help != 0
		found.help = strings.Clone(help)
		found.metadata.Help = t.symbols.Hold(strings.ToValidUTF8(found.help, "\uFFFD"))
	}
	return found
}

// seriesOf returns the entry of a data point's attributes. Where the cache is full the entry lives until the end of the
// call alone.
func (t *Translator) seriesOf(owner *metric, attributes pcommon.Map) *series {
	t.key = appendAttributes(t.key[:0], attributes)
	hash := xxhash.Sum64(t.key)
	for found := owner.nodes[hash]; found != nil; found = found.next {
		if bytes.Equal(found.key, t.key) {
			found.series.lastSeen = t.nowSeconds
			return found.series
		}
	}
	return t.addSeries(owner, attributes, hash)
}

// addSeries finds the series under its attributes in sorted order, or makes it.
func (t *Translator) addSeries(owner *metric, attributes pcommon.Map, hash uint64) *series {
	sorted := appendSortedAttributes(t.sortedKey[:0], attributes)
	t.sortedKey = sorted
	if !bytes.Equal(sorted, t.key) {
		sortedHash := xxhash.Sum64(sorted)
		for found := owner.nodes[sortedHash]; found != nil; found = found.next {
			if bytes.Equal(found.key, sorted) {
				found.series.lastSeen = t.nowSeconds
				t.addNode(owner, hash, t.key, found.series)
				return found.series
			}
		}
		created := t.newSeries(owner, attributes)
		if created.isKept {
			t.addNode(owner, sortedHash, sorted, created)
			t.addNode(owner, hash, t.key, created)
		}
		return created
	}
	created := t.newSeries(owner, attributes)
	if created.isKept {
		t.addNode(owner, hash, t.key, created)
	}
	return created
}

func (t *Translator) addNode(owner *metric, hash uint64, key []byte, found *series) {
	owner.nodes[hash] = &node{key: bytes.Clone(key), next: owner.nodes[hash], series: found}
	found.bytes += nodeBytes + len(key)
	t.cacheBytes += nodeBytes + len(key)
}

// seriesLabels returns all labels of a data point, under a name that ends with suffix, and with an extra label if its
// name is not empty.
func (t *Translator) seriesLabels(owner *metric, attributes pcommon.Map, suffix string, extra Label) []Label {
	ours := owner.scope.otlpLabels
	if owner.isScraped {
		ours = owner.scope.scrapedLabels
	}
	base := make([]Label, 0, len(ours)+len(owner.resource.labels)+2)
	base = append(base, ours...)
	for _, label := range owner.resource.labels {
		base = setLabel(base, label.Name, label.Value)
	}
	base = setLabel(base, extra.Name, extra.Value)
	base = setLabel(base, nameLabel, owner.name+suffix)
	return join(t.pointLabels(attributes, owner.isScraped), base)
}

func (t *Translator) newSeries(owner *metric, attributes pcommon.Map) *series {
	labels := t.seriesLabels(owner, attributes, "", Label{})
	created := &series{lane: laneOf(labels), lastSeen: t.nowSeconds, bytes: seriesBytes}
	created.isKept = t.seriesCount < t.options.MaxSeries && t.cacheBytes+t.symbols.Bytes() < t.options.MaxBytes
	if created.isKept {
		t.seriesCount++
		t.cacheBytes += created.bytes
	} else {
		t.temporary = append(t.temporary, created)
	}
	if !owner.hasParts {
		created.labels = t.hold(created, labels)
	}
	return created
}
