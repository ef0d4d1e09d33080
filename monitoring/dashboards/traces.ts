/** The way of a span: through gateways and samplers to each team's Jaeger, and what services do by their spans. */
import { AGENT, JAEGER, LABELS, POD_LABELS, SCRAPE, TRACES } from "../metrics";
import type { Scope } from "../expressions";
import { aggregate, is, type Matcher, rate, series } from "../promql";
import { ANY_LOSS, QUEUE_USE_LIMIT } from "../thresholds";
import {
  callRate,
  callSeconds,
  GATEWAYS,
  GATEWAYS_AND_SAMPLERS,
  JAEGER_JOB,
  QUEUED_EXPORTERS,
  SAMPLERS,
  spanQueueUse,
  spanRate,
  STORAGE_EXPORTER,
} from "../traceExpressions";
import { dashboard } from "./layout";
import type { Dashboard, PanelSpec, RowSpec } from "./model";
import { stat, timeseries, type TimeseriesOptions } from "./panels";
import { CHOSEN_CLUSTERS, CHOSEN_NODES, RATE_WINDOW } from "./variables";

const POD_LEGEND = `{{${LABELS.pod}}}`;
const EXPORTER_LABELS = [...POD_LABELS, LABELS.exporter];
const FAILED = is(LABELS.statusCode, "STATUS_CODE_ERROR");

/** Pods of the chosen nodes, each by itself or with further labels. */
function pods(which: Matcher, labels: readonly string[] = POD_LABELS): Scope {
  return { matchers: [which, ...CHOSEN_NODES], window: RATE_WINDOW, labels };
}

/** Services of the chosen clusters; their metrics are those of the gateway and of no node. */
const services = (labels: readonly string[]): Scope => ({
  matchers: CHOSEN_CLUSTERS,
  window: RATE_WINDOW,
  labels,
});

const gauge = (metric: string, which: Matcher): string =>
  aggregate("sum", POD_LABELS, series(metric, which, ...CHOSEN_NODES));

function graph(options: Omit<TimeseriesOptions, "width">, expression: string, legend = POD_LEGEND): PanelSpec {
  return timeseries({ ...options, width: 8 }, [{ expression, legend }]);
}

const summary: RowSpec = {
  title: "Flow",
  panels: [
    stat(
      { title: "Gateways", unit: "short", width: 4, description: "Trace gateways that answer." },
      aggregate("sum", [], series(SCRAPE.up, GATEWAYS, ...CHOSEN_NODES)),
    ),
    stat(
      { title: "Taken in", unit: "cps", width: 4, description: "Spans per second that gateways took in." },
      spanRate(TRACES.accepted, pods(GATEWAYS, [])),
    ),
    stat(
      { title: "Stored", unit: "cps", width: 4, description: "Spans per second that all Jaegers wrote." },
      spanRate(TRACES.sent, pods(JAEGER_JOB, []), STORAGE_EXPORTER),
    ),
    stat(
      {
        title: "Lost",
        unit: "cps",
        width: 4,
        badFrom: ANY_LOSS,
        description: "Spans per second that gateways and samplers gave up.",
      },
      [TRACES.sendFailed, TRACES.enqueueFailed]
        .map((metric) => spanRate(metric, pods(GATEWAYS_AND_SAMPLERS, [])))
        .join(" + "),
    ),
    stat(
      {
        title: "Turned away",
        unit: "cps",
        width: 4,
        badFrom: ANY_LOSS,
        description: "Spans per second that senders have to repeat.",
      },
      spanRate(TRACES.refused, pods(GATEWAYS_AND_SAMPLERS, [])),
    ),
    stat(
      {
        title: "Fullest queue",
        unit: "percentunit",
        width: 4,
        badFrom: QUEUE_USE_LIMIT,
        description: "Use of the fullest queue of spans.",
      },
      spanQueueUse([], CHOSEN_NODES),
    ),
  ],
};

