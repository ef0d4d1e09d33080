/** Rules about the delivery guarantee: no sample is lost while the store is down for the outage window. */
import {
  affordableOutageMinutes,
  neededWindowMinutes,
  queueArithmetic,
  queueSizing,
  queueSpaceMiB,
  type Writer,
  writerOf,
} from "../sizing/queue";
import type { Problem } from "../problems";
import { countText, MIB_PER_GIB } from "../sizing/units";
import { key, type Rule, type RuleInput } from "./rule";

/** The most that a queue in memory may add to an agent's memory limit, so that it stays a small part of a usual node. */
const LARGEST_MEMORY_MIB = 4 * MIB_PER_GIB;

/** The most disk that a queue may use on a node of an existing cluster, whose disk size is unknown. */
const LARGEST_DISK_MIB = 100 * MIB_PER_GIB;

/** Part of a GKE node's boot disk that the queue may use; pods have about half of the disk altogether. */
const BOOT_DISK_SHARE = 0.25;

const SIZE_PATHS = [
  "delivery",
  "outageMinutes",
  "agent.profile",
  "agent.samplesPerSecond",
  "agent.queueVolume",
  "collectorImage.distribution",
];

/** The largest allowed volume of a queue, as a number and as text for messages. */
function volumeLimit({ delivery, cluster }: RuleInput): { readonly mebibytes: number; readonly text: string } {
  if (delivery === "memory")
    return {
      mebibytes: LARGEST_MEMORY_MIB,
      text: "4,096 MiB, the most that a queue may add to an agent's memory limit",
    };
  if (cluster?.kind !== "gke")
    return { mebibytes: LARGEST_DISK_MIB, text: "102,400 MiB, the most disk that a queue may use" };
  const mebibytes = Math.floor(cluster.nodePool.diskGiB * MIB_PER_GIB * BOOT_DISK_SHARE);
  return {
    mebibytes,
    text: `${countText(mebibytes)} MiB, a quarter of ${key("cluster.nodePool.diskGiB")}`,
  };
}

/** What makes a queue in memory smaller: waiting samples are compressed, or in files. */
const OWN_IMAGE_REMEDY: Readonly<Record<Writer, string>> = {
  own: `${key("delivery")} to durable`,
  contrib: `${key("collectorImage.distribution")} to gke-telemetry, with which a waiting sample takes a tenth`,
};

const queueFitsItsVolume: Rule = {
  reads: [...SIZE_PATHS, "cluster.nodePool.diskGiB"],
  check: (settings) => {
    const { agent, delivery, outageMinutes, collectorImage } = settings;
    if (agent === undefined || delivery === undefined || outageMinutes === undefined) return [];
    const sizing = queueSizing({ delivery, outageMinutes, agent, collectorImage });
    const limit = volumeLimit(settings);
    if (queueSpaceMiB(sizing) <= limit.mebibytes) return [];
    const affordable = affordableOutageMinutes(sizing, limit.mebibytes);
    const remedies = [
      ...(affordable >= 1 ? [`${key("outageMinutes")} to ${affordable} or less`] : []),
      `${key("agent.samplesPerSecond")} to the rate that a node really has`,
      ...(delivery === "memory" ? [OWN_IMAGE_REMEDY[sizing.writer]] : []),
    ];
    return [
      {
        path: key("outageMinutes"),
        value: outageMinutes,
        rule: `needs a larger queue than is allowed: ${queueArithmetic(sizing)}, and the limit is ${limit.text}`,
        fix: `Set ${remedies.join(", or ")}.`,
      },
    ];
  },
};

const windowCoversOutage: Rule = {
  reads: ["outageMinutes", "metrics.outOfOrderMinutes"],
  check: ({ metrics, outageMinutes }): Problem[] => {
    if (metrics?.kind !== "prometheus" || metrics.outOfOrderMinutes === undefined || outageMinutes === undefined)
      return [];
    const needed = neededWindowMinutes(outageMinutes);
    if (metrics.outOfOrderMinutes >= needed) return [];
    return [
      {
        path: key("metrics.outOfOrderMinutes"),
        value: metrics.outOfOrderMinutes,
        rule: `must be at least ${needed}, which is ${key("outageMinutes")} plus 2: Prometheus would reject samples that waited for an outage of ${outageMinutes} minutes as too old`,
        fix: `Set ${key("metrics.outOfOrderMinutes")} to ${needed} or more, or remove it, so that it follows ${key("outageMinutes")}.`,
      },
    ];
  },
};

const volumeFitsDelivery: Rule = {
  reads: ["delivery", "agent.queueVolume"],
  check: ({ agent, delivery }) =>
    agent?.queueVolume === "hostPath" && delivery === "memory"
      ? [
          {
            path: key("agent.queueVolume"),
            value: agent.queueVolume,
            rule: `requires ${key("delivery")}: durable, because a queue in memory needs no volume on the node`,
            fix: `Set ${key("delivery")}: durable, or remove ${key("agent.queueVolume")}.`,
          },
        ]
      : [],
};

const durableHasItsExporter: Rule = {
  reads: ["delivery", "collectorImage.distribution"],
  check: ({ delivery, collectorImage }) =>
    delivery === "durable" && writerOf({ collectorImage }) === "contrib"
      ? [
          {
            path: key("delivery"),
            value: delivery,
            rule: `requires ${key("collectorImage.distribution")}: gke-telemetry, because no other image has the exporter that keeps samples in files`,
            fix: `Set ${key("collectorImage")}: {distribution: gke-telemetry}, with the repository to which \`npm run image -- --push\` has pushed it if that is your own, or set ${key("delivery")}: memory.`,
          },
        ]
      : [],
};

export const DELIVERY_RULES: readonly Rule[] = [
  queueFitsItsVolume,
  windowCoversOutage,
  volumeFitsDelivery,
  durableHasItsExporter,
];
