/**
 * What is measured, as PromQL that recording rules and dashboards share. A scope says of what (matchers), over which
 * time, and which labels the result keeps.
 */
import { COMPONENTS } from "../contract/collectorComponents";
import { JOBS, NAMES } from "../contract/names";
import { AGENT, LABELS, NODE, NODE_LABELS, PROMETHEUS, SCRAPE } from "./metrics";
import { aggregate, is, isNot, type Matcher, matchesNot, orZero, rate, series } from "./promql";

export interface Scope {
  readonly matchers: readonly Matcher[];
  /** PromQL duration over which rates are taken. */
  readonly window: string;
  readonly labels: readonly string[];
}

/** Every node by itself, over the time that the rules look back. */
export const EVERY_NODE: Scope = { matchers: [], window: "5m", labels: NODE_LABELS };

/** Jobs of which the rules know the metrics. */
export const AGENT_JOB = is(LABELS.job, JOBS.agent);
export const OTHER_JOBS = isNot(LABELS.job, JOBS.agent);
export const NODE_EXPORTER_JOB = is(LABELS.job, NAMES.nodeExporter);
export const PROMETHEUS_JOB = is(LABELS.job, NAMES.prometheus);

/** The receivers that scrape or are sent to. The other one takes what leaves the queue, once more each time it fails. */
export const FROM_OUTSIDE = isNot(LABELS.receiver, COMPONENTS.queueReceiver);
/** The exporter that holds samples until the store has them: what it gives up is lost. */
export const QUEUE = is(LABELS.exporter, COMPONENTS.queueExporter);
/** The exporter that writes. What fails there goes back to the queue. */
const WRITER = is(LABELS.exporter, COMPONENTS.writer);
/** The filter behind the queue. */
export const EXPIRY_FILTER = is(LABELS.filter, COMPONENTS.expiryFilter);
/** Prometheus' receiving end of remote write. */
export const WRITE_HANDLER = is(LABELS.handler, "/api/v1/write");

/** File systems in memory, which are no disk. */
const ON_DISK = matchesNot(LABELS.fstype, "tmpfs|ramfs");

/** `up` of the agents in the scope: there is one for every agent that reports itself. */
export function agents(scope: Scope): string {
  return series(SCRAPE.up, AGENT_JOB, ...scope.matchers);
}

function agentCounter(metric: string, scope: Scope, ...matchers: readonly Matcher[]): string {
  const selector = series(metric, ...matchers, ...scope.matchers);
  return orZero(aggregate("sum", scope.labels, rate(selector, scope.window)), scope.labels, agents(scope));
}

/** Data points per second that receivers took in. */
export function acceptedRate(scope: Scope): string {
  return agentCounter(AGENT.accepted, scope, FROM_OUTSIDE);
}

/** Data points per second that receivers had to turn away: at the memory limit, or because the queue was full. */
export function refusedRate(scope: Scope): string {
  return agentCounter(AGENT.refused, scope, FROM_OUTSIDE);
}

/** Data points per second that the memory limiter turned away. */
export function limiterRefusedRate(scope: Scope): string {
  return agentCounter(AGENT.limiterRefused, scope);
}

/** Data points per second that the backend confirmed. */
export function sentRate(scope: Scope): string {
  return agentCounter(AGENT.sent, scope, WRITER);
}

/** Data points per second that were given up when sending. */
export function sendFailedRate(scope: Scope): string {
  return agentCounter(AGENT.sendFailed, scope, QUEUE);
}

/** Data points per second for which the queue had no place. */
export function enqueueFailedRate(scope: Scope): string {
  return agentCounter(AGENT.enqueueFailed, scope, QUEUE);
}

/** Data points per second that were given up for their age. */
export function expiredRate(scope: Scope): string {
  return agentCounter(AGENT.expired, scope, EXPIRY_FILTER);
}

/** Data points per second that the agent knows it lost, wherever. What the queue has no place for, receivers refuse. */
export function lostRate(scope: Scope): string {
  return [refusedRate(scope), sendFailedRate(scope), expiredRate(scope)].join(" + ");
}

/** HTTP requests per second that the agents made to the backend, the repeated ones too. */
export function requestRate(scope: Scope): string {
  return agentCounter(AGENT.requests, scope, WRITER);
}

/** Share of the sending queue that is in use, 0 to 1. */
export function queueUse(scope: Scope): string {
  const size = series(AGENT.queueSize, QUEUE, ...scope.matchers);
  const capacity = series(AGENT.queueCapacity, QUEUE, ...scope.matchers);
  return aggregate("max", scope.labels, `${size} / ${capacity}`);
}

/** Share of the processors that is busy, 0 to 1. */
export function cpuUse(scope: Scope): string {
  const idle = series(NODE.cpuSeconds, is(LABELS.mode, "idle"), ...scope.matchers);
  return `1 - ${aggregate("avg", scope.labels, rate(idle, scope.window))}`;
}

/** Runnable and waiting tasks per processor, mean of a minute. */
export function loadPerCpu(scope: Scope): string {
  const load = aggregate("sum", scope.labels, series(NODE.load1, ...scope.matchers));
  const processors = series(NODE.cpuSeconds, is(LABELS.mode, "idle"), ...scope.matchers);
  return `${load} / ${aggregate("count", scope.labels, processors)}`;
}

/** Share of memory that processes could not get without reclaim hurting, 0 to 1. */
export function memoryUse(scope: Scope): string {
  const available = aggregate("sum", scope.labels, series(NODE.memoryAvailableBytes, ...scope.matchers));
  return `1 - ${available} / ${aggregate("sum", scope.labels, series(NODE.memoryTotalBytes, ...scope.matchers))}`;
}

/**
 * Share of each writable disk that is used, 0 to 1, as `df` counts it: of what is not kept for root. By device, not by
 * mount point, because a node mounts one file system in many places.
 */
export function diskUse(scope: Scope): string {
  const disk = (metric: string): string => series(metric, ON_DISK, ...scope.matchers);
  const used = `(${disk(NODE.filesystemSizeBytes)} - ${disk(NODE.filesystemFreeBytes)})`;
  const use = `${used} / (${used} + ${disk(NODE.filesystemAvailableBytes)})`;
  const writable = `${use} unless ${disk(NODE.filesystemReadOnly)} == 1`;
  return aggregate("max", [...scope.labels, LABELS.device], writable);
}

/** Bytes that Prometheus' data takes on its volume: what the retention by size counts. */
export function storageBytes(scope: Pick<Scope, "matchers" | "labels">): string {
  const parts = [PROMETHEUS.blocksBytes, PROMETHEUS.walBytes, PROMETHEUS.headChunksBytes];
  return parts.map((metric) => aggregate("sum", scope.labels, series(metric, ...scope.matchers))).join(" + ");
}