const gateway: RowSpec = {
  title: "Gateways and samplers",
  panels: [
    graph(
      { title: "Taken in by pod", unit: "cps", description: "Even, unless few connections carry much." },
      spanRate(TRACES.accepted, pods(GATEWAYS_AND_SAMPLERS)),
    ),
    graph(
      { title: "Sent by exporter", unit: "cps", description: "To samplers or to the Jaeger of each team." },
      aggregate("sum", EXPORTER_LABELS, rate(series(TRACES.sent, GATEWAYS_AND_SAMPLERS, ...CHOSEN_NODES), RATE_WINDOW)),
      `${POD_LEGEND} {{${LABELS.exporter}}}`,
    ),
    graph(
      {
        title: "Queue use",
        unit: "percentunit",
        maximum: 1,
        description: "A queue fills when what stands behind it is slow or away.",
      },
      spanQueueUse(EXPORTER_LABELS, [GATEWAYS_AND_SAMPLERS, ...CHOSEN_NODES]),
      `${POD_LEGEND} {{${LABELS.exporter}}}`,
    ),
    graph(
      { title: "Given up", unit: "cps", description: "Refused for good, or without a place in the queue." },
      [TRACES.sendFailed, TRACES.enqueueFailed]
        .map((metric) => spanRate(metric, pods(GATEWAYS_AND_SAMPLERS), QUEUED_EXPORTERS))
        .join(" + "),
    ),
    graph(
      { title: "Memory by pod", unit: "bytes", description: "Resident memory. Replicas are added by it, and by CPU." },
      gauge(AGENT.memoryBytes, GATEWAYS_AND_SAMPLERS),
    ),
    graph(
      { title: "CPU by pod", unit: "short", description: "Cores in use." },
      aggregate("sum", POD_LABELS, rate(series(AGENT.cpuSeconds, GATEWAYS_AND_SAMPLERS, ...CHOSEN_NODES), RATE_WINDOW)),
    ),
  ],
};

const sampling: RowSpec = {
  title: "Tail sampling",
  panels: [
    graph(
      {
        title: "Traces decided",
        unit: "cps",
        stacked: true,
        description: "Traces per second, kept (true) or not (false).",
      },
      aggregate("sum", [LABELS.sampled], rate(series(TRACES.decided, SAMPLERS, ...CHOSEN_NODES), RATE_WINDOW)),
      `{{${LABELS.sampled}}}`,
    ),
    timeseries(
      {
        title: "Traces that wait",
        unit: "short",
        width: 8,
        description: "In gateways for their parts, in samplers for the decision.",
      },
      [
        { expression: gauge(TRACES.gatheredTraces, GATEWAYS), legend: POD_LEGEND },
        { expression: gauge(TRACES.undecidedTraces, SAMPLERS), legend: POD_LEGEND },
      ],
    ),
    timeseries(
      {
        title: "Receivers and failed requests",
        unit: "short",
        width: 8,
        description: "Pods among which traces are spread, and requests to them per second that failed.",
      },
      [
        { expression: gauge(TRACES.routes, GATEWAYS), legend: `receivers of ${POD_LEGEND}` },
        {
          expression: spanRate(TRACES.routed, pods(GATEWAYS), is(LABELS.success, "false")),
          legend: `failed of ${POD_LEGEND}`,
        },
      ],
    ),
  ],
};

const jaeger: RowSpec = {
  title: "Jaeger",
  panels: [
    timeseries(
      { title: "Written", unit: "cps", width: 8, description: "Spans per second, and those whose write failed." },
      [
        { expression: spanRate(TRACES.sent, pods(JAEGER_JOB), STORAGE_EXPORTER), legend: POD_LEGEND },
        { expression: spanRate(TRACES.sendFailed, pods(JAEGER_JOB), STORAGE_EXPORTER), legend: `failed ${POD_LEGEND}` },
      ],
    ),
    graph(
      { title: "Memory", unit: "bytes", description: "Resident memory of each Jaeger." },
      gauge(AGENT.memoryBytes, JAEGER_JOB),
    ),
    graph(
      { title: "Free on the volume", unit: "bytes", description: "Only where traces are kept on a volume." },
      gauge(JAEGER.bytesAvailable, JAEGER_JOB),
    ),
  ],
};

const calls: RowSpec = {
  title: "Services, by all of their spans",
  panels: [
    graph(
      { title: "Calls", unit: "cps", description: "Spans per second, counted before sampling." },
      callRate(services([LABELS.serviceName])),
      `{{${LABELS.serviceName}}}`,
    ),
    graph(
      { title: "Failed calls", unit: "percentunit", description: "Share of the spans that have an error." },
      `${callRate(services([LABELS.serviceName]), FAILED)} / ${callRate(services([LABELS.serviceName]))}`,
      `{{${LABELS.serviceName}}}`,
    ),
    graph(
      {
        title: "Duration, 95th percentile",
        unit: "s",
        description: "Of all spans of a service; points lead to traces.",
      },
      callSeconds(0.95, services([LABELS.serviceName])),
      `{{${LABELS.serviceName}}}`,
    ),
  ],
};

/** The dashboard of traces, for stacks that have them. */
export function tracesDashboard(): Dashboard {
  return dashboard(
    "traces",
    "Traces",
    "Spans on their way through gateways and samplers to each team's Jaeger, and what services do by their spans.",
    [summary, gateway, sampling, jaeger, calls],
  );
}
