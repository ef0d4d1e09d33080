package translate

import (
	"slices"

	"go.opentelemetry.io/collector/pdata/pcommon"
	"go.opentelemetry.io/collector/pdata/pmetric"

	"gke-telemetry/distribution/remotewrite/internal/writepb"
)

func (t *Translator) addHistograms(owner *metric, given pmetric.Metric) {
	points := given.Histogram().DataPoints()
	switch given.Histogram().AggregationTemporality() {
	case pmetric.AggregationTemporalityCumulative:
		for index := range points.Len() {
			point := points.At(index)
			if found := t.histogramOf(owner, point); found != nil {
				t.addHistogram(owner, found, point, point.StartTimestamp())
			}
		}
	case pmetric.AggregationTemporalityDelta:
		for index := range points.Len() {
			t.addDeltaHistogram(owner, given, points.At(index))
		}
	default:
		t.result.refuse(RefusedTemporality, given.Name(), points.Len())
	}
}

// histogramOf returns the entry of a classic histogram: count, sum, a series for each bound and one for +Inf.
func (t *Translator) histogramOf(owner *metric, point pmetric.HistogramDataPoint) *series {
	size := len(t.boundsOf(point.ExplicitBounds())) + 3
	return t.seriesOf(owner, point.Attributes(), size, isStale(point.Flags()))
}

// addHistogram adds the series of a classic histogram: count, sum where there is one, and the buckets.
func (t *Translator) addHistogram(owner *metric, found *series, point pmetric.HistogramDataPoint, startTime pcommon.Timestamp) {
	timestamp, start := millis(point.Timestamp()), millis(startTime)
	if timestamp == 0 {
		t.result.refuse(RefusedTimestamp, owner.name, 1)
		return
	}
	attributes := point.Attributes()
	wasSummed := found.parts != nil && found.parts.sum != nil
	all := t.partsOf(owner, found, attributes, t.boundsOf(point.ExplicitBounds()), "_bucket", bucketLabel)
	if all == nil {
		return
	}
	stale := isStale(point.Flags())
	if stale {
		start = 0
		owner.resource.budget.end(found)
	}
	value := func(given float64) float64 {
		if stale {
			return staleMarker
		}
		return given
	}
	// The end of a histogram comes without a sum, so the series that was there before is ended all the same.
	if point.HasSum() || stale && wasSummed {
		t.addPart(found.lane, t.sumOf(owner, found, attributes), value(point.Sum()), timestamp, start, owner.metadata, nil)
	}
	t.addPart(found.lane, all.count, value(float64(point.Count())), timestamp, start, owner.metadata, nil)
	cumulative := uint64(0)
	var bucketed []bucketed
	if !stale && point.Exemplars().Len() > 0 {
		bucketed = t.bucketsOf(point.Exemplars(), all.bounds)
	}
	var repaired []float64
	if owner.isScraped && !stale {
		repaired = withoutGoneBuckets(point, len(all.values))
	}
	for index := range all.values {
		if index < point.BucketCounts().Len() {
			cumulative += point.BucketCounts().At(index)
		}
		if index == len(all.values)-1 {
			cumulative = point.Count()
		}
		own := 0
		for own < len(bucketed) && bucketed[own].bucket == index {
			own++
		}
		var exemplars []writepb.Exemplar
		if own > 0 {
			exemplars = t.exemplarsOf(point.Exemplars(), bucketed[:own], &all.values[index].exemplar, timestamp)
			bucketed = bucketed[own:]
		}
		given := value(float64(cumulative))
		if repaired != nil {
			given = repaired[index]
		}
		t.addPart(found.lane, all.values[index].labels, given, timestamp, start, owner.metadata, exemplars)
	}
}

// goneBucket is the count that the Prometheus receiver gives, on amd64, to a bucket that the page had before and has no
// more, and to the next one, from which it subtracts it: what becomes of the NaN of its staleness marker.
const goneBucket = 1 << 63

// withoutGoneBuckets returns what the buckets of a scraped histogram hold with those below them, where some of them are
// gone: these end. It returns nil where none is.
func withoutGoneBuckets(point pmetric.HistogramDataPoint, size int) []float64 {
	if point.BucketCounts().Len() != size || !hasGoneBucket(point.BucketCounts()) {
		return nil
	}
	counts := point.BucketCounts().AsRaw()
	totals := slices.Repeat([]float64{staleMarker}, size)
	below := 0.0
	for index := 0; counts[index] != goneBucket; index++ {
		below += float64(counts[index])
		totals[index] = below
	}
	below = float64(point.Count())
	for index := size - 1; ; index-- {
		totals[index] = below
		if counts[index] == goneBucket {
			return totals
		}
		below -= float64(counts[index])
	}
}

// hasGoneBucket reads the counts where they are: a copy of each histogram of each scrape would be garbage nearly always.
func hasGoneBucket(counts pcommon.UInt64Slice) bool {
	for _, count := range counts.All() {
		if count == goneBucket {
			return true
		}
	}
	return false
}

// addSummary adds the series of a summary: sum, count and the quantiles.
func (t *Translator) addSummary(owner *metric, point pmetric.SummaryDataPoint) {
	timestamp, start := millis(point.Timestamp()), millis(point.StartTimestamp())
	if timestamp == 0 {
		t.result.refuse(RefusedTimestamp, owner.name, 1)
		return
	}
	t.bounds = t.bounds[:0]
	for index := range point.QuantileValues().Len() {
		t.bounds = append(t.bounds, point.QuantileValues().At(index).Quantile())
	}
	attributes := point.Attributes()
	stale := isStale(point.Flags())
	// Count, sum, and a series for each quantile.
	found := t.seriesOf(owner, attributes, len(t.bounds)+2, stale)
	if found == nil {
		return
	}
	all := t.partsOf(owner, found, attributes, t.bounds, "", quantileLabel)
	if all == nil {
		return
	}
	value := func(given float64) float64 {
		if stale {
			return staleMarker
		}
		return given
	}
	if stale {
		start = 0
		owner.resource.budget.end(found)
	}
	t.addPart(found.lane, t.sumOf(owner, found, attributes), value(point.Sum()), timestamp, start, owner.metadata, nil)
	t.addPart(found.lane, all.count, value(float64(point.Count())), timestamp, start, owner.metadata, nil)
	for index := range all.values {
		given := point.QuantileValues().At(index).Value()
		t.addPart(found.lane, all.values[index].labels, value(given), timestamp, 0, owner.metadata, nil)
	}
}
