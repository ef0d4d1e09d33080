/** The size of an agent's queue, from which no sample is lost in the outage window, and the times that follow from it. */
import { PROFILES } from "./agent";
import type { AgentSettings, PrometheusSettings, Settings } from "../schema/settings";
import { BYTES_PER_MIB, countText, SECONDS_PER_MINUTE } from "./units";

/**
 * Bytes that a waiting sample takes in the queue, as the queue counts them.
 *
 * Measured with collector 0.159, one-second scrapes and eight Kubernetes attributes: 91 for node exporter, 78 for an
 * application with histograms (each of which counts as one), 258 for series with ten labels of 150 characters
 * altogether. The attributes count once a scrape and not once a sample.
 */
const BYTES_PER_SAMPLE = 128;

/** Ratio of the volume's size to the queue's: with small scrapes, the file took up to 1.46 times the bytes in the queue. */
const VOLUME_FACTOR = 1.5;

/** Smallest volume. The file grows in steps of 16 MiB. */
const SMALLEST_VOLUME_MIB = 64;

/** Minutes beyond the outage for which a sample is still sent: the agent notices the store's return with a delay. */
const EXPIRY_MARGIN_MINUTES = 2;

/** Minutes by which the out-of-order window exceeds the outage window: the samples sent last may be that much older. */
const WINDOW_MARGIN_MINUTES = 10;

/** The volume of a queue: the pod's memory, the pod's disk or the node's disk. */
export type QueueVolume = "memory" | "emptyDir" | "hostPath";

export type DeliverySettings = Pick<Settings, "delivery" | "outageMinutes"> & {
  readonly agent: Pick<AgentSettings, "profile" | "samplesPerSecond" | "queueVolume">;
};

/** An agent's queue. */
export interface QueueSizing {
  readonly volume: QueueVolume;
  /** Size of the volume. In memory it is added to the container's memory limit. */
  readonly volumeMiB: number;
  /** Capacity of the queue, in bytes as the queue counts them. */
  readonly queueBytes: number;
  /** Rate for which the queue is sized. */
  readonly samplesPerSecond: number;
  /** Age at which a sample is dropped, so that a longer outage costs the oldest samples and leaves room for new ones. */
  readonly expiryMinutes: number;
}

/** The queue that covers the outage window of the settings. */
export function queueSizing({ delivery, outageMinutes, agent }: DeliverySettings): QueueSizing {
  const samplesPerSecond = agent.samplesPerSecond ?? PROFILES[agent.profile].samplesPerSecond;
  const expiryMinutes = outageMinutes + EXPIRY_MARGIN_MINUTES;
  const queueBytes = samplesPerSecond * expiryMinutes * SECONDS_PER_MINUTE * BYTES_PER_SAMPLE;
  return {
    volume: delivery === "memory" ? "memory" : agent.queueVolume,
    volumeMiB: Math.max(SMALLEST_VOLUME_MIB, Math.ceil((queueBytes * VOLUME_FACTOR) / BYTES_PER_MIB)),
    queueBytes,
    samplesPerSecond,
    expiryMinutes,
  };
}

/** The longest outage, in whole minutes, for which a queue fits a volume; 0 or less where no outage does. */
export function affordableOutageMinutes(samplesPerSecond: number, volumeMiB: number): number {
  const bytesPerMinute = samplesPerSecond * SECONDS_PER_MINUTE * BYTES_PER_SAMPLE * VOLUME_FACTOR;
  return Math.floor((volumeMiB * BYTES_PER_MIB) / bytesPerMinute) - EXPIRY_MARGIN_MINUTES;
}

/** The arithmetic of a queue's volume, as text for messages. */
export function volumeArithmetic({ expiryMinutes, samplesPerSecond, volumeMiB }: QueueSizing): string {
  const rate = `${countText(samplesPerSecond)} samples/s`;
  return `${expiryMinutes} min × 60 s × ${rate} × ${BYTES_PER_SAMPLE} bytes × ${VOLUME_FACTOR} = ${countText(volumeMiB)} MiB`;
}

/** The smallest out-of-order window with which the store accepts every sample that waited for the outage. */
export function neededWindowMinutes(outageMinutes: number): number {
  return outageMinutes + EXPIRY_MARGIN_MINUTES;
}

/** Settings of the stack's own Prometheus, completed from other sections. */
export type StoreSettings = PrometheusSettings & {
  readonly outOfOrderMinutes: number;
  /** Seconds between two samples of a series. */
  readonly scrapeIntervalSeconds: number;
};

/** The settings of Prometheus; its out-of-order window follows the outage unless the stack sets one. */
export function storeSettings(
  metrics: PrometheusSettings,
  {
    outageMinutes,
    agent,
  }: Pick<Settings, "outageMinutes"> & { readonly agent: Pick<AgentSettings, "scrapeIntervalSeconds"> },
): StoreSettings {
  return {
    ...metrics,
    outOfOrderMinutes: metrics.outOfOrderMinutes ?? outageMinutes + WINDOW_MARGIN_MINUTES,
    scrapeIntervalSeconds: agent.scrapeIntervalSeconds,
  };
}
