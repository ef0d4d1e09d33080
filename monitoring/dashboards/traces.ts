/** The dashboard of traces: spans from the gateways to each team's Jaeger, and the services' calls by their spans. */
import { AGENT, JAEGER, LABELS, POD_LABELS, SCRAPE, TRACES } from "../metrics";
import { GATEWAYS, GATEWAYS_AND_SAMPLERS, JAEGER_JOB, OF_STACK, SAMPLERS } from "../ownParts";
import type { Scope } from "../expressions";
import { aggregate, is, type Matcher, rate, series } from "../promql";
import { ANY_LOSS, QUEUE_USE_LIMIT } from "../thresholds";
import { QUEUED_EXPORTERS, spanQueueUse, spanRate, STORAGE_EXPORTER } from "../traceExpressions";
import { agentStarts } from "./grafana/annotations";
import { dashboard } from "./grafana/layout";
import type { Dashboard, PanelSpec, RowSpec } from "./grafana/model";
import { MOST_LINES, stat, timeseries, type TimeseriesOptions } from "./grafana/panels";
import { serviceCalls } from "./rows/serviceCalls";
import { CHOSEN_NODES, RATE_WINDOW } from "./grafana/variables";

const POD_LEGEND = `{{${LABELS.pod}}}`;
const EXPORTER_LABELS = [...POD_LABELS, LABELS.exporter];

/** Pods of the chosen nodes, each by itself or with further labels. */
function pods(which: Matcher, labels: readonly string[] = POD_LABELS): Scope {
  return { matchers: [which, ...CHOSEN_NODES], window: RATE_WINDOW, labels };
}

/** A gauge by pod, for pods on the chosen nodes. */
const gauge = (metric: string, which: Matcher): string =>
  aggregate("sum", POD_LABELS, series(metric, which, ...CHOSEN_NODES));

function graph(options: Omit<TimeseriesOptions, "width">, expression: string, legend = POD_LEGEND): PanelSpec {
  return timeseries({ ...options, width: 8, most: MOST_LINES }, [{ expression, legend }]);
}

const summary: RowSpec = {
  title: "Flow",
  panels: [
    stat(
      { title: "Gateways", unit: "short", width: 4, description: "Pods of the trace gateway that can be scraped." },
      aggregate("sum", [], series(SCRAPE.up, GATEWAYS, ...CHOSEN_NODES)),
    ),
    stat(
      { title: "Accepted", unit: "cps", width: 4, description: "Spans per second that gateways accepted." },
      spanRate(TRACES.accepted, pods(GATEWAYS, [])),
    ),
    stat(
      { title: "Stored", unit: "cps", width: 4, description: "Spans per second that all Jaegers stored." },
      spanRate(TRACES.sent, pods(JAEGER_JOB, []), STORAGE_EXPORTER),
    ),
    stat(
      {
        title: "Lost",
        unit: "cps",
        width: 4,
        badFrom: ANY_LOSS,
        description: "Spans per second that gateways and samplers dropped.",
      },
      [TRACES.sendFailed, TRACES.enqueueFailed]
        .map((metric) => spanRate(metric, pods(GATEWAYS_AND_SAMPLERS, []), OF_STACK))
        .join(" + "),
    ),
    stat(
      {
        title: "Refused",
        unit: "cps",
        width: 4,
        badFrom: ANY_LOSS,
        description: "Spans per second that were refused and have to be retried by their senders.",
      },
      spanRate(TRACES.refused, pods(GATEWAYS_AND_SAMPLERS, [])),
    ),
    stat(
      {
        title: "Fullest queue",
        unit: "percentunit",
        width: 4,
        badFrom: QUEUE_USE_LIMIT,
        description: "Use of the fullest sending queue.",
      },
      spanQueueUse([], CHOSEN_NODES),
    ),
  ],
};

