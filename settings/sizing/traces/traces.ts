/** Times and sizes of the trace pipeline, computed from its settings. */
import type { SamplingSettings, TailSamplingSettings, TracingSettings } from "../../schema/tracing";
import { GO_MEMORY_SHARE, LIMITER_SHARE, percentText, SPIKE_SHARE, USABLE_SHARE } from "../shares";
import { BYTES_PER_MIB, countText, MILLISECONDS_PER_SECOND } from "../units";

/**
 * Bytes that a span takes in the memory of a collector that buffers spans by trace.
 *
 * Measured with collector 0.159 as live heap (test/traces/measureMemory.ts): 1,571 in a sampler and 1,525 in a gateway,
 * for spans with eight attributes of which four share a resource of twelve.
 */
const BYTES_PER_SPAN = 2048;

/** Bytes of a span in a request between collectors. Measured were 500 to 800. */
const ENCODED_BYTES_PER_SPAN = 1024;

/** Copies of a request that a sampler holds while it reads it: the bytes, and spans of three times their size. */
const READING_COPIES = 4;

/** Largest trace that a pipeline has to take, as a multiple of the usual number of spans. */
export const LARGE_TRACE = 10;

/** Largest request that any sampler takes, in MiB. */
const LARGEST_REQUEST_MIB = 64;

/** Bytes of a cached decision: the trace's id in a list and in a map. */
const BYTES_PER_DECISION = 200;

/** Seconds for which the decision to keep a trace is cached for late spans. */
const DECISION_CACHE_SECONDS = 120;

/** Heap of an idle collector, in MiB. */
const IDLE_MIB = 64;

/** Part of the memory limiter that queued requests may take; in memory they are about three times their encoded size. */
const QUEUE_SHARE = 0.15;

const SMALLEST_SAMPLER_MIB = 256;

/** The largest memory limit of a sampler: more does not fit usual nodes. */
export const LARGEST_SAMPLER_MIB = 16_384;

/** Smallest trace, in bytes, from which the most buffered traces are computed: the memory limiter has to act before that number. */
const SMALLEST_TRACE_BYTES = 1024;

/** Seconds for which DNS may still return the address of a terminating pod: name servers and their caches keep it for 30. */
const DNS_CACHE_SECONDS = 30;

/** Seconds between two DNS lookups of the replicas. */
export const RESOLVE_SECONDS = 5;

/** Seconds for requests that are in flight when the last client resolves the name. */
const IN_FLIGHT_SECONDS = 5;

/** Seconds that a terminating replica has to forward its queue, after its preStop hook. */
const DRAIN_SECONDS = 30;

/** Part of the decision wait for which a gateway buffers a trace. */
const BUFFER_SHARE = 0.4;

/** Times of buffering and decision, and the termination times of replicas that follow from them. */
export interface TraceTiming {
  /** Milliseconds for which a gateway buffers the spans of a trace before it forwards them; 0 without tail sampling. */
  readonly bufferMilliseconds: number;
  /** Seconds from then to the sampling decision; 0 without tail sampling. Longer than the buffering, so that all fragments arrive. */
  readonly decideSeconds: number;
  /** Duration of the gateway's preStop hook: it serves until its name has left DNS caches and its buffer is empty. */
  readonly gatewayPreStopSeconds: number;
  /** Termination grace period of the gateway's pods. */
  readonly gatewayGraceSeconds: number;
  /** Duration of the samplers' preStop hook: until their names have left DNS caches and all traces are decided. */
  readonly samplerPreStopSeconds: number;
  /** Termination grace period of the samplers' pods. */
  readonly samplerGraceSeconds: number;
  /** Period in which the autoscaler removes at most one gateway, so that no trace is fragmented twice. */
  readonly scaleDownPeriodSeconds: number;
  /** Stabilization window of the autoscaler before it removes a gateway. */
  readonly scaleDownWindowSeconds: number;
}

