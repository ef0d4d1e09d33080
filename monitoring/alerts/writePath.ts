/** Alerts about the write path, from the agent's queue to Prometheus. */
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
    summary: `The agent on node ${NODE} dropped samples that were rejected`,
    description: `The agent on node ${NODE} dropped {{ $value | humanize }} data points in the last 5 minutes, because the remote-write endpoint rejected them with an error that is not retryable.`,
  },
  {
    name: "AgentEnqueueFailed",
    severity: "critical",
    holds: "0s",
    expression: `${aggregate("sum", NODE_LABELS, growth(series(AGENT.enqueueFailed, QUEUE), "5m"))} > 0`,
    summary: `The agent on node ${NODE} could not enqueue samples`,
    description: `The agent on node ${NODE} dropped {{ $value | humanize }} data points in the last 5 minutes, because its sending queue was full or could not be written.`,
  },
  {
    name: "AgentSamplesExpired",
    severity: "critical",
    holds: "0s",
    expression: `${aggregate("sum", NODE_LABELS, growth(series(AGENT.expired, EXPIRY_FILTER), "5m"))} > 0`,
    summary: `The agent on node ${NODE} dropped expired samples`,
    description: `The agent on node ${NODE} dropped up to {{ $value | humanize }} data points in the last 5 minutes, because they were older than the outage window or had a timestamp in the future.`,
  },
  {
    name: "AgentQueueFilling",
    severity: "warning",
    holds: "5m",
    expression: `${RECORDED.queueUse} > ${QUEUE_USE_LIMIT}`,
    summary: `The sending queue of the agent on node ${NODE} is filling up`,
    description: `The sending queue of the agent on node ${NODE} is {{ $value | humanizePercentage }} full. When it is full, new samples are dropped.`,
  },
  {
    name: "AgentQueueUnusable",
    severity: "warning",
    holds: "0s",
    expression: aggregate("count", [...NODE_LABELS, LABELS.queueState], `${onSpareQueue} or ${queueReplaced}`),
    summary: `The agent on node ${NODE} could not use its queue`,
    description: `The queue of the agent on node ${NODE} is ${shown(LABELS.queueState)}. *replaced*: the queue file was corrupted, and the samples in it are lost. *spare*: the queue volume cannot be used; samples wait in a small queue in memory, which an outage of the remote-write endpoint soon fills.`,
  },
];

const receiving: readonly AlertSpec[] = [
  {
    name: "NoSamplesArriving",
    severity: "critical",
    holds: "5m",
    expression: `absent(${series(SCRAPE.up, AGENT_JOB)})`,
    summary: "Prometheus receives no samples of any agent",
    description:
      "Prometheus has received no samples of any agent for at least 5 minutes. Alerts about agents, targets and nodes cannot fire meanwhile.",
  },
  {
    name: "PrometheusRejectsSamples",
    severity: "warning",
    holds: "0s",
    expression: `${rejectedSamples} > 0`,
    summary: `Prometheus in cluster ${CLUSTER} rejects samples because of their timestamps`,
    description:
      "Prometheus rejected {{ $value | humanize }} samples in the last 5 minutes as out of order, too old or out of bounds. They are lost.",
  },
  {
    name: "PrometheusRefusesWrites",
    severity: "warning",
    holds: "0s",
    expression: `${aggregate("sum", [...CLUSTER_LABELS, LABELS.code], refusedWrites)} > 0`,
    summary: `Prometheus in cluster ${CLUSTER} refuses remote-write requests`,
    description: `Prometheus answered {{ $value | humanize }} remote-write requests with status ${shown(LABELS.code)} in the last 5 minutes. Agents do not retry them, and samples that were not stored are lost.`,
  },
];

export const WRITE_PATH_ALERTS: readonly AlertSpec[] = [...sending, ...receiving];
