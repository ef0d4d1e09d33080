package translate

import (
	"bytes"
	"strings"

	"github.com/cespare/xxhash/v2"
	"go.opentelemetry.io/collector/pdata/pcommon"
	"go.opentelemetry.io/collector/pdata/pmetric"

	"gke-telemetry/distribution/remotewrite/internal/writepb"
)

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
		scopes: map[uint64]*scope{}, budget: t.budgetOf(attributes), lastSeen: t.nowSeconds,
	}
	if created.budget != nil {
		created.budget.resources++
	}
	t.keep(created.budget, created.size())
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
	t.keep(owner.budget, created.size())
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
		found = &metric{key: key, resource: owner, scope: within, isScraped: isScraped, nodes: map[uint64]*node{}}
		name, err := t.metricName(given, isScraped)
		found.hasParts = given.Type() == pmetric.MetricTypeHistogram || given.Type() == pmetric.MetricTypeSummary
		found.name, found.invalid = strings.ToValidUTF8(strings.Clone(name), "_"), err != nil || name == ""
		found.isOfScrape = isReceiver && scrapeSeries[key.name]
		found.metadata = writepb.Metadata{Type: typeOf(given), Unit: t.symbols.Hold(t.unitNamer.Build(given.Unit()))}
		t.keep(owner.budget, found.size())
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
// call alone. It returns nil for a series that is above a limit, and has counted the point then.
//
// size is the number of series that the data point becomes, and isEnd says that they end with it.
func (t *Translator) seriesOf(owner *metric, attributes pcommon.Map, size int, isEnd bool) *series {
	t.isEnd = isEnd
	t.key = appendAttributes(t.key[:0], attributes)
	hash := xxhash.Sum64(t.key)
	for found := owner.nodes[hash]; found != nil; found = found.next {
		if bytes.Equal(found.key, t.key) {
			return t.seenAgain(owner, found.series)
		}
	}
	return t.addSeries(owner, attributes, hash, size)
}

func (t *Translator) seenAgain(owner *metric, found *series) *series {
	found.lastSeen = t.nowSeconds
	if !found.isLive && !t.resume(owner, found) {
		return nil
	}
	return found
}

// addSeries finds the series under its attributes in sorted order, or makes it.
func (t *Translator) addSeries(owner *metric, attributes pcommon.Map, hash uint64, size int) *series {
	sorted := appendSortedAttributes(t.sortedKey[:0], attributes)
	t.sortedKey = sorted
	if !bytes.Equal(sorted, t.key) {
		sortedHash := xxhash.Sum64(sorted)
		for found := owner.nodes[sortedHash]; found != nil; found = found.next {
			if bytes.Equal(found.key, sorted) {
				t.addNode(owner, hash, t.key, found.series)
				return t.seenAgain(owner, found.series)
			}
		}
		created := t.newSeries(owner, attributes, size)
		if created != nil && created.isKept {
			t.addNode(owner, sortedHash, sorted, created)
			t.addNode(owner, hash, t.key, created)
		}
		return created
	}
	created := t.newSeries(owner, attributes, size)
	if created != nil && created.isKept {
		t.addNode(owner, hash, t.key, created)
	}
	return created
}

func (t *Translator) addNode(owner *metric, hash uint64, key []byte, found *series) {
	if found.orders >= keptOrders {
		return
	}
	found.orders++
	owner.nodes[hash] = &node{key: bytes.Clone(key), next: owner.nodes[hash], series: found}
	t.account(found, nodeBytes+len(key))
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

func (t *Translator) newSeries(owner *metric, attributes pcommon.Map, size int) *series {
	isKept := t.seriesCount < t.options.MaxSeries && t.cacheBytes+t.symbols.Bytes() < t.options.MaxBytes &&
		owner.resource.budget.hasRoom(t.options.MaxBytes)
	if isKept && !t.take(owner, size, size) {
		return nil
	}
	labels := t.seriesLabels(owner, attributes, "", Label{})
	if !isKept && !t.takeUncached(owner, labels, size) {
		return nil
	}
	created := &series{lane: laneOf(labels), lastSeen: t.nowSeconds, bytes: seriesBytes, size: int32(size), isKept: isKept, budget: owner.resource.budget}
	if isKept {
		created.isLive = true
		t.seriesCount++
		t.keep(created.budget, created.bytes)
	} else {
		t.temporary = append(t.temporary, created)
	}
	if !owner.hasParts {
		created.labels = t.hold(created, labels)
	}
	return created
}