/**
 * The times of a sampling configuration.
 *
 * With tail sampling, one gateway receives all spans of a trace, buffers them for two fifths of the decision wait and
 * forwards them to one sampler in one request. Therefore a change of the samplers does not fragment a shorter trace. A
 * change of the gateways may fragment a trace, but all fragments reach one sampler, which waits longer than a gateway.
 */
export function traceTiming(sampling: SamplingSettings): TraceTiming {
  const wait = sampling.kind === "tail" ? sampling.decisionWaitSeconds : 0;
  const bufferMilliseconds = Math.round(wait * BUFFER_SHARE * MILLISECONDS_PER_SECOND);
  const decideSeconds = Math.ceil(wait - bufferMilliseconds / MILLISECONDS_PER_SECOND);
  const dnsSeconds = wait === 0 ? 0 : DNS_CACHE_SECONDS + RESOLVE_SECONDS;
  const gatewayPreStopSeconds =
    dnsSeconds + Math.ceil(bufferMilliseconds / MILLISECONDS_PER_SECOND) + IN_FLIGHT_SECONDS;
  const samplerPreStopSeconds = dnsSeconds + decideSeconds + IN_FLIGHT_SECONDS;
  return {
    bufferMilliseconds,
    decideSeconds,
    gatewayPreStopSeconds,
    gatewayGraceSeconds: gatewayPreStopSeconds + DRAIN_SECONDS,
    samplerPreStopSeconds,
    samplerGraceSeconds: samplerPreStopSeconds + DRAIN_SECONDS,
    scaleDownPeriodSeconds: gatewayPreStopSeconds + wait,
    scaleDownWindowSeconds: 60 + gatewayPreStopSeconds + wait,
  };
}

/** Memory of a gateway, sampler or sidecar, in MiB. */
export interface TraceMemory {
  readonly memoryLimitMiB: number;
  readonly memoryLimiterMiB: number;
  readonly memoryLimiterSpikeMiB: number;
  /** Go's soft limit for the heap. */
  readonly goMemoryLimitMiB: number;
  /** Capacity of all its queues together, in bytes as the queues count them. */
  readonly queueBytes: number;
}

/** The memory of a collector with this limit. */
export function traceMemory(memoryLimitMiB: number): TraceMemory {
  const memoryLimiterMiB = Math.floor(memoryLimitMiB * LIMITER_SHARE);
  return {
    memoryLimitMiB,
    memoryLimiterMiB,
    memoryLimiterSpikeMiB: Math.floor(memoryLimitMiB * SPIKE_SHARE),
    goMemoryLimitMiB: Math.floor(memoryLimitMiB * GO_MEMORY_SHARE),
    queueBytes: Math.floor(memoryLimiterMiB * QUEUE_SHARE) * BYTES_PER_MIB,
  };
}

/** Limit of the traces that a gateway buffers. Above it the oldest is evicted, so the memory limiter has to act first. */
export function bufferedTracesLimit({ memoryLimiterMiB }: Pick<TraceMemory, "memoryLimiterMiB">): number {
  return Math.floor((memoryLimiterMiB * BYTES_PER_MIB) / SMALLEST_TRACE_BYTES);
}

export interface SamplerSizing extends TraceMemory {
  /** New traces per second of one sampler while another one is down. */
  readonly tracesPerSecond: number;
  /** Seconds for which a sampler keeps a trace in memory. */
  readonly heldSeconds: number;
  /** The most undecided traces; above it a sampler accepts no further traces until some are decided. */
  readonly pendingTraces: number;
  /** Size of the cache of decisions to keep a trace. */
  readonly cachedDecisions: number;
}

