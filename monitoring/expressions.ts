/**
 * PromQL expressions that recording rules and dashboards share. A scope selects the series (matchers), the window of
 * rates and the labels of the result.
 */
import { JOBS } from "../contract/series";
import { CONTRIB, type Counter, LOSSES, REQUEST, REQUEST_END } from "./agentCounters";
import { AGENT_JOB, KUBE_STATE_METRICS_JOB, NODE_EXPORTER_JOB } from "./ownParts";
import { NODE, OBJECTS } from "./clusterMetrics";
import { CLUSTER_LABELS, DURABLE_WRITER, LABELS, NODE_LABELS, PROMETHEUS, QUEUE, SCRAPE } from "./metrics";
import { aggregate, growth, is, isNot, type Matcher, matchesNot, orZero, rate, relabelled, series } from "./promql";

export interface Scope {
  readonly matchers: readonly Matcher[];
  /** Range of rates, as a PromQL duration. */
  readonly window: string;
  readonly labels: readonly string[];
}

/** Each node separately, over the rules' window. */
export const EVERY_NODE: Scope = { matchers: [], window: "5m", labels: NODE_LABELS };

/** Joins two vectors by node, or by cluster. */
export const ON_NODE = `on (${NODE_LABELS.join(", ")})`;
export const ON_CLUSTER = `on (${CLUSTER_LABELS.join(", ")})`;

/** Every target but the agents themselves. */
export const OTHER_JOBS = isNot(LABELS.job, JOBS.agent);

/** Prometheus' remote-write receiver. */
export const WRITE_HANDLER = is(LABELS.handler, "/api/v1/write");

/** Excludes file systems in memory. */
const ON_DISK = matchesNot(LABELS.fstype, "tmpfs|ramfs");

/** `up` of the agents in the scope: one series for each agent that reports its own metrics. */
export function agents(scope: Pick<Scope, "matchers">): string {
  return series(SCRAPE.up, AGENT_JOB, ...scope.matchers);
}

/** `up` of every target but the agents themselves. */
export function targets(scope: Pick<Scope, "matchers">): string {
  return series(SCRAPE.up, OTHER_JOBS, ...scope.matchers);
}

/**
 * Targets that exceed a scrape limit, by the limit. Prometheus' receiver still counts the samples of a body over the
 * sample limit, but none of one over the size limit.
 */
export function targetsOver({ matchers }: Pick<Scope, "matchers">): Readonly<Record<"samples" | "bytes", string>> {
  return {
    samples: `(${targets({ matchers })} == 0 and ${series(SCRAPE.samples, ...matchers)} > 0)`,
    bytes: `${series(SCRAPE.bodyBytes, OTHER_JOBS, ...matchers)} == -1`,
  };
}

/** Targets that exceed either. */
export function targetsOverLimit(scope: Pick<Scope, "matchers">): string {
  const { samples, bytes } = targetsOver(scope);
  return `${samples} or ${bytes}`;
}

/** Seconds since the newest sample of each agent was taken. */
export function newestSampleAge(scope: Pick<Scope, "matchers">): string {
  return aggregate("max", NODE_LABELS, `time() - timestamp(${agents(scope)})`);
}

/** Alerts that fire, of every cluster: some are about none. Not the one that always does. */
export function firingAlerts(...matchers: readonly Matcher[]): string {
  return series(PROMETHEUS.alerts, is(LABELS.alertState, "firing"), isNot(LABELS.severity, "none"), ...matchers);
}

/** Every series that the kubelets tell about containers. */
export const CONTAINER_SERIES = [is(LABELS.job, JOBS.kubelet), is(LABELS.metricsPath, "/metrics/cadvisor")];

/** What the kubelets say about containers. */
export function ofContainers(metric: string, { matchers }: Pick<Scope, "matchers">): string {
  return series(metric, is(LABELS.job, JOBS.kubelet), ...matchers);
}

/** What kube-state-metrics says about objects. */
export function ofObjects(metric: string, ...matchers: readonly Matcher[]): string {
  return series(metric, KUBE_STATE_METRICS_JOB, ...matchers);
}

/** With the node that a series describes in the label that agents' series have for their node. */
export function byNode(expression: string): string {
  return relabelled(expression, LABELS.describedNode, LABELS.node);
}

/** The nodes of the cluster, by that label. */
export function clusterNodes({ matchers }: Pick<Scope, "matchers">): string {
  return byNode(ofObjects(OBJECTS.nodeInfo, ...matchers));
}

/** Those on which agents run: those with Linux. */
export function agentNodes({ matchers }: Pick<Scope, "matchers">): string {
  return byNode(ofObjects(OBJECTS.nodeInfo, matchesNot(LABELS.osImage, "Windows.*"), ...matchers));
}

/** Nodes on which an agent should run, and from which none reports. */
export function nodesWithoutAgent(scope: Pick<Scope, "matchers">): string {
  return `${aggregate("count", NODE_LABELS, agentNodes(scope))} unless ${ON_NODE} ${agents(scope)}`;
}

