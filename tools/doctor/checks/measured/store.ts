/** The store: its disk, memory and series. */
import { PROMETHEUS_ALERTS } from "../../../../monitoring/alerts/prometheus";
import { CLUSTER_LABELS, DURABLE_WRITER, LABELS, PROMETHEUS } from "../../../../monitoring/metrics";
import { AGENT_JOB, PROMETHEUS_JOB } from "../../../../monitoring/ownParts";
import { aggregate, series } from "../../../../monitoring/promql";
import { seriesPerNamespace } from "../../../../settings/sizing/series";
import { storeSettings } from "../../../../settings/sizing/store";
import { countText } from "../../../../settings/sizing/units";
import { type Category, check } from "../../check";
import { PLAN } from "../../source";
import { asked } from "../../sources/store";
import { alertChecks } from "./alerts";

/** Share of what was planned from which there is little left. */
const NEAR = 0.9;

const SERIES_AS_PLANNED = check({
  id: "store-series",
  healthy: "Prometheus has no more series than it was made for",
  severity: "warning",
  hint: "docs/reliability.md#the-promise-and-its-arithmetic",
  needs: { plan: PLAN, heads: asked(aggregate("max", CLUSTER_LABELS, series(PROMETHEUS.headSeries, PROMETHEUS_JOB))) },
  find: ({ plan: { planned }, heads }) => {
    const { metrics } = planned.settings;
    if (metrics.kind !== "prometheus") return [];
    const store = storeSettings(metrics, planned.settings);
    const planned_ = store.expectedSamplesPerSecond * store.scrapeIntervalSeconds;
    return heads
      .filter(({ value }) => value > NEAR * planned_)
      .map(({ value }) => ({
        subject: "Prometheus",
        text: `It has ${countText(value)} series, and its memory is for ${countText(planned_)}`,
        fix: "Raise metrics.expectedSamplesPerSecond, or see in the dashboard *Cost of telemetry* whose they are.",
      }));
  },
});

const NAMESPACES_HAVE_ROOM = check({
  id: "namespace-series",
  healthy: "every namespace has room for more series",
  severity: "warning",
  hint: "docs/security.md#what-a-namespace-may-take",
  needs: {
    crowded: asked(({ planned: { settings } }) => {
      const most = aggregate("max", [LABELS.value], series(DURABLE_WRITER.limitedSeries, AGENT_JOB));
      return `${most} > ${NEAR * seriesPerNamespace(settings.agent)}`;
    }),
    plan: PLAN,
  },
  find: ({ crowded, plan: { planned } }) =>
    crowded.map(({ labels, value }) => ({
      subject: labels[LABELS.value] ?? "",
      text: `It has ${countText(value)} series on a node, of ${countText(seriesPerNamespace(planned.settings.agent))} that it may have; new ones beyond are cut`,
      fix: "Remove labels with many values from its metrics, or raise agent.seriesPerNamespace.",
    })),
});

export const STORE_CHECKS: Category = {
  name: "store",
  title: "Store",
  checks: [
    ...alertChecks(PROMETHEUS_ALERTS, {
      PrometheusStorageNearLimit: "Prometheus has room on its volume",
      PrometheusWalCorruption: "Prometheus' write-ahead log is whole",
      PrometheusRuleFailures: "Prometheus evaluates every rule",
      PrometheusSeriesGrowth: "the number of series is steady",
    }),
    SERIES_AS_PLANNED,
    NAMESPACES_HAVE_ROOM,
  ],
};
