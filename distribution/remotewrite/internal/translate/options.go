// Package translate turns the collector's metrics into series of remote write. It keeps the label set of each series
// between calls, since making it is what a translation costs most.
package translate

import (
	"time"

	"github.com/prometheus/otlptranslator"

	"gke-telemetry/distribution/remotewrite/internal/writepb"
)

// Label is a name and a value.
type Label struct{ Name, Value string }

// Options say how metrics become series.
type Options struct {
	// Strategy is how names of OTLP are written. Names of scraped metrics stay as they are.
	Strategy otlptranslator.TranslationStrategyOption
	// ExternalLabels are put on each series that has no such label by its resource.
	ExternalLabels []Label
	// PromoteAll makes a label of each attribute of the resource, except those of Ignore. Otherwise Promote lists them.
	PromoteAll bool
	Promote    map[string]bool
	Ignore     map[string]bool
	// ScopeName, ScopeVersion and ScopeAttributes say what of an OTLP scope becomes labels.
	ScopeName       bool
	ScopeVersion    bool
	ScopeAttributes bool
	// TargetInfo adds a series target_info with the attributes of each resource that sends by OTLP.
	TargetInfo bool
	// ExemplarMaxAge is how much older than its sample an exemplar may be.
	ExemplarMaxAge time.Duration
	// MaxSeries and MaxBytes bound what is kept. Series beyond are translated anew each time.
	MaxSeries int
	MaxBytes  int
	// IdleTimeout is how long a series is kept that is not seen any more.
	IdleTimeout time.Duration
	// Limits bound the series of each value of an attribute.
	Limits Limits
}

// Sink gives the request that series of a lane are to be added to.
type Sink interface {
	Builder(lane uint8) *writepb.Builder
	// ForgetSymbols is called when numbers of the symbol table may stand for other strings than before.
	ForgetSymbols()
}

// RefusalReason says why data points were not taken.
type RefusalReason string

// Reasons for which data points are refused.
const (
	// RefusedName means that no valid name can be made of the metric's name.
	RefusedName RefusalReason = "invalid_name"
	// RefusedScale means an exponential histogram of a scale below -4, which no native histogram has, or with buckets in
	// whose range there is no number.
	RefusedScale RefusalReason = "histogram_scale"
	// RefusedDeltaOrder means a delta point that is older than the one before it.
	RefusedDeltaOrder RefusalReason = "delta_out_of_order"
	// RefusedDeltaLimit means a delta point of a series for which there is no room to add up.
	RefusedDeltaLimit RefusalReason = "delta_series_limit"
	// RefusedTemporality means a metric that does not say whether it is cumulative or delta.
	RefusedTemporality RefusalReason = "temporality"
	// RefusedEmpty means a metric of no known type.
	RefusedEmpty RefusalReason = "unknown_type"
	// RefusedTimestamp means a point without a time.
	RefusedTimestamp RefusalReason = "no_timestamp"
	// RefusedSeriesLimit means a point of a new series that is above a limit.
	RefusedSeriesLimit RefusalReason = "series_limit"
)

// Result counts what became of a batch.
type Result struct {
	// Samples is the number of samples and native histograms that were added.
	Samples int
	// ExemplarsDropped is the number of exemplars that were too old or known already.
	ExemplarsDropped int
	// Refused counts data points by reason, and Example names one metric for each.
	Refused map[RefusalReason]int
	Example map[RefusalReason]string
	// Cut counts data points of series that are above a limit. Those that were sent, and not scraped, are in Refused too.
	Cut map[Cut]int
}

func (r *Result) refuse(reason RefusalReason, metric string, points int) {
	if points == 0 {
		return
	}
	if r.Refused == nil {
		r.Refused, r.Example = map[RefusalReason]int{}, map[RefusalReason]string{}
	}
	r.Refused[reason] += points
	r.Example[reason] = metric
}
