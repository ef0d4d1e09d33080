/** Memory and CPU of a team's Jaeger, by its kind of storage. */
import type { TraceStorageSettings } from "../../schema/tracing";

export interface JaegerSizing {
  /** Heap at which the memory limiter refuses spans, in MiB. */
  readonly memoryLimiterMiB: number;
  /** Go's soft limit, in MiB. */
  readonly goMemoryLimitMiB: number;
  readonly resources: {
    readonly requests: { readonly cpu: string; readonly memory: string };
    readonly limits: { readonly cpu: string; readonly memory: string };
  };
}

/** Heap of an idle Jaeger, in MiB. */
const BASE_MIB = 96;
/** Heap of a trace of 20 spans, in KiB. */
const TRACE_KIB = 40;
/** Part of the container's memory limit that live data may take. */
const LIVE_SHARE = 0.5;
/**
 * Go's soft limit is below the memory limiter, which refuses data from 76 % on (its limit less a tenth for bursts).
 * Therefore garbage is collected before the limiter acts. An agent has it the other way round, because little of an
 * agent's heap is live data; here most of it is.
 */
const GO_MEMORY_SHARE = 0.7;
const LIMITER_SHARE = 0.85;

/** Caches and write buffers of the database, in MiB. */
const DATABASE_MIB = 1024;
/** Indexes and filters of the tables, which stay in memory, in MiB for each GiB of the volume. */
const INDEX_MIB_PER_GIB = 16;

const KIB_PER_MIB = 1024;

/**
 * Memory and CPU for a kind of storage.
 *
 * Measured with the release candidate of Jaeger 2 (1.62) and traces of 20 spans with eight attributes each: in memory
 * 20,000 traces take 800 MiB of live heap, which is 40 KiB each, and 30 µs of CPU per span. On a volume, a span takes
 * 300 µs and about 800 bytes of disk. The heap varies with compactions between 350 MiB and more than 1.1 GiB. Mapped
 * tables come in addition; the kernel reclaims them when memory is short. The memory of the indexes is an estimate.
 */
export function jaegerSizing(storage: TraceStorageSettings): JaegerSizing {
  const { requestMiB, limitMiB } = memory(storage);
  return {
    memoryLimiterMiB: Math.floor(limitMiB * LIMITER_SHARE),
    goMemoryLimitMiB: Math.floor(limitMiB * GO_MEMORY_SHARE),
    resources: {
      requests: { cpu: "100m", memory: `${requestMiB}Mi` },
      limits: { cpu: "2", memory: `${limitMiB}Mi` },
    },
  };
}

function memory(storage: TraceStorageSettings): { requestMiB: number; limitMiB: number } {
  if (storage.kind === "memory") {
    // The store becomes full and stays full, so the request equals the limit.
    const limitMiB = Math.ceil((BASE_MIB + (storage.maxTraces * TRACE_KIB) / KIB_PER_MIB) / LIVE_SHARE);
    return { requestMiB: limitMiB, limitMiB };
  }
  const requestMiB = DATABASE_MIB + storage.sizeGiB * INDEX_MIB_PER_GIB;
  return { requestMiB, limitMiB: requestMiB * 2 };
}
