/** The row of the stack's own Prometheus: ingestion, series, storage and memory. */
import { type Scope, storageBytes, WRITE_HANDLER } from "../../expressions";
import { CLUSTER_LABELS, LABELS, PROMETHEUS, SCRAPE } from "../../metrics";
import { PROMETHEUS_JOB } from "../../ownParts";
import { aggregate, type Matcher, orZero, rate, series } from "../../promql";
import type { RowSpec } from "../grafana/model";
import { timeseries } from "../grafana/panels";
import { CHOSEN_CLUSTERS, RATE_WINDOW } from "../grafana/variables";

const CLUSTER_LEGEND = `{{${LABELS.cluster}}}`;

/** Prometheus of the chosen clusters, on whatever node it runs. */
const STORE: Scope = { matchers: [PROMETHEUS_JOB, ...CHOSEN_CLUSTERS], window: RATE_WINDOW, labels: CLUSTER_LABELS };
/** The same, together. */
export const ALL_STORES: Scope = { ...STORE, labels: [] };

/** Growth per second of a counter of Prometheus, 0 before its first count. */
export function storeRate(metric: string, scope: Scope, ...matchers: readonly Matcher[]): string {
  const counter = rate(series(metric, ...scope.matchers, ...matchers), scope.window);
  return orZero(aggregate("sum", scope.labels, counter), scope.labels, series(SCRAPE.up, ...scope.matchers));
}

const storeGauge = (metric: string): string => aggregate("sum", STORE.labels, series(metric, ...STORE.matchers));

/** Mean duration of a write request: the growth of the sum over that of the count. */
const writeSeconds = [PROMETHEUS.httpSecondsSum, PROMETHEUS.httpCount]
  .map((metric) => rate(series(metric, ...STORE.matchers, WRITE_HANDLER), STORE.window))
  .map((growth) => aggregate("sum", STORE.labels, growth))
  .join(" / ");

export const PROMETHEUS_ROW: RowSpec = {
  title: "Prometheus",
  panels: [
    timeseries(
      {
        title: "Head series",
        unit: "short",
        width: 8,
        description: "Series in the head block. Memory use grows with them.",
      },
      [{ expression: storeGauge(PROMETHEUS.headSeries), legend: CLUSTER_LEGEND }],
    ),
    timeseries(
      {
        title: "Series created and removed",
        unit: "cps",
        width: 8,
        description: "Series churn: pods that start bring new series.",
      },
      [
        { expression: storeRate(PROMETHEUS.seriesCreated, STORE), legend: `created ${CLUSTER_LEGEND}` },
        { expression: storeRate(PROMETHEUS.seriesRemoved, STORE), legend: `removed ${CLUSTER_LEGEND}` },
      ],
    ),
    timeseries(
      {
        title: "Out-of-order samples ingested",
        unit: "cps",
        width: 8,
        description: "Samples per second that were out of order, but within the out-of-order window.",
      },
      [{ expression: storeRate(PROMETHEUS.appendedOutOfOrder, STORE), legend: CLUSTER_LEGEND }],
    ),
    timeseries(
      { title: "Remote-write latency", unit: "s", width: 8, description: "Mean duration of a remote-write request." },
      [{ expression: writeSeconds, legend: CLUSTER_LEGEND }],
    ),
    timeseries(
      {
        title: "Storage",
        unit: "bytes",
        width: 8,
        description:
          "All data, including the write-ahead log, and the retention size, above which the oldest blocks are deleted (0: no limit).",
      },
      [
        { expression: storageBytes(STORE), legend: `all ${CLUSTER_LEGEND}` },
        { expression: storeGauge(PROMETHEUS.walBytes), legend: `write-ahead log ${CLUSTER_LEGEND}` },
        { expression: storeGauge(PROMETHEUS.retentionLimitBytes), legend: `retention size ${CLUSTER_LEGEND}` },
      ],
    ),
    timeseries({ title: "Memory", unit: "bytes", width: 8, description: "Resident memory of Prometheus." }, [
      { expression: storeGauge(PROMETHEUS.memoryBytes), legend: CLUSTER_LEGEND },
    ]),
  ],
};
