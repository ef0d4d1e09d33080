/** Alerts about the way of a sample from the agent into Prometheus. */
import { AGENT_JOB, EXPIRY_FILTER, PROMETHEUS_JOB, QUEUE, WRITE_HANDLER } from "../expressions";
import { AGENT, CLUSTER_LABELS, LABELS, NODE_LABELS, PROMETHEUS, RECORDED, SCRAPE } from "../metrics";
import { aggregate, growth, is, matches, orZero, series } from "../promql";
import { QUEUE_USE_LIMIT } from "../thresholds";
import { type AlertSpec, shown } from "./model";

const NODE = shown(LABELS.node);
const CLUSTER = shown(LABELS.cluster);

const prometheusUp = series(SCRAPE.up, PROMETHEUS_JOB);

const rejectedSamples = [PROMETHEUS.rejectedOutOfOrder, PROMETHEUS.rejectedTooOld, PROMETHEUS.rejectedOutOfBounds]
  .map((metric) => aggregate("sum", CLUSTER_LABELS, growth(series(metric, PROMETHEUS_JOB), "5m")))
  .map((growthOfOne) => orZero(growthOfOne, CLUSTER_LABELS, prometheusUp))
  .join(" + ");

const refusedWrites = growth(
  series(PROMETHEUS.httpRequests, PROMETHEUS_JOB, WRITE_HANDLER, matches(LABELS.code, "4..")),
  "5m",
);

/** How long a queue that was replaced is told of. */
const REPLACED_SECONDS = 3600;

const onSpareQueue = series(AGENT.uptimeSeconds, is(LABELS.queueState, "spare"));
const queueReplaced = `${series(AGENT.uptimeSeconds, is(LABELS.queueState, "replaced"))} < ${REPLACED_SECONDS}`;

const sending: readonly AlertSpec[] = [
  {
    name: "AgentSendFailed",
    severity: "critical",
    holds: "0s",
    expression: `${aggregate("sum", NODE_LABELS, growth(series(AGENT.sendFailed, QUEUE), "5m"))} > 0`,
    summary: `The agent of node ${NODE} lost samples when sending`,
    description: `The agent of node ${NODE} gave up {{ $value | humanize }} data points in 5 minutes, because the backend refused them for good.`,
  },
  {
    name: "AgentEnqueueFailed",
    severity: "critical",
    holds: "0s",
    expression: `${aggregate("sum", NODE_LABELS, growth(series(AGENT.enqueueFailed, QUEUE), "5m"))} > 0`,
    summary: `The sending queue of node ${NODE} overflowed`,
    description: `The agent of node ${NODE} dropped {{ $value | humanize }} data points in 5 minutes, because its queue was full or could not be written.`,
  },
  {
    name: "AgentSamplesExpired",
    severity: "critical",
    holds: "0s",
    expression: `${aggregate("sum", NODE_LABELS, growth(series(AGENT.expired, EXPIRY_FILTER), "5m"))} > 0`,
    summary: `Samples of node ${NODE} waited too long`,
    description: `The agent of node ${NODE} gave up at most {{ $value | humanize }} data points in 5 minutes: they waited for longer than an outage may last, or their time lies in the future.`,
  },
  {
    name: "AgentQueueFilling",
    severity: "warning",
    holds: "5m",
    expression: `${RECORDED.queueUse} > ${QUEUE_USE_LIMIT}`,
    summary: `The sending queue of node ${NODE} fills up`,
    description: `The sending queue of the agent of node ${NODE} is at {{ $value | humanizePercentage }}. When it is full, new samples are dropped.`,
  },
  {
    name: "AgentQueueUnusable",
    severity: "warning",
    holds: "0s",
    expression: aggregate("count", [...NODE_LABELS, LABELS.queueState], `${onSpareQueue} or ${queueReplaced}`),
    summary: `The agent of node ${NODE} could not use its queue`,
    description: `The queue of the agent of node ${NODE} is ${shown(LABELS.queueState)}. *replaced*: its file was damaged, and what waited there is lost. *spare*: its volume cannot be used, so that an outage of the backend soon loses samples.`,
  },
];

const receiving: readonly AlertSpec[] = [
  {
    name: "NoSamplesArriving",
    severity: "critical",
    holds: "5m",
    expression: `absent(${series(SCRAPE.up, AGENT_JOB)})`,
    summary: "No agent's samples reach Prometheus",
    description:
      "Prometheus has had no sample of any agent for at least 5 minutes. Every other alert is blind meanwhile.",
  },
  {
    name: "PrometheusRejectsSamples",
    severity: "warning",
    holds: "0s",
    expression: `${rejectedSamples} > 0`,
    summary: `Prometheus of ${CLUSTER} rejects samples because of their time`,
    description: `Prometheus rejected {{ $value | humanize }} samples in 5 minutes as out of order, too old or out of bounds. They are lost.`,
  },
  {
    name: "PrometheusRefusesWrites",
    severity: "warning",
    holds: "0s",
    expression: `${aggregate("sum", [...CLUSTER_LABELS, LABELS.code], refusedWrites)} > 0`,
    summary: `Prometheus of ${CLUSTER} refuses write requests`,
    description: `Prometheus answered {{ $value | humanize }} write requests with ${shown(LABELS.code)} in 5 minutes. The agents drop what is refused.`,
  },
];

export const WRITE_PATH_ALERTS: readonly AlertSpec[] = [...sending, ...receiving];
