package durableremotewrite

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/prometheus/otlptranslator"

	"gke-telemetry/distribution/remotewrite/internal/translate"
)

var refusalTexts = map[translate.RefusalReason]string{
	translate.RefusedName:        "no valid name can be made of the metric's name. Give it a name with a letter in it",
	translate.RefusedScale:       "the exponential histogram has a scale below -4, which no store has, or buckets in whose range there is no number. Let the application record it finer",
	translate.RefusedDeltaOrder:  "the delta point is not newer than the one before it. Let one application alone write this series, in order",
	translate.RefusedDeltaLimit:  "there is no room to add up one more delta series. Raise series_cache::max_series, or send cumulative metrics",
	translate.RefusedTemporality: "the metric does not say whether it is cumulative or delta. Set its aggregation temporality",
	translate.RefusedEmpty:       "the metric has no type. Send it as gauge, sum, histogram or summary",
	translate.RefusedTimestamp:   "the data point has no time. Set its timestamp",
	translate.RefusedSeriesLimit: "the sender has as many series as it may have (limits::max_series). Give the metrics fewer labels or fewer values",
}

// refusalError tells the sender which data points were not taken, and why.
func refusalError(result translate.Result) error {
	var texts []string
	for reason, points := range result.Refused {
		texts = append(texts, fmt.Sprintf("%d data points refused, such as of %q: %s", points, result.Example[reason], refusalTexts[reason]))
	}
	slices.Sort(texts)
	return errors.New(strings.Join(texts, "; "))
}

func strategyOf(name string) otlptranslator.TranslationStrategyOption {
	return otlptranslator.TranslationStrategyOption(name)
}
