/** Times and sizes of the trace pipeline, computed from its settings. */
import type { SamplingSettings, TailSamplingSettings, TracingSettings } from "../schema/tracing";
import { GO_MEMORY_SHARE, LIMITER_SHARE, SPIKE_SHARE, USABLE_SHARE } from "./shares";
import { BYTES_PER_MIB, MILLISECONDS_PER_SECOND } from "./units";

/**
 * Bytes that a span takes in the memory of a collector that buffers spans by trace.
 *
 * Measured with collector 0.159 as live heap (test/traces/measureMemory.ts): 1,571 in a sampler and 1,525 in a gateway,
 * for spans with eight attributes of which four share a resource of twelve.
 */
const BYTES_PER_SPAN = 2048;

/** Bytes of a cached decision: the trace's id in a list and in a map. */
const BYTES_PER_DECISION = 200;

/** Seconds for which a decision is cached for late spans. */
const REMEMBERED_SECONDS = 120;

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
const NAME_CACHE_SECONDS = 30;

/** Seconds between two DNS lookups of the replicas. */
export const RESOLVE_SECONDS = 5;

/** Seconds for requests that were in flight at the last client's DNS lookup. */
const ARRIVAL_SECONDS = 5;

/** Seconds in which a terminating replica forwards its queue, after its last client has left. */
const DRAIN_SECONDS = 30;

/** Part of the decision wait for which a gateway buffers a trace. */
const BUFFER_SHARE = 0.4;

/** Times of buffering and decision, and the termination times of replicas that follow from them. */
export interface TraceTiming {
  /** Milliseconds from a trace's first span until the gateway forwards its buffered spans together; 0 without tail sampling. */
  readonly gatherMilliseconds: number;
  /** Seconds from then until a sampler decides; 0 without tail sampling. Longer than the buffering, so that fragments meet. */
  readonly decideSeconds: number;
  /** Seconds that a terminating gateway keeps serving, so that its buffer is empty when it stops. */
  readonly gatewayLeaveSeconds: number;
  readonly gatewayGraceSeconds: number;
  /** Seconds that a terminating sampler keeps serving. */
  readonly samplerLeaveSeconds: number;
  readonly samplerGraceSeconds: number;
  /** Seconds between the termination of two gateways, so that no trace is fragmented twice. */
  readonly scaleDownPeriodSeconds: number;
  /** Seconds of lower load before a gateway is removed. */
  readonly scaleDownWindowSeconds: number;
}

/**
 * The times that follow from the sampling.
 *
 * With tail sampling a trace's spans meet in one gateway, which buffers them for two fifths of the decision wait and
 * forwards them to one sampler. So a change of the samplers does not fragment a trace that is shorter. Where a change of
 * the gateways fragments a trace, its fragments meet in the sampler, which waits longer than the gateways.
 */
export function traceTiming(sampling: SamplingSettings): TraceTiming {
  const wait = sampling.kind === "tail" ? sampling.decisionWaitSeconds : 0;
  const gatherMilliseconds = Math.round(wait * BUFFER_SHARE * MILLISECONDS_PER_SECOND);
  const decideSeconds = Math.ceil(wait - gatherMilliseconds / MILLISECONDS_PER_SECOND);
  const unnoticed = wait === 0 ? 0 : NAME_CACHE_SECONDS + RESOLVE_SECONDS;
  const gatewayLeaveSeconds = unnoticed + Math.ceil(gatherMilliseconds / MILLISECONDS_PER_SECOND) + ARRIVAL_SECONDS;
  const samplerLeaveSeconds = unnoticed + decideSeconds + ARRIVAL_SECONDS;
  return {
    gatherMilliseconds,
    decideSeconds,
    gatewayLeaveSeconds,
    gatewayGraceSeconds: gatewayLeaveSeconds + DRAIN_SECONDS,
    samplerLeaveSeconds,
    samplerGraceSeconds: samplerLeaveSeconds + DRAIN_SECONDS,
    scaleDownPeriodSeconds: gatewayLeaveSeconds + wait,
    scaleDownWindowSeconds: 60 + gatewayLeaveSeconds + wait,
  };
}

