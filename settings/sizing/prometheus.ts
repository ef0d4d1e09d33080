/** Disk sizes of Prometheus' samples. */
import type { PrometheusSettings } from "../schema/settings";
import { BYTES_PER_GIB, SECONDS_PER_HOUR } from "./units";

/** Bytes that a stored sample takes in a block; Prometheus' documentation gives 1 to 2. */
const BYTES_PER_SAMPLE = 2;

/**
 * Share of the volume that blocks may fill before the oldest is deleted.
 *
 * Prometheus advises 80 to 85 %: the write-ahead log counts but is never deleted for it, and a compaction writes the
 * new block before it deletes the old ones.
 */
const BLOCK_SHARE = 0.8;

/** Bytes that the samples of the whole retention take. */
export function retainedBytes(metrics: PrometheusSettings): number {
  return metrics.retentionHours * SECONDS_PER_HOUR * metrics.expectedSamplesPerSecond * BYTES_PER_SAMPLE;
}

/** Bytes of the volume that blocks may fill, which is also `--storage.tsdb.retention.size`. */
export function blockBytes(metrics: Pick<PrometheusSettings, "storageGiB">): number {
  return Math.floor(metrics.storageGiB * BYTES_PER_GIB * BLOCK_SHARE);
}

/** The smallest volume that holds the retention, in whole GiB. */
export function neededStorageGiB(metrics: PrometheusSettings): number {
  return Math.ceil(retainedBytes(metrics) / BLOCK_SHARE / BYTES_PER_GIB);
}

/** The longest retention that the volume holds, in whole hours. */
export function affordableRetentionHours(metrics: PrometheusSettings): number {
  return Math.floor(blockBytes(metrics) / (SECONDS_PER_HOUR * metrics.expectedSamplesPerSecond * BYTES_PER_SAMPLE));
}
