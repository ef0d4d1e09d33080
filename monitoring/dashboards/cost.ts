/** The dashboard of what telemetry costs, by the namespace that causes it. */
import { CONTAINER_SERIES } from "../expressions";
import { LABELS, SCRAPE, SPANS } from "../metrics";
import { aggregate, is, isNot, rate, series } from "../promql";
import { dashboard } from "./grafana/layout";
import type { Dashboard, PanelSpec, RowSpec } from "./grafana/model";
import { MOST_LINES, table, timeseries, type TimeseriesOptions } from "./grafana/panels";
import { CHOSEN_CLUSTERS, CHOSEN_NODES, RATE_WINDOW } from "./grafana/variables";
import { logVolume } from "./rows/logVolume";
import { writtenSeries } from "./rows/namespaces";

/** Range of what is counted by scrapes, as a PromQL duration and in seconds. */
const WINDOW = { duration: "5m", seconds: 300 } as const;

const OF_PODS = [isNot(LABELS.namespace, ""), ...CHOSEN_NODES];
const OF_NODES = [is(LABELS.namespace, ""), ...CHOSEN_NODES];
const NAMESPACE = [LABELS.namespace];

/** What scrapes of pods yield, by their namespace, and what those of the kubelets yield. */
function byNamespace(options: Omit<TimeseriesOptions, "width" | "most">, of: (metric: string) => string): PanelSpec {
  return timeseries({ ...options, width: 12, most: MOST_LINES }, [
    { expression: of(series(SCRAPE.keptSamples, ...OF_PODS)), legend: `{{${LABELS.namespace}}}` },
  ]);
}

const perSecond = (metric: string): string => `sum_over_time(${metric}[${WINDOW.duration}]) / ${WINDOW.seconds}`;

const COST_COLUMNS = {
  [LABELS.namespace]: "Namespace",
  [LABELS.pod]: "Pod",
  [LABELS.job]: "Job",
  [LABELS.instance]: "Address",
} as const;

const metrics: RowSpec = {
  title: "Metrics",
  panels: [
    byNamespace(
      {
        title: "Scraped series by namespace",
        unit: "short",
        description: "Series that the last scrapes of the namespace's pods had. The store's memory grows with them.",
      },
      (metric) => aggregate("sum", NAMESPACE, metric),
    ),
    byNamespace(
      {
        title: "Scraped samples by namespace",
        unit: "cps",
        description: "Samples per second from scrapes of the namespace's pods. Network, CPU and disk grow with them.",
      },
      (metric) => aggregate("sum", NAMESPACE, perSecond(metric)),
    ),
    timeseries(
      {
        title: "New series by namespace",
        unit: "cps",
        width: 12,
        most: MOST_LINES,
        description:
          "Series per second that the scrape before did not have: pods that start, and labels whose values never end.",
      },
      [
        {
          expression: aggregate("sum", NAMESPACE, perSecond(series(SCRAPE.newSeries, ...OF_PODS))),
          legend: `{{${LABELS.namespace}}}`,
        },
      ],
    ),
    timeseries(
      {
        title: "Written series by namespace",
        unit: "short",
        width: 12,
        most: MOST_LINES,
        description:
          "Series of the namespace that agents write, however they came: scraped, sent by OTLP, or about its containers. Only the exporter durable_remote_write tells them.",
      },
      [{ expression: aggregate("sum", [LABELS.value], writtenSeries), legend: `{{${LABELS.value}}}` }],
    ),
    table(
      {
        title: "Largest targets",
        unit: "short",
        width: 24,
        description: "The targets with most series.",
        columns: COST_COLUMNS,
        valueColumn: "Series",
      },
      `topk(${MOST_LINES}, ${aggregate("max", Object.keys(COST_COLUMNS), series(SCRAPE.keptSamples, ...OF_PODS))})`,
    ),
  ],
};

const nodes: RowSpec = {
  title: "Containers and nodes",
  panels: [
    table(
      {
        title: "Series of containers by namespace",
        unit: "short",
        width: 12,
        description: "Series that the kubelets tell of the namespace's containers.",
        columns: { [LABELS.namespace]: "Namespace" },
        valueColumn: "Series",
      },
      aggregate("count", NAMESPACE, `{${[...CONTAINER_SERIES, ...CHOSEN_NODES].join(",")}}`),
    ),
    timeseries(
      {
        title: "Series of kubelets",
        unit: "short",
        width: 12,
        description: "Series of all kubelets' pages, those about containers included.",
      },
      [
        {
          expression: aggregate("sum", [LABELS.job, LABELS.metricsPath], series(SCRAPE.keptSamples, ...OF_NODES)),
          legend: `{{${LABELS.job}}} {{${LABELS.metricsPath}}}`,
        },
      ],
    ),
  ],
};

const spans: RowSpec = {
  title: "Spans",
  panels: [
    timeseries(
      {
        title: "Spans by namespace",
        unit: "cps",
        width: 12,
        most: MOST_LINES,
        description: "Spans per second, before sampling.",
      },
      [
        {
          expression: aggregate("sum", NAMESPACE, rate(series(SPANS.calls, ...CHOSEN_CLUSTERS), RATE_WINDOW)),
          legend: `{{${LABELS.namespace}}}`,
        },
      ],
    ),
    timeseries(
      {
        title: "Series of span metrics by namespace",
        unit: "short",
        width: 12,
        most: MOST_LINES,
        description: "Combinations of service, span name, kind and status; each is a counter and a histogram.",
      },
      [
        {
          expression: aggregate("count", NAMESPACE, series(SPANS.calls, ...CHOSEN_CLUSTERS)),
          legend: `{{${LABELS.namespace}}}`,
        },
      ],
    ),
  ],
};

/** What a stack has besides the metrics of pods. */
interface CausedParts {
  readonly containers: boolean;
  readonly spanMetrics: boolean;
  readonly logs: boolean;
}

/** The dashboard of the cost of telemetry. */
export function costDashboard(parts: CausedParts): Dashboard {
  return dashboard({
    name: "cost",
    title: "Cost of telemetry",
    description: "Series, samples, spans and log lines by the namespace that causes them.",
    // Some queries look at every series of the kubelets.
    refresh: "5m",
    rows: [
      metrics,
      ...(parts.containers ? [nodes] : []),
      ...(parts.spanMetrics ? [spans] : []),
      ...(parts.logs ? [{ title: "Logs", panels: logVolume }] : []),
    ],
  });
}
