/** Alerts about Prometheus itself. */
import { SECONDS_PER_HOUR } from "../../settings/sizing/units";
import { storageUse } from "../expressions";
import { CLUSTER_LABELS, LABELS, PROMETHEUS } from "../metrics";
import { PROMETHEUS_JOB } from "../ownParts";
import { aggregate, growth, series } from "../promql";
import { SERIES_GROWTH_LIMIT, SERIES_WORTH_A_LOOK, STORAGE_USE_LIMIT } from "../thresholds";
import { type AlertSpec, shown } from "./model";

const CLUSTER = shown(LABELS.cluster);

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
    summary: `Prometheus in cluster ${CLUSTER} fails to evaluate rules`,
    description: `Prometheus failed {{ $value | humanize }} evaluations in rule group ${shown(LABELS.ruleGroup)} in the last 5 minutes. Alerts of this group may not fire, and its recording rules may have gaps.`,
  },
  {
    name: "PrometheusStorageNearLimit",
    severity: "warning",
    holds: "30m",
    expression: `${storageUse({ matchers: [PROMETHEUS_JOB], labels: CLUSTER_LABELS })} > ${STORAGE_USE_LIMIT}`,
    summary: `Storage of Prometheus in cluster ${CLUSTER} is near its limit`,
    description:
      "The data of Prometheus takes {{ $value | humanizePercentage }} of the retention size. At the limit, Prometheus deletes blocks before their retention time.",
  },
  {
    name: "PrometheusWalCorruption",
    severity: "critical",
    holds: "0s",
    // Prometheus reads the log when it starts, and the counter keeps its value afterwards. The alert fires for an hour.
    expression: aggregate("max", CLUSTER_LABELS, `${corruptions} > 0 and time() - ${started} < ${SECONDS_PER_HOUR}`),
    summary: `Prometheus in cluster ${CLUSTER} found its write-ahead log corrupted`,
    description:
      "Prometheus found {{ $value }} corruptions in its write-ahead log when it started. Samples after a corruption are lost.",
  },
  {
    name: "PrometheusSeriesGrowth",
    severity: "warning",
    holds: "15m",
    expression: `${seriesNow} > ${SERIES_GROWTH_LIMIT} * ${seriesAnHourAgo} and ${seriesNow} > ${SERIES_WORTH_A_LOOK}`,
    summary: `Series of Prometheus in cluster ${CLUSTER} have doubled within an hour`,
    description:
      "Prometheus holds {{ $value | humanize }} series in its head block, more than twice as many as an hour ago. Its memory use grows with them.",
  },
];
