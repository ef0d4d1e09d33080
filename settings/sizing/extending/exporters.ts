/** Memory of further destinations, which is added to that of the collectors that send to them. */
import type { Exporter, Signal } from "../../schema/extending/exporters";
import type { AgentMemory } from "../agent";
import { RECEIVED_BYTES_PER_SAMPLE } from "../queue";
import { GO_MEMORY_SHARE, LIMITER_SHARE, SPIKE_SHARE } from "../shares";
import { BYTES_PER_MIB } from "../units";

/**
 * Bytes of heap per byte that a queue counts: it counts what it would send, and keeps what was received.
 *
 * Of samples with labels of 110 characters 650 to 680 bytes of heap were measured, and 170 to 200 in a request; of spans
 * three times their encoded size.
 */
const HEAP_PER_ENCODED_BYTE = 4;

/** Size of an exporter's queue, as the queue counts it. */
export function exporterQueueBytes({ queueMiB }: Pick<Exporter, "queueMiB">): number {
  return Math.floor((queueMiB * BYTES_PER_MIB) / HEAP_PER_ENCODED_BYTE);
}

/** Seconds for which a queue holds the samples of a node at this rate, while the destination takes none. */
export function heldSeconds({ queueMiB }: Pick<Exporter, "queueMiB">, samplesPerSecond: number): number {
  return Math.floor((queueMiB * BYTES_PER_MIB) / (samplesPerSecond * RECEIVED_BYTES_PER_SAMPLE));
}

/** The exporters of a signal. */
export function exportersOf(signal: Signal, exporters: readonly Exporter[]): Exporter[] {
  return exporters.filter(({ signals }) => signals.includes(signal));
}

/** The memory of a collector that has queues for these exporters besides. */
export function withExporters<Memory extends AgentMemory>(memory: Memory, exporters: readonly Exporter[]): Memory {
  if (exporters.length === 0) return memory;
  const queuesMiB = exporters.reduce((sum, { queueMiB }) => sum + queueMiB, 0);
  const addedMiB = Math.ceil(queuesMiB / GO_MEMORY_SHARE);
  return {
    ...memory,
    memoryLimitMiB: memory.memoryLimitMiB + addedMiB,
    memoryLimiterMiB: memory.memoryLimiterMiB + Math.ceil(addedMiB * LIMITER_SHARE),
    memoryLimiterSpikeMiB: memory.memoryLimiterSpikeMiB + Math.floor(addedMiB * SPIKE_SHARE),
    goMemoryLimitMiB: memory.goMemoryLimitMiB + queuesMiB,
  };
}