/** Memory of a collector of the trace path, in MiB. */
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
    memoryLimiterSpikeMiB: Math.floor(memoryLimiterMiB * SPIKE_SHARE),
    goMemoryLimitMiB: Math.floor(memoryLimitMiB * GO_MEMORY_SHARE),
    queueBytes: Math.floor(memoryLimiterMiB * QUEUE_SHARE) * BYTES_PER_MIB,
  };
}

/** The most traces that a gateway may buffer. Above it the oldest would be evicted, so memory has to be the limit. */
export function gatheredTraces({ memoryLimiterMiB }: Pick<TraceMemory, "memoryLimiterMiB">): number {
  return Math.floor((memoryLimiterMiB * BYTES_PER_MIB) / SMALLEST_TRACE_BYTES);
}

export interface SamplerSizing extends TraceMemory {
  /** New traces per second of one sampler, while another is down. */
  readonly tracesPerSecond: number;
  /** Seconds for which a trace is held. */
  readonly heldSeconds: number;
  /** The most undecided traces; above it a sampler accepts no further traces until some are decided. */
  readonly pendingTraces: number;
  /** Size of each decision cache, of sampled and of dropped traces. */
  readonly rememberedDecisions: number;
}

/** The sizing of each sampler while one of them is down and the others have its traces. */
export function samplerSizing(sampling: TailSamplingSettings): SamplerSizing {
  // A decision is due at the end of a second, and the queue before the sampler may have filled for another.
  const heldSeconds = traceTiming(sampling).decideSeconds + 2;
  const tracesPerSecond = Math.ceil(sampling.tracesPerSecond / (sampling.samplers - 1));
  const rememberedDecisions = tracesPerSecond * REMEMBERED_SECONDS;
  const heldBytes = tracesPerSecond * heldSeconds * sampling.spansPerTrace * BYTES_PER_SPAN;
  const liveMiB = (heldBytes + 2 * rememberedDecisions * BYTES_PER_DECISION) / BYTES_PER_MIB + IDLE_MIB;
  return {
    ...traceMemory(Math.max(SMALLEST_SAMPLER_MIB, Math.ceil(liveMiB / USABLE_SHARE))),
    tracesPerSecond,
    heldSeconds,
    // Usual traces reach the memory limit before this number; very short ones do not.
    pendingTraces: tracesPerSecond * heldSeconds * 4,
    rememberedDecisions,
  };
}

/** The arithmetic of a sampler's memory, as text for messages. */
export function samplerArithmetic(sampling: TailSamplingSettings): string {
  const { tracesPerSecond, heldSeconds, memoryLimitMiB } = samplerSizing(sampling);
  const count = (value: number) => value.toLocaleString("en-US");
  return [
    `${count(sampling.tracesPerSecond)} traces/s ÷ ${count(sampling.samplers - 1)} samplers (one may be down)`,
    `= ${count(tracesPerSecond)} traces/s × ${heldSeconds} s × ${count(sampling.spansPerTrace)} spans × ${count(BYTES_PER_SPAN)} bytes`,
    `and ${count(2 * REMEMBERED_SECONDS * tracesPerSecond)} decisions of ${BYTES_PER_DECISION} bytes and ${IDLE_MIB} MiB for the program,`,
    `in ${Math.round(USABLE_SHARE * 100)} % of a memory limit of ${count(memoryLimitMiB)} MiB`,
  ].join(" ");
}

/** The fewest samplers that fit, or undefined where more than `most` would be needed. */
export function affordableSamplers(sampling: TailSamplingSettings, most: number): number | undefined {
  for (let samplers = sampling.samplers; samplers <= most; samplers += 1)
    if (samplerSizing({ ...sampling, samplers }).memoryLimitMiB <= LARGEST_SAMPLER_MIB) return samplers;
  return undefined;
}

/** MiB that the traces buffered in all gateways take, at the rate of the settings. */
export function bufferedMiB(sampling: TailSamplingSettings): number {
  const seconds = traceTiming(sampling).gatherMilliseconds / MILLISECONDS_PER_SECOND;
  return Math.ceil((sampling.tracesPerSecond * sampling.spansPerTrace * seconds * BYTES_PER_SPAN) / BYTES_PER_MIB);
}

/** MiB that the largest number of gateways can use to buffer traces. */
export function usableGatewayMiB({ maxReplicas, memoryLimitMiB }: TracingSettings["gateway"]): number {
  return Math.floor(maxReplicas * (memoryLimitMiB * USABLE_SHARE - IDLE_MIB));
}
