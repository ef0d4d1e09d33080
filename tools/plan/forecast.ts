/** What the settings mean in memory, disk and samples, as sentences for a reviewer. */
import { queueSizing, type QueueVolume } from "../../settings/delivery";
import { agentSizing } from "../../settings/profiles";
import type { Settings } from "../../settings/schema";
import { blockBytes, retainedBytes } from "../../settings/storage";
import { BYTES_PER_MIB, MIB_PER_GIB, countText, gibText } from "../../settings/units";

/** Lines by subject, in the order in which they are shown. */
export type Forecast = Readonly<Record<string, string>>;

function nodes({ cluster }: Settings): string {
  if (cluster.kind === "existing") return `every node of ${cluster.name}`;
  const { minNodes, maxNodes, machineType, spot } = cluster.nodePool;
  const perZone = /-[a-z]$/.test(cluster.location) ? "" : " in each zone";
  return `${minNodes} to ${maxNodes} ${spot ? "spot " : ""}${machineType}${perZone} in ${cluster.location}`;
}

function storage({ metrics }: Settings): string {
  if (metrics.kind === "remote") return `written to ${metrics.url}`;
  return `${metrics.retentionHours} h of ${countText(metrics.expectedSamplesPerSecond)} samples/s = ${gibText(retainedBytes(metrics))} of ${gibText(blockBytes(metrics))} for blocks on a volume of ${metrics.storageGiB} GiB`;
}

/** Where a queue is kept, and what ends it. */
const VOLUMES: Readonly<Record<QueueVolume, string>> = {
  memory: "of memory, if the pod lives",
  emptyDir: "of disk, if the pod lives",
  hostPath: "of disk, even if the pod dies",
};

function promise(settings: Settings): string {
  const { volume, volumeMiB, samplesPerSecond } = queueSizing(settings);
  const size = volumeMiB < MIB_PER_GIB ? `${countText(volumeMiB)} MiB` : gibText(volumeMiB * BYTES_PER_MIB);
  return `up to ${settings.outageMinutes} minutes at ${countText(samplesPerSecond)} samples/s per node, ${size} ${VOLUMES[volume]}`;
}

/** The forecast of a stack. */
export function forecast(settings: Settings): Forecast {
  const sizing = agentSizing(settings.agent);
  const queue = queueSizing(settings);
  return {
    nodes: nodes(settings),
    agent: `profile ${settings.agent.profile} (${sizing.domain}), every ${settings.agent.scrapeIntervalSeconds} s`,
    "agent memory": `request ${sizing.memoryRequestMiB} MiB, refuses data at ${sizing.memoryLimiterMiB} MiB, limit ${sizing.memoryLimitMiB} MiB${queue.volume === "memory" ? ` and ${countText(queue.volumeMiB)} MiB for the queue` : ""}`,
    "nothing lost": promise(settings),
    samples: storage(settings),
  };
}
