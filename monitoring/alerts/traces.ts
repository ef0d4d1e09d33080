/** Alerts about spans on their way from the agents to each team's Jaeger. There are none where the stack has no traces. */
import { JAEGER, LABELS, POD_LABELS, SCRAPE, TRACES } from "../metrics";
import { aggregate, growth, is, series } from "../promql";
import { JAEGER_FREE_BYTES_LIMIT, QUEUE_USE_LIMIT } from "../thresholds";
import { type AlertSpec, shown } from "./model";
import { GATEWAYS, JAEGER_JOB, QUEUED_EXPORTERS, spanQueueUse, STORAGE_EXPORTER } from "../traceExpressions";

const POD = `${shown(LABELS.namespace)}/${shown(LABELS.pod)}`;
const EXPORTER = shown(LABELS.exporter);
const EXPORTER_LABELS = [...POD_LABELS, LABELS.exporter] as const;

const SECONDS_PER_DAY = 86_400;

const grown = (labels: readonly string[], selector: string) => aggregate("sum", labels, growth(selector, "5m"));

const bytesLeft = aggregate("min", POD_LABELS, series(JAEGER.bytesAvailable, JAEGER_JOB));
const bytesLeftInADay = aggregate(
  "min",
  POD_LABELS,
  `predict_linear(${series(JAEGER.bytesAvailable, JAEGER_JOB)}[6h], ${SECONDS_PER_DAY})`,
);

const lost: readonly AlertSpec[] = [
  {
    name: "SpansRejected",
    severity: "warning",
    holds: "0s",
    expression: `${grown(EXPORTER_LABELS, series(TRACES.sendFailed, QUEUED_EXPORTERS))} > 0`,
    summary: `Spans that ${POD} sent were refused for good`,
    description: `${POD} gave up {{ $value | humanize }} spans in 5 minutes, because what stands behind its exporter ${EXPORTER} will never take them.`,
  },
  {
    name: "SpanQueueOverflow",
    severity: "critical",
    holds: "0s",
    expression: `${grown(EXPORTER_LABELS, series(TRACES.enqueueFailed))} > 0`,
    summary: `A queue of spans in ${POD} is full`,
    description: `${POD} had no place for {{ $value | humanize }} spans in 5 minutes, because what stands behind its exporter ${EXPORTER} does not take as many as come.`,
  },
  {
    name: "SpanQueueFilling",
    severity: "warning",
    holds: "5m",
    expression: `${spanQueueUse(EXPORTER_LABELS)} > ${QUEUE_USE_LIMIT}`,
    summary: `A queue of spans in ${POD} fills up`,
    description: `The queue of exporter ${EXPORTER} in ${POD} is at {{ $value | humanizePercentage }}. When it is full, spans are lost.`,
  },
  {
    name: "TracesTorn",
    severity: "warning",
    holds: "0s",
    expression: `(${grown(POD_LABELS, series(TRACES.gatheredEvicted))} or ${grown(POD_LABELS, series(TRACES.droppedTooEarly))}) > 0`,
    summary: `Pod ${POD} holds more traces than it has place for`,
    description: `${POD} let go of {{ $value | humanize }} traces in 5 minutes before their time. Parts of them may be missing, and errors in them unseen.`,
  },
];

const refused: readonly AlertSpec[] = [
  {
    name: "SpansRefused",
    severity: "warning",
    holds: "5m",
    expression: `${grown(POD_LABELS, series(TRACES.refused))} > 0`,
    summary: `Pod ${POD} turns spans away`,
    description: `${POD} turned away {{ $value | humanize }} spans in 5 minutes, at its memory limit or because what stands behind it does. Senders repeat them for a while.`,
  },
  {
    name: "SpanRoutingFails",
    severity: "warning",
    holds: "5m",
    expression: `${grown(POD_LABELS, series(TRACES.routed, is(LABELS.success, "false")))} > 0`,
    summary: `Pod ${POD} does not reach all to whom it spreads traces`,
    description: `{{ $value | humanize }} requests of ${POD} failed in 5 minutes. What fails is repeated; each trace whose place is away waits.`,
  },
  {
    name: "TraceSamplingErrors",
    severity: "warning",
    holds: "5m",
    expression: `${grown(POD_LABELS, series(TRACES.policyErrors))} > 0`,
    summary: `Sampler ${POD} cannot apply its policies`,
    description: `{{ $value | humanize }} evaluations of a policy failed in ${POD} in 5 minutes. Traces that it would have kept may be missing.`,
  },
  {
    name: "TraceGatewayMissing",
    severity: "critical",
    holds: "10m",
    expression: `absent(${series(SCRAPE.up, GATEWAYS)})`,
    summary: "No trace gateway is seen",
    description:
      "No agent has found a trace gateway for at least 10 minutes. Spans wait in the agents until their queues are full.",
  },
];

const jaeger: readonly AlertSpec[] = [
  {
    name: "JaegerStorageFails",
    severity: "critical",
    holds: "5m",
    expression: `${grown(POD_LABELS, series(TRACES.sendFailed, STORAGE_EXPORTER))} > 0`,
    summary: `The storage of Jaeger ${POD} fails`,
    description: `{{ $value | humanize }} spans could not be written in 5 minutes. The gateway keeps them until its queue for that team is full.`,
  },
  {
    name: "JaegerVolumeFilling",
    severity: "warning",
    holds: "30m",
    expression: `${bytesLeft} < ${JAEGER_FREE_BYTES_LIMIT} or ${bytesLeft} and ${bytesLeftInADay} < 0`,
    summary: `The volume of Jaeger ${POD} fills up`,
    description: `{{ $value | humanize1024 }}B are free on the volume. Less than 512MiB, or at this pace full within a day; a full one stops Jaeger.`,
  },
];

export const TRACE_ALERTS: readonly AlertSpec[] = [...lost, ...refused, ...jaeger];
