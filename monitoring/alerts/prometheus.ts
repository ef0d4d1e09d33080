/** Alerts about Prometheus itself. */
import { SECONDS_PER_HOUR } from "../../settings/sizing/units";
import { PROMETHEUS_JOB, storageBytes } from "../expressions";
import { CLUSTER_LABELS, LABELS, PROMETHEUS } from "../metrics";
import { aggregate, growth, series } from "../promql";
import { SERIES_GROWTH_LIMIT, SERIES_WORTH_A_LOOK, STORAGE_USE_LIMIT } from "../thresholds";
import { type AlertSpec, shown } from "./model";

const CLUSTER = shown(LABELS.cluster);

const storageUsed = storageBytes({ matchers: [PROMETHEUS_JOB], labels: CLUSTER_LABELS });
const storageLimit = aggregate("max", CLUSTER_LABELS, series(PROMETHEUS.retentionLimitBytes, PROMETHEUS_JOB));
// The limit is 0 where retention goes by time alone.
const storageUse = `(${storageUsed}) / (${storageLimit} > 0)`;

const headSeries = series(PROMETHEUS.headSeries, PROMETHEUS_JOB);
const seriesNow = aggregate("sum", CLUSTER_LABELS, headSeries);
const seriesAnHourAgo = aggregate("sum", CLUSTER_LABELS, `${headSeries} offset 1h`);

const corruptions = series(PROMETHEUS.walCorruptions, PROMETHEUS_JOB);
const started = series(PROMETHEUS.startTimeSeconds, PROMETHEUS_JOB);

export const PROMETHEUS_ALERTS: readonly AlertSpec[] = [
  {
    name: "PrometheusRuleFailures",
    severity: "warning",
    holds: "0s",
    expression: `${aggregate("sum", [...CLUSTER_LABELS, LABELS.ruleGroup], growth(series(PROMETHEUS.ruleFailures, PROMETHEUS_JOB), "5m"))} > 0`,
    summary: `Rules of ${CLUSTER} fail`,
    description: `{{ $value | humanize }} evaluations of rules in group ${shown(LABELS.ruleGroup)} failed in 5 minutes. Alerts of that group may be silent without reason.`,
  },
  {
    name: "PrometheusStorageNearLimit",
    severity: "warning",
    holds: "30m",
    expression: `${storageUse} > ${STORAGE_USE_LIMIT}`,
    summary: `Storage of Prometheus of ${CLUSTER} is almost used up`,
    description: `Prometheus' data takes {{ $value | humanizePercentage }} of the size that it may have. It will delete blocks before their retention time.`,
  },
  {
    name: "PrometheusWalCorruption",
    severity: "critical",
    holds: "0s",
    // The log is read at the start, so the count stands from then on; an hour is enough to tell of it.
    expression: aggregate("max", CLUSTER_LABELS, `${corruptions} > 0 and time() - ${started} < ${SECONDS_PER_HOUR}`),
    summary: `Prometheus of ${CLUSTER} found its write-ahead log damaged`,
    description: `Prometheus started with {{ $value }} damaged places in its write-ahead log. Samples behind them are lost.`,
  },
  {
    name: "PrometheusSeriesGrowth",
    severity: "warning",
    holds: "15m",
    expression: `${seriesNow} > ${SERIES_GROWTH_LIMIT} * ${seriesAnHourAgo} and ${seriesNow} > ${SERIES_WORTH_A_LOOK}`,
    summary: `Series of Prometheus of ${CLUSTER} have doubled within an hour`,
    description: `Prometheus holds {{ $value | humanize }} series in memory, more than twice as many as an hour ago. Its memory grows with them.`,
  },
];