const gateway: RowSpec = {
  title: "Gateways and samplers",
  panels: [
    graph(
      {
        title: "Accepted by pod",
        unit: "cps",
        description: "Spans per second. It is even unless a few connections carry most spans.",
      },
      spanRate(TRACES.accepted, pods(GATEWAYS_AND_SAMPLERS)),
    ),
    graph(
      {
        title: "Sent by exporter",
        unit: "cps",
        description: "Spans per second, to the samplers or to each team's Jaeger.",
      },
      aggregate("sum", EXPORTER_LABELS, rate(series(TRACES.sent, GATEWAYS_AND_SAMPLERS, ...CHOSEN_NODES), RATE_WINDOW)),
      `${POD_LEGEND} {{${LABELS.exporter}}}`,
    ),
    graph(
      {
        title: "Queue use",
        unit: "percentunit",
        maximum: 1,
        badFrom: QUEUE_USE_LIMIT,
        description: "A sending queue fills while its receiver is slow or down.",
      },
      spanQueueUse(EXPORTER_LABELS, [GATEWAYS_AND_SAMPLERS, ...CHOSEN_NODES]),
      `${POD_LEGEND} {{${LABELS.exporter}}}`,
    ),
    graph(
      {
        title: "Dropped by pod",
        unit: "cps",
        description: "Spans per second that were rejected as not retryable, or found the sending queue full.",
      },
      [TRACES.sendFailed, TRACES.enqueueFailed]
        .map((metric) => spanRate(metric, pods(GATEWAYS_AND_SAMPLERS), QUEUED_EXPORTERS))
        .join(" + "),
    ),
    graph(
      {
        title: "Memory by pod",
        unit: "bytes",
        description: "Resident memory. The gateway is autoscaled by memory and CPU.",
      },
      gauge(AGENT.memoryBytes, GATEWAYS_AND_SAMPLERS),
    ),
    graph(
      { title: "CPU by pod", unit: "short", description: "CPU cores in use." },
      aggregate("sum", POD_LABELS, rate(series(AGENT.cpuSeconds, GATEWAYS_AND_SAMPLERS, ...CHOSEN_NODES), RATE_WINDOW)),
    ),
  ],
};

const sampling: RowSpec = {
  title: "Tail sampling",
  panels: [
    graph(
      {
        title: "Sampling decisions",
        unit: "cps",
        stacked: true,
        description: "Traces per second that were sampled (true) or not (false).",
      },
      aggregate("sum", [LABELS.sampled], rate(series(TRACES.decided, SAMPLERS, ...CHOSEN_NODES), RATE_WINDOW)),
      `{{${LABELS.sampled}}}`,
    ),
    timeseries(
      {
        title: "Buffered traces",
        unit: "short",
        width: 8,
        description: "Traces in memory: in gateways until their spans have arrived, in samplers until the decision.",
      },
      [
        { expression: gauge(TRACES.bufferedTraces, GATEWAYS), legend: POD_LEGEND },
        { expression: gauge(TRACES.undecidedTraces, SAMPLERS), legend: POD_LEGEND },
      ],
    ),
    timeseries(
      {
        title: "Load balancing",
        unit: "short",
        width: 8,
        description: "Pods to which traces are routed by trace id, and failed requests to them per second.",
      },
      [
        { expression: gauge(TRACES.routes, GATEWAYS), legend: `pods behind ${POD_LEGEND}` },
        {
          expression: spanRate(TRACES.routed, pods(GATEWAYS), is(LABELS.success, "false")),
          legend: `failed requests of ${POD_LEGEND}`,
        },
      ],
    ),
  ],
};

const jaeger: RowSpec = {
  title: "Jaeger",
  panels: [
    timeseries(
      {
        title: "Spans stored",
        unit: "cps",
        width: 8,
        description: "Spans per second that were stored, and that could not be stored.",
      },
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
      { title: "Free on the volume", unit: "bytes", description: "Free space. Only for storage of kind volume." },
      gauge(JAEGER.bytesAvailable, JAEGER_JOB),
    ),
  ],
};

/** The dashboard of traces, for stacks that have them. */
export function tracesDashboard(): Dashboard {
  return dashboard({
    name: "traces",
    title: "Traces",
    description:
      "Spans from the gateways through the samplers to each team's Jaeger, and calls, errors and durations of services.",
    annotations: [agentStarts(CHOSEN_NODES)],
    rows: [summary, gateway, sampling, jaeger, serviceCalls],
  });
}