/** The sizing of each sampler while one of them is down and the others have its traces. */
export function samplerSizing(sampling: TailSamplingSettings): SamplerSizing {
  // Decisions are made once a second, and the processor's input queue may add another second.
  const heldSeconds = traceTiming(sampling).decideSeconds + 2;
  const tracesPerSecond = Math.ceil(sampling.tracesPerSecond / (sampling.samplers - 1));
  const cachedDecisions = tracesPerSecond * DECISION_CACHE_SECONDS;
  const heldBytes = tracesPerSecond * heldSeconds * sampling.spansPerTrace * BYTES_PER_SPAN;
  const liveMiB = (heldBytes + cachedDecisions * BYTES_PER_DECISION) / BYTES_PER_MIB + IDLE_MIB;
  return {
    ...traceMemory(Math.max(SMALLEST_SAMPLER_MIB, Math.ceil(liveMiB / USABLE_SHARE))),
    tracesPerSecond,
    heldSeconds,
    // Traces of the usual size reach the memory limit before this number; only very short ones do not.
    pendingTraces: tracesPerSecond * heldSeconds * 4,
    cachedDecisions,
  };
}

/** The arithmetic of a sampler's memory, as text for messages. */
export function samplerArithmetic(sampling: TailSamplingSettings): string {
  const { tracesPerSecond, heldSeconds, memoryLimitMiB } = samplerSizing(sampling);
  return [
    `${countText(sampling.tracesPerSecond)} traces/s ÷ ${countText(sampling.samplers - 1)} samplers (one may be down)`,
    `= ${countText(tracesPerSecond)} traces/s × ${heldSeconds} s × ${countText(sampling.spansPerTrace)} spans × ${countText(BYTES_PER_SPAN)} bytes`,
    `and ${countText(DECISION_CACHE_SECONDS * tracesPerSecond)} decisions of ${BYTES_PER_DECISION} bytes and ${IDLE_MIB} MiB for the program,`,
    `in ${percentText(USABLE_SHARE)} of a memory limit of ${countText(memoryLimitMiB)} MiB`,
  ].join(" ");
}

/**
 * Largest trace that gets from a gateway to its sampler, in MiB. It goes in one request, which has to fit the gateway's
 * queue and, while it is read, the sampler's memory.
 */
export function largestTraceMiB(sampling: TailSamplingSettings, gateway: TracingSettings["gateway"]): number {
  const queueMiB = Math.floor(traceMemory(gateway.memoryLimitMiB).queueBytes / BYTES_PER_MIB);
  const readableMiB = Math.floor((samplerSizing(sampling).memoryLimiterMiB - IDLE_MIB) / READING_COPIES);
  return Math.min(LARGEST_REQUEST_MIB, queueMiB, readableMiB);
}

/** MiB of a trace that is as large as a pipeline has to take. */
export function largeTraceMiB({ spansPerTrace }: TailSamplingSettings): number {
  return Math.ceil((LARGE_TRACE * spansPerTrace * ENCODED_BYTES_PER_SPAN) / BYTES_PER_MIB);
}

/** The fewest samplers that fit, or undefined where more than `most` would be needed. */
export function affordableSamplers(sampling: TailSamplingSettings, most: number): number | undefined {
  for (let samplers = sampling.samplers; samplers <= most; samplers += 1)
    if (samplerSizing({ ...sampling, samplers }).memoryLimitMiB <= LARGEST_SAMPLER_MIB) return samplers;
  return undefined;
}

/** MiB that the traces buffered in all gateways take, at the rate of the settings. */
export function bufferedMiB(sampling: TailSamplingSettings): number {
  const seconds = traceTiming(sampling).bufferMilliseconds / MILLISECONDS_PER_SECOND;
  return Math.ceil((sampling.tracesPerSecond * sampling.spansPerTrace * seconds * BYTES_PER_SPAN) / BYTES_PER_MIB);
}

/** MiB that the largest number of gateways can use to buffer traces. */
export function usableGatewayMiB({ maxReplicas, memoryLimitMiB }: TracingSettings["gateway"]): number {
  return Math.floor(maxReplicas * (memoryLimitMiB * USABLE_SHARE - IDLE_MIB));
}
