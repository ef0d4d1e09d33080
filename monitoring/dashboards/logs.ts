/** The dashboard of logs: who writes how much, how it reaches the store, and the store itself. */
import { LOGS, VICTORIA_LOGS } from "../logMetrics";
import { CLUSTER_LABELS, LABELS, NODE_LABELS, QUEUE } from "../metrics";
import { LOG_AGENTS, OF_STACK, VICTORIA_LOGS_JOB } from "../ownParts";
import { aggregate, type Matcher, rate, series } from "../promql";
import { ANY_LOSS, QUEUE_USE_LIMIT, STORAGE_USE_LIMIT } from "../thresholds";
import { dashboard } from "./grafana/layout";
import type { Dashboard, PanelSpec, RowSpec } from "./grafana/model";
import { MOST_LINES, timeseries, type TimeseriesOptions } from "./grafana/panels";
import { CHOSEN_CLUSTERS, CHOSEN_NODES, RATE_WINDOW } from "./grafana/variables";
import { logVolume, OWN_IMAGE, SENT } from "./rows/logVolume";

const NODE_LEGEND = `{{${LABELS.node}}}`;
const CLUSTER_LEGEND = `{{${LABELS.cluster}}}`;

const ofAgents = (metric: string, ...matchers: readonly Matcher[]): string =>
  series(metric, LOG_AGENTS, ...CHOSEN_NODES, ...matchers);
const perSecond = (labels: readonly string[], metric: string, ...matchers: readonly Matcher[]): string =>
  aggregate("sum", labels, rate(ofAgents(metric, ...matchers), RATE_WINDOW));

/** A graph with a line for each value of one label. */
const by = (label: string, options: Omit<TimeseriesOptions, "width">, expression: string): PanelSpec =>
  timeseries({ ...options, width: 12 }, [{ expression, legend: `{{${label}}}` }]);

const writers: RowSpec = {
  title: "Who writes",
  panels: [
    ...logVolume,
    by(
      LABELS.severity,
      {
        title: "Lines by severity",
        unit: "cps",
        description: `Lines per second by the severity that their text names; empty where it names none. ${OWN_IMAGE}`,
      },
      perSecond([LABELS.severity], LOGS.passed, SENT),
    ),
    by(
      LABELS.value,
      {
        title: "Cut by namespace",
        unit: "cps",
        badFrom: ANY_LOSS,
        description: `Lines per second above what the namespace may log on a node (logs.namespaceKiBPerSecond). ${OWN_IMAGE}`,
      },
      perSecond([LABELS.value], LOGS.cut),
    ),
  ],
};

const queueUse = aggregate(
  "max",
  NODE_LABELS,
  `${ofAgents(QUEUE.size, OF_STACK)} / ${ofAgents(QUEUE.capacity, OF_STACK)}`,
);

const delivery: RowSpec = {
  title: "Log agents",
  panels: [
    timeseries(
      {
        title: "Lines read and sent",
        unit: "cps",
        width: 12,
        description: "Lines and events per second that collectors read, and that the store took from them.",
      },
      [
        { expression: perSecond([], LOGS.accepted), legend: "read" },
        { expression: perSecond([], LOGS.sent, OF_STACK), legend: "sent" },
      ],
    ),
    timeseries(
      {
        title: "Queue use by node",
        unit: "percentunit",
        width: 12,
        maximum: 1,
        most: MOST_LINES,
        badFrom: QUEUE_USE_LIMIT,
        description:
          "Share of the queue on the node's disk that waits for the store. When it is full, the agent reads no further.",
      },
      [{ expression: queueUse, legend: NODE_LEGEND }],
    ),
    timeseries(
      {
        title: "Lines refused by the store",
        unit: "cps",
        width: 12,
        badFrom: ANY_LOSS,
        description:
          "Lines per second that were lost, because the store rejected them for good, such as for a wrong password.",
      },
      [{ expression: perSecond(NODE_LABELS, LOGS.sendFailed, OF_STACK), legend: NODE_LEGEND }],
    ),
    timeseries(
      {
        title: "Open files by node",
        unit: "short",
        width: 12,
        most: MOST_LINES,
        description: "Files of containers that the log agent reads.",
      },
      [{ expression: aggregate("sum", NODE_LABELS, ofAgents(LOGS.openFiles)), legend: NODE_LEGEND }],
    ),
  ],
};

const ofStore = (metric: string): string => series(metric, VICTORIA_LOGS_JOB, ...CHOSEN_CLUSTERS);
const storeRate = (labels: readonly string[], metric: string): string =>
  aggregate("sum", labels, rate(ofStore(metric), RATE_WINDOW));
const dataBytes = aggregate("sum", CLUSTER_LABELS, ofStore(VICTORIA_LOGS.dataBytes));
const limitBytes = aggregate("max", CLUSTER_LABELS, ofStore(VICTORIA_LOGS.dataLimitBytes));

const store: RowSpec = {
  title: "VictoriaLogs",
  panels: [
    by(
      LABELS.cluster,
      { title: "Lines taken", unit: "cps", description: "Lines per second that VictoriaLogs took." },
      storeRate([LABELS.cluster], VICTORIA_LOGS.ingested),
    ),
    by(
      LABELS.cluster,
      { title: "Bytes taken", unit: "Bps", description: "Bytes per second of these lines, with all fields." },
      storeRate([LABELS.cluster], VICTORIA_LOGS.ingestedBytes),
    ),
    timeseries(
      {
        title: "Storage use",
        unit: "percentunit",
        width: 12,
        maximum: 1,
        badFrom: STORAGE_USE_LIMIT,
        description:
          "Share of what the data may take of the volume. At 100 %, VictoriaLogs deletes the oldest day of all namespaces.",
      },
      [{ expression: `${dataBytes} / ${limitBytes}`, legend: CLUSTER_LEGEND }],
    ),
    timeseries(
      { title: "Data and room", unit: "bytes", width: 12, description: "Data on the volume, and what is free there." },
      [
        { expression: dataBytes, legend: `data ${CLUSTER_LEGEND}` },
        {
          expression: aggregate("max", CLUSTER_LABELS, ofStore(VICTORIA_LOGS.freeBytes)),
          legend: `free ${CLUSTER_LEGEND}`,
        },
      ],
    ),
    by(
      LABELS.reason,
      {
        title: "Lines not stored",
        unit: "cps",
        badFrom: ANY_LOSS,
        description: "Lines per second for which VictoriaLogs answered and which it did not store, by reason.",
      },
      storeRate([LABELS.reason], VICTORIA_LOGS.dropped),
    ),
    by(
      LABELS.cluster,
      {
        title: "Requests refused",
        unit: "reqps",
        badFrom: ANY_LOSS,
        description: "Requests per second that VictoriaLogs answered with an error.",
      },
      storeRate([LABELS.cluster], VICTORIA_LOGS.httpErrors),
    ),
  ],
};

/** The dashboard; without the store's row where logs are sent to a store that exists already. */
export function logsDashboard(options: { readonly store: boolean }): Dashboard {
  return dashboard({
    name: "logs",
    title: "Logs",
    description: "Log lines by namespace and severity, their way to the store, and the store.",
    rows: [writers, delivery, ...(options.store ? [store] : [])],
  });
}
