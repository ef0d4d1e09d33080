/** Alerts about spans on their way from the agents to each team's Jaeger. There are none where the stack has no traces. */
import { SECONDS_PER_DAY } from "../../settings/sizing/units";
import { JAEGER, LABELS, POD_LABELS, SCRAPE, TRACES } from "../metrics";
import { aggregate, growth, is, series } from "../promql";
import { JAEGER_FREE_BYTES_LIMIT, QUEUE_USE_LIMIT } from "../thresholds";
import { type AlertSpec, shown } from "./model";
import { GATEWAYS, JAEGER_JOB, OF_STACK, SAMPLERS, SPAN_COLLECTORS } from "../ownParts";
import { QUEUED_EXPORTERS, spanQueueUse, STORAGE_EXPORTER } from "../traceExpressions";

const POD = `${shown(LABELS.namespace)}/${shown(LABELS.pod)}`;
const EXPORTER = shown(LABELS.exporter);
const EXPORTER_LABELS = [...POD_LABELS, LABELS.exporter] as const;

const grown = (labels: readonly string[], selector: string) => aggregate("sum", labels, growth(selector, "5m"));

const bytesLeft = aggregate("min", POD_LABELS, series(JAEGER.bytesAvailable, JAEGER_JOB));
const bytesLeftInADay = aggregate(
  "min",
  POD_LABELS,
  `predict_linear(${series(JAEGER.bytesAvailable, JAEGER_JOB)}[6h], ${SECONDS_PER_DAY})`,
);

const lost: readonly AlertSpec[] = [
  {
    name: "SpanSendFailed",
    severity: "warning",
    holds: "0s",
    expression: `${grown(EXPORTER_LABELS, series(TRACES.sendFailed, SPAN_COLLECTORS, QUEUED_EXPORTERS))} > 0`,
    summary: `Pod ${POD} dropped spans that were rejected`,
    description: `Pod ${POD} dropped {{ $value | humanize }} spans in the last 5 minutes, because the receiver behind exporter ${EXPORTER} rejected them with an error that is not retryable.`,
  },
  {
    name: "SpanQueueOverflow",
    severity: "critical",
    holds: "0s",
    expression: `${grown(EXPORTER_LABELS, series(TRACES.enqueueFailed, SPAN_COLLECTORS, OF_STACK))} > 0`,
    summary: `A sending queue of pod ${POD} is full`,
    description: `Exporter ${EXPORTER} of pod ${POD} could not enqueue {{ $value | humanize }} spans in the last 5 minutes, because its receiver is down or too slow and its sending queue is full.`,
  },
  {
    name: "SpanQueueFilling",
    severity: "warning",
    holds: "5m",
    expression: `${spanQueueUse(EXPORTER_LABELS)} > ${QUEUE_USE_LIMIT}`,
    summary: `A sending queue of pod ${POD} is filling up`,
    description: `The sending queue of exporter ${EXPORTER} in pod ${POD} is {{ $value | humanizePercentage }} full. When it is full, spans are lost.`,
  },
  {
    name: "TracesFragmented",
    severity: "warning",
    holds: "0s",
    expression: `(${grown(POD_LABELS, series(TRACES.bufferEvictedTraces, GATEWAYS))} or ${grown(POD_LABELS, series(TRACES.droppedTooEarly, SAMPLERS))}) > 0`,
    summary: `Pod ${POD} releases traces before they are complete`,
    description: `Pod ${POD} released {{ $value | humanize }} buffered traces early in the last 5 minutes, because its trace buffer was full. These traces may be fragmented, and tail sampling may have missed errors in them.`,
  },
];

const refused: readonly AlertSpec[] = [
  {
    name: "SpansRefused",
    severity: "warning",
    holds: "5m",
    expression: `${grown(POD_LABELS, series(TRACES.refused, SPAN_COLLECTORS))} > 0`,
    summary: `Pod ${POD} refuses spans`,
    description: `Pod ${POD} refused {{ $value | humanize }} spans in the last 5 minutes, because it is at its memory limit or its destination refuses spans. Senders retry for a limited time.`,
  },
  {
    name: "SpanRoutingFails",
    severity: "warning",
    holds: "5m",
    expression: `${grown(POD_LABELS, series(TRACES.routed, SPAN_COLLECTORS, is(LABELS.success, "false")))} > 0`,
    summary: `The load-balancing exporter of pod ${POD} cannot reach all pods`,
    description: `{{ $value | humanize }} requests of the load-balancing exporter of pod ${POD} failed in the last 5 minutes. They are retried; traces that are routed to an unreachable pod wait.`,
  },
  {
    name: "TraceSamplingErrors",
    severity: "warning",
    holds: "5m",
    expression: `${grown(POD_LABELS, series(TRACES.policyErrors, SAMPLERS))} > 0`,
    summary: `Sampler ${POD} cannot evaluate its sampling policies`,
    description: `{{ $value | humanize }} evaluations of a sampling policy failed in ${POD} in the last 5 minutes. Traces that the policy would have kept may be missing.`,
  },
  {
    name: "TraceGatewayMissing",
    severity: "critical",
    holds: "10m",
    expression: `absent(${series(SCRAPE.up, GATEWAYS)})`,
    summary: "No trace gateway is found",
    description:
      "No agent has found a pod of the trace gateway for at least 10 minutes. Spans wait in the agents until their sending queues are full.",
  },
];

const jaeger: readonly AlertSpec[] = [
  {
    name: "JaegerStorageFails",
    severity: "critical",
    holds: "5m",
    expression: `${grown(POD_LABELS, series(TRACES.sendFailed, JAEGER_JOB, STORAGE_EXPORTER))} > 0`,
    summary: `Jaeger ${POD} cannot write to its storage`,
    description: `Jaeger ${POD} failed to write {{ $value | humanize }} spans in the last 5 minutes. The sender keeps them until its sending queue for that team is full.`,
  },
  {
    name: "JaegerVolumeFilling",
    severity: "warning",
    holds: "30m",
    expression: `${bytesLeft} < ${JAEGER_FREE_BYTES_LIMIT} or ${bytesLeft} and ${bytesLeftInADay} < 0`,
    summary: `The volume of Jaeger ${POD} is filling up`,
    description: `{{ $value | humanize1024 }}B are free on the volume of Jaeger ${POD}: less than 512MiB, or predicted to be full within a day. Jaeger stops when its volume is full.`,
  },
];

export const TRACE_ALERTS: readonly AlertSpec[] = [...lost, ...refused, ...jaeger];
