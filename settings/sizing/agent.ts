/** Sizing of an agent, by the number of metrics per second that its node exposes. */
import type { AgentSettings, ProfileName } from "../schema/settings";
import { GO_MEMORY_SHARE, LIMITER_SHARE, SPIKE_SHARE } from "./shares";

export interface Profile {
  /** The range of load that the profile is made for, in metrics per second and node. */
  readonly domain: string;
  /** Samples per second of a node for which the queue is sized, unless the stack sets a rate. */
  readonly samplesPerSecond: number;
  /** Data points per request; a smaller batch is sent a second after its first data point. */
  readonly batchSize: number;
  readonly cpuRequestMillicores: number;
  readonly cpuLimitMillicores: number;
  readonly memoryRequestMiB: number;
  /** Memory limit of the process. A queue in memory is added to it. */
  readonly memoryLimitMiB: number;
  /** Samples that one scrape of one target may return; the scrape fails above it. */
  readonly sampleLimit: number;
  /** Uncompressed bytes, in MB, that one scrape of one target may return; the scrape fails above it. */
  readonly bodySizeLimitMB: number;
}

export const PROFILES: Readonly<Record<ProfileName, Profile>> = {
  low: {
    domain: "below 1,000 metrics/s per node",
    samplesPerSecond: 1_000,
    batchSize: 4096,
    cpuRequestMillicores: 50,
    cpuLimitMillicores: 200,
    memoryRequestMiB: 64,
    memoryLimitMiB: 256,
    sampleLimit: 10_000,
    bodySizeLimitMB: 5,
  },
  default: {
    domain: "1,000 to 10,000 metrics/s per node",
    samplesPerSecond: 5_000,
    batchSize: 8192,
    cpuRequestMillicores: 100,
    cpuLimitMillicores: 500,
    memoryRequestMiB: 128,
    memoryLimitMiB: 512,
    sampleLimit: 50_000,
    bodySizeLimitMB: 20,
  },
  high: {
    domain: "above 10,000 metrics/s per node",
    samplesPerSecond: 20_000,
    batchSize: 16_384,
    cpuRequestMillicores: 200,
    cpuLimitMillicores: 1000,
    memoryRequestMiB: 256,
    memoryLimitMiB: 1024,
    sampleLimit: 100_000,
    bodySizeLimitMB: 40,
  },
};

/** An agent's sizing: its profile with the stack's own limits applied, without the queue. */
export interface AgentSizing extends Profile {
  /** Heap at which the memory limiter refuses data, in MiB. */
  readonly memoryLimiterMiB: number;
}

/** The sizing of an agent with these settings. */
export function agentSizing(
  agent: Pick<AgentSettings, "profile" | "memoryLimitMiB" | "memoryLimiterMiB">,
): AgentSizing {
  const profile = PROFILES[agent.profile];
  const memoryLimitMiB = agent.memoryLimitMiB ?? profile.memoryLimitMiB;
  return {
    ...profile,
    memoryLimitMiB,
    memoryRequestMiB: Math.min(profile.memoryRequestMiB, memoryLimitMiB),
    memoryLimiterMiB: agent.memoryLimiterMiB ?? Math.floor(memoryLimitMiB * LIMITER_SHARE),
  };
}

/** Samples of one pod, above which its scrape fails. */
export function podSampleLimit({ profile, samplesPerPod }: Pick<AgentSettings, "profile" | "samplesPerPod">): number {
  return samplesPerPod ?? PROFILES[profile].sampleLimit;
}

/** The memory of an agent with its queue, in MiB. */
export interface AgentMemory {
  /** Limit of the container. */
  readonly memoryLimitMiB: number;
  /** Heap at which the memory limiter refuses data. */
  readonly memoryLimiterMiB: number;
  /** Heap above that at which the limiter also forces collections. */
  readonly memoryLimiterSpikeMiB: number;
  /** Go's soft limit for the heap. */
  readonly goMemoryLimitMiB: number;
}

/**
 * The memory of an agent whose queue may take so much of it. The queue is live data, which Go's soft limit has to hold
 * beside what an agent has without it.
 */
export function agentMemory(
  sizing: Pick<AgentSizing, "memoryLimitMiB" | "memoryLimiterMiB">,
  queueMiB: number,
): AgentMemory {
  const addedMiB = Math.ceil(queueMiB / GO_MEMORY_SHARE);
  const memoryLimitMiB = sizing.memoryLimitMiB + addedMiB;
  const memoryLimiterMiB = sizing.memoryLimiterMiB + Math.ceil(addedMiB * LIMITER_SHARE);
  return {
    memoryLimitMiB,
    memoryLimiterMiB,
    memoryLimiterSpikeMiB: Math.floor(memoryLimitMiB * SPIKE_SHARE),
    goMemoryLimitMiB: Math.floor((memoryLimiterMiB * GO_MEMORY_SHARE) / LIMITER_SHARE),
  };
}

/**
 * Growth of the heap, in percent, after which Go collects garbage (GOGC). Below Go's 100 an agent takes less memory for
 * more CPU; `npm run bench:agent` has the figures.
 */
export const GARBAGE_PERCENT = 45;
