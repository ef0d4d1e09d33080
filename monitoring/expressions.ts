/**
 * PromQL expressions that recording rules and dashboards share. A scope selects the series (matchers), the window of
 * rates and the labels of the result.
 */
import { COMPONENTS } from "../contract/collectorComponents";
import { JOBS, NAMES } from "../contract/names";
import { AGENT, LABELS, NODE, NODE_LABELS, PROMETHEUS, SCRAPE } from "./metrics";
import { aggregate, is, isNot, type Matcher, matchesNot, orZero, rate, series } from "./promql";

export interface Scope {
  readonly matchers: readonly Matcher[];
  /** Range of rates, as a PromQL duration. */
  readonly window: string;
  readonly labels: readonly string[];
}

/** Each node separately, over the rules' window. */
export const EVERY_NODE: Scope = { matchers: [], window: "5m", labels: NODE_LABELS };

/** Matchers of the jobs whose metrics the rules use. */
export const AGENT_JOB = is(LABELS.job, JOBS.agent);
export const OTHER_JOBS = isNot(LABELS.job, JOBS.agent);
export const NODE_EXPORTER_JOB = is(LABELS.job, NAMES.nodeExporter);
export const PROMETHEUS_JOB = is(LABELS.job, NAMES.prometheus);

/** The receivers of scrapes and OTLP. The queue's own receiver counts a data point again with each retry. */
export const FROM_OUTSIDE = isNot(LABELS.receiver, COMPONENTS.queueReceiver);
/** The exporter with the queue of samples; the samples that it drops are lost. */
export const QUEUE = is(LABELS.exporter, COMPONENTS.queueExporter);
/** The remote-write exporter. Samples that it fails to write stay in the queue. */
const WRITER = is(LABELS.exporter, COMPONENTS.writer);
/** The filter downstream of the queue, which drops expired samples. */
export const EXPIRY_FILTER = is(LABELS.filter, COMPONENTS.expiryFilter);
/** Prometheus' remote-write receiver. */
export const WRITE_HANDLER = is(LABELS.handler, "/api/v1/write");

/** Excludes file systems in memory. */
const ON_DISK = matchesNot(LABELS.fstype, "tmpfs|ramfs");

/** `up` of the agents in the scope: one series for each agent that reports its own metrics. */
export function agents(scope: Scope): string {
  return series(SCRAPE.up, AGENT_JOB, ...scope.matchers);
}

function agentCounter(metric: string, scope: Scope, ...matchers: readonly Matcher[]): string {
  const selector = series(metric, ...matchers, ...scope.matchers);
  return orZero(aggregate("sum", scope.labels, rate(selector, scope.window)), scope.labels, agents(scope));
}

/** Data points per second that receivers accepted. */
export function acceptedRate(scope: Scope): string {
  return agentCounter(AGENT.accepted, scope, FROM_OUTSIDE);
}

/** Data points per second that receivers refused, at the memory limit or because of a full queue. */
export function refusedRate(scope: Scope): string {
  return agentCounter(AGENT.refused, scope, FROM_OUTSIDE);
}

/** Data points per second that the memory limiter refused. */
export function limiterRefusedRate(scope: Scope): string {
  return agentCounter(AGENT.limiterRefused, scope);
}

/** Data points per second that the store acknowledged. */
export function sentRate(scope: Scope): string {
  return agentCounter(AGENT.sent, scope, WRITER);
}

/** Data points per second that were dropped when sending failed. */
export function sendFailedRate(scope: Scope): string {
  return agentCounter(AGENT.sendFailed, scope, QUEUE);
}

/** Data points per second that a full queue refused. */
export function enqueueFailedRate(scope: Scope): string {
  return agentCounter(AGENT.enqueueFailed, scope, QUEUE);
}

/** Data points per second that were dropped because of their age. */
export function expiredRate(scope: Scope): string {
  return agentCounter(AGENT.expired, scope, EXPIRY_FILTER);
}

/** Data points per second that the agent counts as lost. Receivers refuse what a full queue refuses, so it counts once. */
export function lostRate(scope: Scope): string {
  return [refusedRate(scope), sendFailedRate(scope), expiredRate(scope)].join(" + ");
}

/** HTTP requests per second from the agents to the store, including retries. */
export function requestRate(scope: Scope): string {
  return agentCounter(AGENT.requests, scope, WRITER);
}

/** Use of the sending queue, 0 to 1. */
export function queueUse(scope: Scope): string {
  const size = series(AGENT.queueSize, QUEUE, ...scope.matchers);
  const capacity = series(AGENT.queueCapacity, QUEUE, ...scope.matchers);
  return aggregate("max", scope.labels, `${size} / ${capacity}`);
}

/** CPU utilization, 0 to 1. */
export function cpuUse(scope: Scope): string {
  const idle = series(NODE.cpuSeconds, is(LABELS.mode, "idle"), ...scope.matchers);
  return `1 - ${aggregate("avg", scope.labels, rate(idle, scope.window))}`;
}

/** Load average of one minute per CPU. */
export function loadPerCpu(scope: Scope): string {
  const load = aggregate("sum", scope.labels, series(NODE.load1, ...scope.matchers));
  const processors = series(NODE.cpuSeconds, is(LABELS.mode, "idle"), ...scope.matchers);
  return `${load} / ${aggregate("count", scope.labels, processors)}`;
}

/** Memory utilization, 0 to 1: the share that is not available to new processes. */
export function memoryUse(scope: Scope): string {
  const available = aggregate("sum", scope.labels, series(NODE.memoryAvailableBytes, ...scope.matchers));
  return `1 - ${available} / ${aggregate("sum", scope.labels, series(NODE.memoryTotalBytes, ...scope.matchers))}`;
}

/**
 * Use of each writable disk, 0 to 1, as `df` computes it: without the space reserved for root. By device and not by
 * mount point, because a node mounts one file system in many places.
 */
export function diskUse(scope: Scope): string {
  const disk = (metric: string): string => series(metric, ON_DISK, ...scope.matchers);
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
