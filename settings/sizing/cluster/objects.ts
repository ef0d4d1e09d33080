/** Shards and memory of kube-state-metrics, and what its series cost. */
import type { AgentSettings, ClusterSettings, Settings } from "../../schema/settings";
import { podSampleLimit } from "../agent";
import { clusterLoad } from "../load";
import { seriesPerNamespace } from "../series";
import { BYTES_PER_MIB, countText } from "../units";

/** Pods of a node, over the whole cluster. Most clusters have fewer. */
const PODS_PER_NODE = 50;

/**
 * Series that are kept of a pod with two containers, its share of its workload included, and of a node. Counted with
 * kube-state-metrics 2.18.
 */
const SERIES = { pod: 31, node: 40 } as const;

/** Memory while it lists the objects of the whole cluster, in bytes of each pod; every shard lists all. */
const BYTES_PER_LISTED_POD = 16 * 1024;

/** Memory of the process without objects, in MiB. */
const BASE_MIB = 64;

/** Part of the memory limit that is the Go runtime's soft limit. */
const GO_SHARE = 0.9;

export interface ObjectsSizing {
  readonly shards: number;
  /** Series of the whole cluster. */
  readonly series: number;
  readonly memoryRequestMiB: number;
  readonly memoryLimitMiB: number;
  readonly goMemoryLimitMiB: number;
  readonly cpuRequestMillicores: number;
}

export type ObjectsSizingSettings = Pick<Settings, "objects"> & {
  readonly cluster: ClusterSettings;
  readonly agent: Pick<
    AgentSettings,
    "profile" | "samplesPerPod" | "samplesPerSecond" | "scrapeIntervalSeconds" | "seriesPerNamespace"
  >;
};

/**
 * The sizing of kube-state-metrics. The agent of one node scrapes a shard whole: it has to fit the agent's sample limit,
 * and two on one node the series that the agent takes of one namespace.
 */
export function objectsSizing({ objects, cluster, agent }: ObjectsSizingSettings): ObjectsSizing {
  const { nodes } = clusterLoad({ cluster, agent });
  const series = nodes * (PODS_PER_NODE * SERIES.pod + SERIES.node);
  const largestShard = Math.min(podSampleLimit(agent), Math.floor(seriesPerNamespace(agent) / 2));
  const memoryRequestMiB = BASE_MIB + Math.ceil((nodes * PODS_PER_NODE * BYTES_PER_LISTED_POD) / BYTES_PER_MIB);
  const memoryLimitMiB = 2 * memoryRequestMiB;
  return {
    shards: objects.shards ?? Math.ceil(series / largestShard),
    series,
    memoryRequestMiB,
    memoryLimitMiB,
    goMemoryLimitMiB: Math.floor(memoryLimitMiB * GO_SHARE),
    cpuRequestMillicores: 50 + Math.ceil(nodes / 2),
  };
}

/** The sizing with its arithmetic, as text for reports. */
export function objectsText(settings: ObjectsSizingSettings): string {
  const { shards, series, memoryRequestMiB, memoryLimitMiB } = objectsSizing(settings);
  const replicas = shards === 1 ? "1 replica" : `${shards} shards`;
  const perSecond = Math.ceil(series / settings.agent.scrapeIntervalSeconds);
  return `${replicas} of kube-state-metrics, request ${countText(memoryRequestMiB)} MiB, limit ${countText(memoryLimitMiB)} MiB; with ${PODS_PER_NODE} pods on each node ${countText(series)} series, ${countText(perSecond)} samples/s`;
}