/** Rate of what agents count, whichever exporter they have; 0 where none of the counters exists yet. */
export function agentRate(counters: readonly Counter[], scope: Scope): string {
  const rates = counters.map((counter) => rate(counter(...scope.matchers), scope.window));
  return orZero(aggregate("sum", scope.labels, rates.join(" or ")), scope.labels, agents(scope));
}

/** Samples and data points per second that the agents count as lost. */
export function lostRate(scope: Scope): string {
  return LOSSES.map((counters) => agentRate(counters, scope)).join(" + ");
}

/** Growth of what agents count in the last five minutes, for alerts. */
export function grown(counters: readonly Counter[], labels: readonly string[]): string {
  return aggregate("sum", labels, counters.map((counter) => growth(counter(), "5m")).join(" or "));
}

/**
 * Requests that agents began in the window and that are not stored: numbers that are missing between others, and after the
 * last of a process that has ended.
 */
export function missingRequests({ matchers, window, labels }: Scope): string {
  const over = (name: string): string => `${name}_over_time(${REQUEST(...matchers)}[${window}])`;
  const within = `${over("max")} - ${over("min")} + 1 - ${over("count")}`;
  const ofShard = (expression: string): string => aggregate("max", [...labels, LABELS.start, LABELS.shard], expression);
  const ended = ofShard(`last_over_time(${REQUEST_END(...matchers)}[${window}])`);
  const after = aggregate("sum", labels, `clamp_min(${ended} - ${ofShard(over("max"))}, 0)`);
  const between = aggregate("sum", labels, within);
  return `${between} + ${orZero(after, labels, over("count"))}`;
}

/**
 * Use of the queue of samples, 0 to 1: bytes of the project's exporter, requests of contrib's. Requests under way are
 * in memory and in files at once, so that the bytes may add up to a little more than the capacity.
 */
export function queueUse(scope: Scope): string {
  const durable = (metric: string): string => series(metric, AGENT_JOB, ...scope.matchers);
  const bytes = `(${durable(DURABLE_WRITER.queueMemoryBytes)} + ${durable(DURABLE_WRITER.queueDiskBytes)})`;
  const contrib = (metric: string): string => series(metric, AGENT_JOB, CONTRIB, ...scope.matchers);
  const uses = [
    `clamp_max(${bytes} / ${durable(DURABLE_WRITER.queueCapacityBytes)}, 1)`,
    `${contrib(QUEUE.size)} / ${contrib(QUEUE.capacity)}`,
  ];
  return aggregate("max", scope.labels, uses.join(" or "));
}

/** CPU utilization, 0 to 1. */
export function cpuUse(scope: Scope): string {
  const idle = series(NODE.cpuSeconds, NODE_EXPORTER_JOB, is(LABELS.mode, "idle"), ...scope.matchers);
  return `1 - ${aggregate("avg", scope.labels, rate(idle, scope.window))}`;
}

/** Load average of one minute per CPU. */
export function loadPerCpu(scope: Scope): string {
  const load = aggregate("sum", scope.labels, series(NODE.load1, NODE_EXPORTER_JOB, ...scope.matchers));
  const processors = series(NODE.cpuSeconds, NODE_EXPORTER_JOB, is(LABELS.mode, "idle"), ...scope.matchers);
  return `${load} / ${aggregate("count", scope.labels, processors)}`;
}

/** Memory utilization, 0 to 1: the share that is not available to new processes. */
export function memoryUse(scope: Scope): string {
  const available = aggregate(
    "sum",
    scope.labels,
    series(NODE.memoryAvailableBytes, NODE_EXPORTER_JOB, ...scope.matchers),
  );
  return `1 - ${available} / ${aggregate("sum", scope.labels, series(NODE.memoryTotalBytes, NODE_EXPORTER_JOB, ...scope.matchers))}`;
}

/**
 * Use of each writable disk, 0 to 1, as `df` computes it: without the space reserved for root. By device and not by
 * mount point, because a node mounts one file system in many places.
 */
export function diskUse(scope: Scope): string {
  const disk = (metric: string): string => series(metric, NODE_EXPORTER_JOB, ON_DISK, ...scope.matchers);
  const used = `(${disk(NODE.filesystemSizeBytes)} - ${disk(NODE.filesystemFreeBytes)})`;
  const use = `${used} / (${used} + ${disk(NODE.filesystemAvailableBytes)})`;
  const writable = `${use} unless ${disk(NODE.filesystemReadOnly)} == 1`;
  return aggregate("max", [...scope.labels, LABELS.device], writable);
}

/** Bytes of Prometheus' data on its volume, as the retention by size counts them. */
export function storageBytes(scope: Pick<Scope, "matchers" | "labels">): string {
  const parts = [PROMETHEUS.blocksBytes, PROMETHEUS.walBytes, PROMETHEUS.headChunksBytes];
  return parts.map((metric) => aggregate("sum", scope.labels, series(metric, ...scope.matchers))).join(" + ");
}

/** Share of the retention size that Prometheus' data takes. Nothing where retention goes by time alone: the limit is 0. */
export function storageUse(scope: Pick<Scope, "matchers" | "labels">): string {
  const limit = aggregate("max", scope.labels, series(PROMETHEUS.retentionLimitBytes, ...scope.matchers));
  return `(${storageBytes(scope)}) / (${limit} > 0)`;
}
