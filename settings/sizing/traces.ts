/** Times and sizes of the trace path, as they follow from its settings. */
import type { SamplingSettings, TailSamplingSettings, TracingSettings } from "../schema/tracing";
import { GO_MEMORY_SHARE, LIMITER_SHARE, SPIKE_SHARE, USABLE_SHARE } from "./shares";
import { BYTES_PER_MIB, MILLISECONDS_PER_SECOND } from "./units";

/**
 * Bytes that a span takes in the memory of a collector that waits for the rest of its trace.
 *
 * Measured with collector 0.159 as live heap (test/traces/measureMemory.ts): 1,571 in a sampler and 1,525 in a gateway,
 * for spans with eight attributes of which four share a resource of twelve.
 */
export const BYTES_PER_SPAN = 2048;

/** Bytes that a remembered decision takes: the trace's id in a list and in a map. */
const BYTES_PER_DECISION = 200;

/** Seconds for which late spans still find the decision about their trace. */
const REMEMBERED_SECONDS = 120;

/** Heap of a collector that holds nothing, in MiB. */
const IDLE_MIB = 64;

/** Part of the limiter that waiting requests may take; unpacked, as they wait, they are about three times as large. */
const QUEUE_SHARE = 0.15;

const SMALLEST_SAMPLER_MIB = 256;

/** Most that a sampler may take: more no longer fits usual nodes. */
export const LARGEST_SAMPLER_MIB = 16_384;

/** Smallest trace, in bytes, for the number that a gateway can hold: its memory limiter has to act before that number does. */
const SMALLEST_TRACE_BYTES = 1024;

/** Seconds for which a name may still lead to a pod that leaves: name servers and their caches answer for 30. */
const NAME_CACHE_SECONDS = 30;

/** Seconds between two look-ups of the replicas' names. */
export const RESOLVE_SECONDS = 5;

/** Seconds for what was on its way when the last client had looked the name up. */
const ARRIVAL_SECONDS = 5;

/** Seconds that a replica gets to hand over what it has queued, after its last client has left it. */
const DRAIN_SECONDS = 30;

/** Part of the decision wait for which a gateway gathers a trace. */
const GATHER_SHARE = 0.4;

/** When things happen to a trace, and how slowly replicas have to leave for its sake. */
export interface TraceTiming {
  /** Milliseconds from a trace's first span until the gateway hands over what has come, in one piece; 0 without tail sampling. */
  readonly gatherMilliseconds: number;
  /** Seconds from there until a sampler decides; 0 without tail sampling. Longer than the gathering, so that parts meet. */
  readonly decideSeconds: number;
  /** Seconds that a leaving gateway still works, so that it holds nothing when it ends. */
  readonly gatewayLeaveSeconds: number;
  readonly gatewayGraceSeconds: number;
  /** Seconds that a leaving sampler still works. */
  readonly samplerLeaveSeconds: number;
  readonly samplerGraceSeconds: number;
  /** Seconds between the leaving of two gateways: a trace is never torn twice. */
  readonly scaleDownPeriodSeconds: number;
  /** Seconds of lower load before a gateway leaves. */
  readonly scaleDownWindowSeconds: number;
}

/**
 * The times that follow from the sampling.
 *
 * With tail sampling a trace's spans meet in one gateway, which gathers them for two fifths of the decision wait and
 * hands them to one sampler. So a change of the samplers tears no trace that is shorter, and the parts into which a
 * change of the gateways tears one meet in its sampler, which waits for longer than the gateways do.
 */
export function traceTiming(sampling: SamplingSettings): TraceTiming {
  const wait = sampling.kind === "tail" ? sampling.decisionWaitSeconds : 0;
  const gatherMilliseconds = Math.round(wait * GATHER_SHARE * MILLISECONDS_PER_SECOND);
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
  /** What all its queues together may hold, by their own count of bytes. */
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

/** Traces that a gateway may gather at a time. Above them the oldest would be lost, so that memory has to be the limit. */
export function gatheredTraces({ memoryLimiterMiB }: Pick<TraceMemory, "memoryLimiterMiB">): number {
  return Math.floor((memoryLimiterMiB * BYTES_PER_MIB) / SMALLEST_TRACE_BYTES);
}

export interface SamplerSizing extends TraceMemory {
  /** New traces per second of one sampler, while another is away. */
  readonly tracesPerSecond: number;
  /** Seconds for which a trace is held. */
  readonly heldSeconds: number;
  /** Traces that wait for their decision; above it a sampler takes no more until some are decided. */
  readonly pendingTraces: number;
  /** Decisions that are remembered, of either kind. */
  readonly rememberedDecisions: number;
}

/** What each sampler needs, with one of them away: its traces go to the others. */
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
    // Usual traces fill the memory before they fill this; very short ones do not.
    pendingTraces: tracesPerSecond * heldSeconds * 4,
    rememberedDecisions,
  };
}

/** The arithmetic of a sampler's memory, for people. */
export function samplerArithmetic(sampling: TailSamplingSettings): string {
  const { tracesPerSecond, heldSeconds, memoryLimitMiB } = samplerSizing(sampling);
  const count = (value: number) => value.toLocaleString("en-US");
  return [
    `${count(sampling.tracesPerSecond)} traces/s ÷ ${count(sampling.samplers - 1)} samplers (one may be away)`,
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

/** MiB that the gateways together hold of the traces they gather, at the rate that the settings state. */
export function gatheredMiB(sampling: TailSamplingSettings): number {
  const seconds = traceTiming(sampling).gatherMilliseconds / MILLISECONDS_PER_SECOND;
  return Math.ceil((sampling.tracesPerSecond * sampling.spansPerTrace * seconds * BYTES_PER_SPAN) / BYTES_PER_MIB);
}

/** MiB that the gateways, at their most, can use for traces they gather. */
export function usableGatewayMiB({ maxReplicas, memoryLimitMiB }: TracingSettings["gateway"]): number {
  return Math.floor(maxReplicas * (memoryLimitMiB * USABLE_SHARE - IDLE_MIB));
}
