/** The size of an agent's queue, from which no sample is lost in the outage window, and the times that follow from it. */
import { PROFILES } from "./agent";
import type { AgentSettings, Settings } from "../schema/settings";
import { BYTES_PER_MIB, countText, SECONDS_PER_MINUTE } from "./units";

/**
 * Bytes that a waiting sample takes in the queue of the project's exporter, as a compressed request.
 *
 * Measured with collector 0.159 and eight attributes of the resource, a request for each scrape in four parts: node
 * exporter's page 45, counters with labels of 110 characters 42 where a target has 100 of them and 20 where it has
 * 10,000, classic histograms 21. Targets of a dozen series take more, and so do series whose labels are long and have
 * nothing in common.
 */
const COMPRESSED_BYTES_PER_SAMPLE = 64;

/**
 * Bytes of heap that a waiting data point takes before contrib's exporter, which keeps it as it was received.
 *
 * Measured with collector 0.159, labels of 110 characters and eight attributes of the resource: 650 to 680. A classic
 * histogram is one data point of many samples.
 */
export const RECEIVED_BYTES_PER_SAMPLE = 700;

/** Memory that the exporter may use before it writes files, in MiB: a minute of an outage at 50,000 samples/s. */
const MEMORY_BEFORE_DISK_MIB = 64;

/** Smallest queue in memory. */
const SMALLEST_MEMORY_MIB = 64;

/** Smallest volume of a queue in files. */
const SMALLEST_VOLUME_MIB = 128;

/** Size of the volume per size of the queue: a segment that is partly sent still takes its whole size. */
const VOLUME_FACTOR = 1.25;

/** What an agent's own log may take of the pod's disk beside the queue, in MiB. */
export const LOG_MIB = 128;

/** Minutes beyond the outage for which a sample is still sent: the agent notices the store's return with a delay. */
const EXPIRY_MARGIN_MINUTES = 2;

/** Where an agent's queue is: in its process, or in files on the pod's disk or the node's disk. */
export type QueueVolume = "memory" | "emptyDir" | "hostPath";

/**
 * The exporter that writes samples and holds the queue: the project's own, `durable_remote_write`, which is in the
 * project's image alone, or contrib's `prometheus_remote_write`, which is in every image.
 */
export type Writer = "own" | "contrib";

export type DeliverySettings = Pick<Settings, "delivery" | "outageMinutes"> & {
  readonly agent: Pick<AgentSettings, "profile" | "samplesPerSecond" | "queueVolume">;
  readonly collectorImage?: Settings["collectorImage"];
};

/** An agent's queue. */
export interface QueueSizing {
  readonly writer: Writer;
  readonly volume: QueueVolume;
  /** Memory of the process that the queue may take; it is added to the agent's memory limit. */
  readonly memoryMiB: number;
  /** Files that the queue may take; 0 for a queue in memory. */
  readonly diskMiB: number;
  /** Size of the volume for those files; 0 for a queue in memory. */
  readonly volumeMiB: number;
  /** Rate for which the queue is sized. */
  readonly samplesPerSecond: number;
  /** Age at which a sample is dropped, so that a longer outage costs the oldest samples and leaves room for new ones. */
  readonly expiryMinutes: number;
}

/** The exporter with which a stack's agents write. */
export function writerOf({ collectorImage }: Pick<DeliverySettings, "collectorImage">): Writer {
  return collectorImage?.distribution === "gke-telemetry" ? "own" : "contrib";
}

/** Requests that the project's exporter has under way at a time, and samples of each: its defaults. */
const OWN_REQUESTS = { requests: 8, samples: 10_000 };

/** Requests that an exporter has under way at a time, and samples of a full one. */
export function writerRequestSamples(
  writer: Writer,
  { profile }: Pick<AgentSettings, "profile">,
): { readonly requests: number; readonly samples: number } {
  // Contrib's sends one after the other: side by side they could overtake each other.
  return writer === "own" ? OWN_REQUESTS : { requests: 1, samples: PROFILES[profile].batchSize };
}

function bytesPerSample(writer: Writer): number {
  return writer === "own" ? COMPRESSED_BYTES_PER_SAMPLE : RECEIVED_BYTES_PER_SAMPLE;
}

/** The queue that covers the outage window of the settings. */
export function queueSizing(settings: DeliverySettings): QueueSizing {
  const { delivery, outageMinutes, agent } = settings;
  const writer = writerOf(settings);
  const samplesPerSecond = agent.samplesPerSecond ?? PROFILES[agent.profile].samplesPerSecond;
  const expiryMinutes = outageMinutes + EXPIRY_MARGIN_MINUTES;
  const seconds = expiryMinutes * SECONDS_PER_MINUTE;
  const queueMiB = Math.ceil((samplesPerSecond * seconds * bytesPerSample(writer)) / BYTES_PER_MIB);
  const common = { writer, samplesPerSecond, expiryMinutes };
  if (delivery === "memory")
    return {
      ...common,
      volume: "memory",
      memoryMiB: Math.max(SMALLEST_MEMORY_MIB, queueMiB),
      diskMiB: 0,
      volumeMiB: 0,
    };
  const volumeMiB = Math.max(SMALLEST_VOLUME_MIB, Math.ceil(queueMiB * VOLUME_FACTOR));
  return {
    ...common,
    volume: agent.queueVolume,
    memoryMiB: MEMORY_BEFORE_DISK_MIB,
    diskMiB: Math.floor(volumeMiB / VOLUME_FACTOR),
    volumeMiB,
  };
}

/** What the queue takes of memory or disk, in MiB: the size that its limit applies to. */
export function queueSpaceMiB({ volume, memoryMiB, volumeMiB }: QueueSizing): number {
  return volume === "memory" ? memoryMiB : volumeMiB;
}

/** The longest outage, in whole minutes, for which a queue fits a space; 0 or less where no outage does. */
export function affordableOutageMinutes(
  { writer, volume, samplesPerSecond }: Pick<QueueSizing, "writer" | "volume" | "samplesPerSecond">,
  spaceMiB: number,
): number {
  const factor = volume === "memory" ? 1 : VOLUME_FACTOR;
  const bytesPerMinute = samplesPerSecond * SECONDS_PER_MINUTE * bytesPerSample(writer) * factor;
  return Math.floor((spaceMiB * BYTES_PER_MIB) / bytesPerMinute) - EXPIRY_MARGIN_MINUTES;
}

/** The arithmetic of a queue's size, as text for messages. */
export function queueArithmetic(sizing: QueueSizing): string {
  const { writer, volume, expiryMinutes, samplesPerSecond } = sizing;
  const factor = volume === "memory" ? "" : ` × ${VOLUME_FACTOR}`;
  return `${expiryMinutes} min × 60 s × ${countText(samplesPerSecond)} samples/s × ${bytesPerSample(writer)} bytes${factor} = ${countText(queueSpaceMiB(sizing))} MiB`;
}

/** The smallest out-of-order window with which the store accepts every sample that waited for the outage. */
export function neededWindowMinutes(outageMinutes: number): number {
  return outageMinutes + EXPIRY_MARGIN_MINUTES;
}
