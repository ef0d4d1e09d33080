/** CPU and memory of Prometheus. */
import type { StoreSettings } from "../../settings/sizing/queue";

/** Memory of the process without a series, in MiB. */
const BASE_MIB = 256;

/** Series in the head block for which a MiB is requested: 3.4 KiB each. */
const SERIES_PER_MIB = 300;

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
export function prometheusResources({
  expectedSamplesPerSecond,
  scrapeIntervalSeconds,
}: Pick<StoreSettings, "expectedSamplesPerSecond" | "scrapeIntervalSeconds">) {
  const series = expectedSamplesPerSecond * scrapeIntervalSeconds;
  const memoryRequestMiB = BASE_MIB + Math.ceil(series / SERIES_PER_MIB);
  const cpuRequestMillicores = 100 + Math.ceil(expectedSamplesPerSecond * 0.02);
  return {
    requests: { cpu: `${cpuRequestMillicores}m`, memory: `${memoryRequestMiB}Mi` },
    limits: { cpu: `${1000 + cpuRequestMillicores * 2}m`, memory: `${memoryRequestMiB * 2}Mi` },
  };
}
