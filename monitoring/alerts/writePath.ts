/** Alerts about the way of a sample from the agent into Prometheus. */
import {
  CUT,
  DAMAGED,
  EXPIRED,
  QUEUE_FULL,
  REJECTED,
  STORAGE_FAILURES,
  UNAUTHORIZED,
  UNREADABLE,
  UNTRANSLATED,
} from "../agentCounters";
import { EVERY_NODE, grown, missingRequests, WRITE_HANDLER } from "../expressions";
import { CLUSTER_LABELS, LABELS, NODE_LABELS, PROMETHEUS, RECORDED, SCRAPE } from "../metrics";
import { AGENT_JOB, PROMETHEUS_JOB } from "../ownParts";
import { aggregate, growth, matches, orZero, series } from "../promql";
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

const storageFails = grown(STORAGE_FAILURES, NODE_LABELS);
const damaged = grown([...DAMAGED, ...UNREADABLE], NODE_LABELS);

const sending: readonly AlertSpec[] = [
  {
    name: "AgentSendFailed",
    severity: "critical",
    holds: "0s",
    expression: `${grown(REJECTED, NODE_LABELS)} > 0`,
    summary: `The agent on node ${NODE} dropped samples that were rejected`,
    description: `The remote-write endpoint rejected up to {{ $value | humanize }} samples of the agent on node ${NODE} in the last 5 minutes with an error that is not retryable. These samples are lost, and no others.`,
  },
  {
    name: "AgentEnqueueFailed",
    severity: "critical",
    holds: "0s",
    expression: `${grown(QUEUE_FULL, NODE_LABELS)} > 0`,
    summary: `The sending queue of the agent on node ${NODE} is full`,
    description: `The agent on node ${NODE} dropped {{ $value | humanize }} samples in the last 5 minutes, because its sending queue was full.`,
  },
  {
    name: "AgentSamplesExpired",
    severity: "critical",
    holds: "0s",
    expression: `${grown(EXPIRED, NODE_LABELS)} > 0`,
    summary: `The agent on node ${NODE} dropped expired samples`,
    description: `The agent on node ${NODE} dropped {{ $value | humanize }} samples in the last 5 minutes, because they were older than the outage window.`,
  },
  {
    name: "SamplesMissing",
    severity: "critical",
    // What is sent beside the end of a process arrives meanwhile.
    holds: "10m",
    expression: `${missingRequests({ ...EVERY_NODE, window: "1h" })} > 0`,
    summary: `Samples of the agent on node ${NODE} are missing in the store`,
    description: `{{ $value | humanize }} requests of the agent on node ${NODE} were accepted in the last hour and are not stored. The samples in them are lost. \`npm run certificate\` says when.`,
  },
  {
    name: "AgentTranslationFailed",
    severity: "warning",
    holds: "0s",
    expression: `${grown(UNTRANSLATED, NODE_LABELS)} > 0`,
    summary: `The agent on node ${NODE} received metrics that it cannot write`,
    description: `The agent on node ${NODE} received metrics in the last 5 minutes that cannot be written as Prometheus samples, and dropped them.`,
  },
  {
    name: "NamespaceSeriesCut",
    severity: "warning",
    holds: "0s",
    expression: `${grown(CUT, [...CLUSTER_LABELS, LABELS.value])} > 0`,
    summary: `Namespace ${shown(LABELS.value)} has more series than it may have`,
    description: `Agents cut {{ $value | humanize }} data points of new series of namespace ${shown(LABELS.value)} in the last 5 minutes, because its pods on a node have as many series as one namespace may have. Series that exist go on, and other namespaces are not affected.`,
  },
  {
    name: "AgentWriteUnauthorized",
    severity: "critical",
    holds: "5m",
    expression: `${grown(UNAUTHORIZED, [...NODE_LABELS, LABELS.reason])} > 0`,
    summary: `The agent on node ${NODE} writes with wrong credentials or to a wrong address`,
    description: `The remote-write endpoint answered {{ $value | humanize }} requests of the agent on node ${NODE} in the last 5 minutes as ${shown(LABELS.reason)}. Their samples wait in the sending queue; they are lost once it is full or they are older than the outage window.`,
  },
  {
    name: "AgentQueueFilling",
    severity: "warning",
    holds: "5m",
    expression: `${RECORDED.queueUse} > ${QUEUE_USE_LIMIT}`,
    summary: `The sending queue of the agent on node ${NODE} is filling up`,
    description: `The sending queue of the agent on node ${NODE} is {{ $value | humanizePercentage }} full. When it is full, samples are dropped.`,
  },
  {
    name: "AgentQueueUnusable",
    severity: "warning",
    holds: "0s",
    expression: `${storageFails} > 0 or ${damaged} > 0`,
    summary: `The agent on node ${NODE} could not use files of its queue`,
    description: `The agent on node ${NODE} could not open, read or write files of its sending queue in the last 5 minutes. While it cannot, samples wait in memory, which has less room. What was in damaged files is lost.`,
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
    description: `Prometheus answered {{ $value | humanize }} remote-write requests with status ${shown(LABELS.code)} in the last 5 minutes. With 400 it rejected samples, which are lost.`,
  },
];

export const WRITE_PATH_ALERTS: readonly AlertSpec[] = [...sending, ...receiving];
