/** Memory, CPU and disk of Prometheus. */
import type { StoreSettings } from "./store";
import { BYTES_PER_GIB, countText, SECONDS_PER_HOUR } from "./units";

type Rate = Pick<StoreSettings, "expectedSamplesPerSecond" | "scrapeIntervalSeconds">;
type Retention = Rate & Pick<StoreSettings, "retentionHours">;

/**
 * Bytes that a sample takes in the chunks of a block. 2.01 on a cluster of two nodes with every part of a stack;
 * Prometheus' documentation gives 1 to 2.
 */
const BYTES_PER_SAMPLE = 2;

/** Bytes that a series takes in the index of each block that has samples of it. Measured there too. */
const INDEX_BYTES_PER_SERIES = 145;

/** Hours of the smallest block. Three neighbours become one of three times as many, up to a tenth of the retention. */
const SMALLEST_BLOCK_HOURS = 2;

/**
 * Share of the volume that blocks may fill before the oldest is deleted.
 *
 * Prometheus advises 80 to 85 %: the write-ahead log counts but is never deleted for it, and a compaction writes the
 * new block before it deletes the old ones.
 */
const BLOCK_SHARE = 0.8;

/** Hours of the largest block of a retention. */
function blockHours(retentionHours: number): number {
  let hours = SMALLEST_BLOCK_HOURS;
  while (hours * 3 <= retentionHours / 10) hours *= 3;
  return hours;
}

/** Series that are in each block, as long as none comes or goes. */
const seriesOf = ({ expectedSamplesPerSecond, scrapeIntervalSeconds }: Rate) =>
  expectedSamplesPerSecond * scrapeIntervalSeconds;

/** Bytes that the samples of the whole retention take. */
export function retainedBytes(metrics: Retention): number {
  const samples = SECONDS_PER_HOUR * metrics.expectedSamplesPerSecond * BYTES_PER_SAMPLE;
  const index = (seriesOf(metrics) * INDEX_BYTES_PER_SERIES) / blockHours(metrics.retentionHours);
  return metrics.retentionHours * (samples + index);
}

/** The arithmetic of these bytes, as text for reports. */
export function retainedArithmetic(metrics: Retention): string {
  const { retentionHours, expectedSamplesPerSecond } = metrics;
  const samples = `3,600 s × ${countText(expectedSamplesPerSecond)} samples/s × ${BYTES_PER_SAMPLE} bytes`;
  const index = `${countText(seriesOf(metrics))} series × ${INDEX_BYTES_PER_SERIES} bytes of index in each block of ${blockHours(retentionHours)} h`;
  return `${retentionHours} h × ${samples}, and ${index}`;
}

/** Bytes of the volume that blocks may fill, which is also `--storage.tsdb.retention.size`. */
export function blockBytes(metrics: Pick<StoreSettings, "storageGiB">): number {
  return Math.floor(metrics.storageGiB * BYTES_PER_GIB * BLOCK_SHARE);
}

/** The smallest volume that holds the retention, in whole GiB. */
export function neededStorageGiB(metrics: Retention): number {
  return Math.ceil(retainedBytes(metrics) / BLOCK_SHARE / BYTES_PER_GIB);
}

/** The longest retention up to the stated one that the volume holds, in whole hours. */
export function affordableRetentionHours(metrics: Retention & Pick<StoreSettings, "storageGiB">): number {
  let { retentionHours } = metrics;
  while (retentionHours > 0 && retainedBytes({ ...metrics, retentionHours }) > blockBytes(metrics)) retentionHours -= 1;
  return retentionHours;
}

/** Memory of the process without a series, in MiB. */
const BASE_MIB = 256;

/** Series in the head block for which a MiB is requested: 3.4 KiB each. */
const SERIES_PER_MIB = 300;

/** Memory that Prometheus requests for a rate of samples, in MiB. */
export function prometheusMemoryMiB({ expectedSamplesPerSecond, scrapeIntervalSeconds }: Rate): number {
  return BASE_MIB + Math.ceil((expectedSamplesPerSecond * scrapeIntervalSeconds) / SERIES_PER_MIB);
}

/**
 * CPU and memory for a rate of samples.
 *
 * Memory goes by the series in the head block: rate times scrape interval. Measured with Prometheus 3.13 at an interval
 * of 30 s, 10,000 samples/s of 300,000 series with nine labels: 620 MiB, so 2.1 KiB a series. Series of pods that are
 * gone stay for up to three hours, so 3.4 KiB are requested. The limit is twice the request, for compactions, the replay
 * of the write-ahead log and queries; Prometheus itself sets GOMEMLIMIT to 90 % of it.
 *
 * CPU goes by the rate: to store 10,000 samples/s used 4 % of a core there; rules, compactions and queries get the rest.
 */
export function prometheusResources({ expectedSamplesPerSecond, scrapeIntervalSeconds }: Rate) {
  const memoryRequestMiB = prometheusMemoryMiB({ expectedSamplesPerSecond, scrapeIntervalSeconds });
  const cpuRequestMillicores = 100 + Math.ceil(expectedSamplesPerSecond * 0.02);
  return {
    requests: { cpu: `${cpuRequestMillicores}m`, memory: `${memoryRequestMiB}Mi` },
    limits: { cpu: `${1000 + cpuRequestMillicores * 2}m`, memory: `${memoryRequestMiB * 2}Mi` },
  };
}
