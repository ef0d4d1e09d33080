/** What a team's Jaeger may use, by where it keeps traces. */
import type { TraceStorageSettings } from "../schema/tracing";

export interface JaegerSizing {
  /** Heap at which spans are refused, in MiB. */
  readonly memoryLimiterMiB: number;
  /** Go's soft limit, in MiB. */
  readonly goMemoryLimitMiB: number;
  readonly resources: {
    readonly requests: { readonly cpu: string; readonly memory: string };
    readonly limits: { readonly cpu: string; readonly memory: string };
  };
}

/** The process itself, in MiB. */
const BASE_MIB = 96;
/** A trace of 20 spans in memory, in KiB. */
const TRACE_KIB = 40;
/** Part of the container's memory that live data may be. */
const LIVE_SHARE = 0.5;
/**
 * Go's soft limit, and the limiter above it, whose tenth for bursts makes it refuse from 76 % on. The other way round,
 * as in an agent, which holds little, garbage alone would make it refuse: what lives here is most of the memory.
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
 * 20,000 traces are 800 MiB of live heap, so 40 KiB each, and 30 µs of CPU a span. On a volume a span costs 300 µs and
 * about 800 bytes of disk; the heap goes up and down with compactions, from 350 MiB to more than 1.1 GiB, and the
 * mapped tables come on top, which the kernel takes back where memory is short. The indexes' share is an estimate.
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
    // The store fills up and stays full, so all of it is requested.
    const limitMiB = Math.ceil((BASE_MIB + (storage.maxTraces * TRACE_KIB) / KIB_PER_MIB) / LIVE_SHARE);
    return { requestMiB: limitMiB, limitMiB };
  }
  const requestMiB = DATABASE_MIB + storage.sizeGiB * INDEX_MIB_PER_GIB;
  return { requestMiB, limitMiB: requestMiB * 2 };
}
