/** Why a test fails that is known to. */
import type { Version } from "./suites";

const OLD_EXEMPLAR = "The page's exemplar is of 2009: the project's exporter leaves out what a store would reject.";
const INVALID_PAGE =
  "The page has lines that Prometheus cannot read; its scrape fails, and no sample of it is expected.";
const FIRST_REQUEST = "The agent asks with version 2.0 first, and sends the same samples with 1.0 after the answer.";
const TRIED_AGAIN = "As intended: a credential or an address that is wrong for a while costs no samples.";
const SPREAD = "The pauses grow, but each is spread by chance, so that agents do not come all at once.";

const EXPLANATIONS: Readonly<Record<Version, Readonly<Record<string, string>>>> = {
  "2.0": {
    "BackoffBehavior/exponential_backoff_on_retries": SPREAD,
    "CombinedFeatures/high_cardinality_labels":
      "Looks at the last request alone; it failed with three agents at a time on a busy machine, and passes when run alone.",
    "CombinedFeatures/histogram_with_metadata_and_exemplars": `${OLD_EXEMPLAR} Contrib's writes none of histograms.`,
    "CombinedFeatures/samples_with_exemplars": OLD_EXEMPLAR,
    "EdgeCases/high_cardinality": INVALID_PAGE,
    "EdgeCases/huge_label_values":
      "As intended: a label value above the limit of 2,048 characters ends the scrape of its target.",
    "EdgeCases/many_timeseries": INVALID_PAGE,
    "RetryBehavior/no_retry_on_400": "The refused request is cut until its bad sample is found, which is lost alone.",
    "RetryBehavior/no_retry_on_401": TRIED_AGAIN,
    "RetryBehavior/no_retry_on_404": TRIED_AGAIN,
    "RetryBehavior/no_retry_on_413": "The request is cut in halves until the store takes them.",
    SymbolTableEfficiency:
      "Expects at most 30 strings; the labels of an agent and the series about its scrape are more. None is there twice.",
  },
  "1.0": {
    Headers: FIRST_REQUEST,
    Histogram: 'Expects `le="1"` of Prometheus 2; Prometheus 3 and the exporter store `le="1.0"`.',
    Retries500: `${FIRST_REQUEST} The test waits for samples of the first request, which it cannot read.`,
    Timestamp: "Expects times in order across series; a request of several scrapes has them in order in each series.",
  },
};

export function explanationOf(version: Version, test: string): string | undefined {
  return EXPLANATIONS[version][test];
}
