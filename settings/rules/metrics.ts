/** Rules about the store of samples: it has to take what all agents send, and keep it. */
import type { Problem } from "../problems";
import type { Settings } from "../schema/settings";
import {
  clusterLoad,
  type ClusterLoad,
  loadArithmetic,
  SENDING_HEADROOM,
  sendableSamplesPerSecond,
} from "../sizing/load";
import { nodeMemoryMiB } from "../sizing/machines";
import {
  affordableRetentionHours,
  blockBytes,
  neededStorageGiB,
  prometheusMemoryMiB,
  retainedArithmetic,
  retainedBytes,
} from "../sizing/prometheus";
import { queueSizing, writerRequestSamples } from "../sizing/queue";
import { storeSettings, type StoreSettings } from "../sizing/store";
import { countText, gibText } from "../sizing/units";
import { key, type Rule, type RuleInput } from "./rule";

const LOAD_PATHS = [
  "cluster.maxNodes",
  "cluster.nodePool.maxNodes",
  "cluster.location",
  "agent.profile",
  "agent.samplesPerSecond",
];

interface OwnStore {
  readonly store: StoreSettings;
  readonly load: ClusterLoad;
  readonly cluster: Settings["cluster"];
}

/** The stack's own Prometheus and what it gets; undefined where the stack has none. */
function ownStore({ metrics, cluster, agent, outageMinutes }: RuleInput): OwnStore | undefined {
  if (metrics?.kind !== "prometheus" || !cluster || !agent || outageMinutes === undefined) return undefined;
  const load = clusterLoad({ cluster, agent });
  return {
    load,
    cluster,
    store: storeSettings(metrics, { outageMinutes, agent, cluster }),
  };
}

const storeTakesAllAgents: Rule = {
  reads: [...LOAD_PATHS, "metrics.expectedSamplesPerSecond"],
  check: (settings): Problem[] => {
    const own = ownStore(settings);
    if (!own || own.store.expectedSamplesPerSecond >= own.load.samplesPerSecond) return [];
    const { nodes, samplesPerSecond } = own.load;
    const ofNode = Math.floor(own.store.expectedSamplesPerSecond / nodes);
    const fewer = ofNode < 1 ? "" : `, or ${key("agent.samplesPerSecond")} to ${ofNode}, if a node has no more`;
    return [
      {
        path: key("metrics.expectedSamplesPerSecond"),
        value: own.store.expectedSamplesPerSecond,
        rule: `must be at least what all agents may send: ${loadArithmetic(own.load)}`,
        fix: `Set ${key("metrics.expectedSamplesPerSecond")} to ${samplesPerSecond} or remove it${fewer}.`,
      },
    ];
  },
};

const retentionFitsVolume: Rule = {
  reads: [...LOAD_PATHS, "metrics.retentionHours", "metrics.storageGiB", "metrics.expectedSamplesPerSecond"],
  check: (settings) => {
    const store = ownStore(settings)?.store;
    if (!store || retainedBytes(store) <= blockBytes(store)) return [];
    const affordable = affordableRetentionHours(store);
    return [
      {
        path: key("metrics.retentionHours"),
        value: store.retentionHours,
        rule: `does not fit ${key("metrics.storageGiB")} of ${store.storageGiB}: ${retainedArithmetic(store)} = ${gibText(retainedBytes(store))}, and 80 % of the volume is ${gibText(blockBytes(store))}`,
        fix: `Set ${key("metrics.storageGiB")} to ${neededStorageGiB(store)} or more${affordable >= 1 ? `, or ${key("metrics.retentionHours")} to ${affordable} or less` : ""}.`,
      },
    ];
  },
};

/** Part of a node's memory that Prometheus may request; the system and the node's agents have the rest. */
const NODE_MEMORY_SHARE = 0.75;

const storeFitsNode: Rule = {
  reads: [
    ...LOAD_PATHS,
    "cluster.nodePool.machineType",
    "agent.scrapeIntervalSeconds",
    "metrics.expectedSamplesPerSecond",
  ],
  check: (settings): Problem[] => {
    const own = ownStore(settings);
    if (own?.cluster.kind !== "gke") return [];
    const { store, cluster } = own;
    const { machineType } = cluster.nodePool;
    const nodeMiB = nodeMemoryMiB(machineType);
    const requestMiB = prometheusMemoryMiB(store);
    if (nodeMiB === undefined || requestMiB <= nodeMiB * NODE_MEMORY_SHARE) return [];
    const series = store.expectedSamplesPerSecond * store.scrapeIntervalSeconds;
    return [
      {
        path: key("cluster.nodePool.machineType"),
        value: machineType,
        rule: `is too small for Prometheus: ${countText(store.expectedSamplesPerSecond)} samples/s × ${store.scrapeIntervalSeconds} s = ${countText(series)} series need ${countText(requestMiB)} MiB, and three quarters of a node are ${countText(nodeMiB * NODE_MEMORY_SHARE)} MiB`,
        fix: `Choose a larger ${key("cluster.nodePool.machineType")}, set ${key("agent.samplesPerSecond")} to what a node really has, or write to a store that scales: ${key("metrics.kind")}: remote.`,
      },
    ];
  },
};

const agentsKeepUp: Rule = {
  reads: ["agent.profile", "agent.samplesPerSecond", "metrics.responseMilliseconds", "collectorImage.distribution"],
  check: ({ metrics, agent, delivery, outageMinutes, collectorImage }): Problem[] => {
    if (!metrics || !agent || delivery === undefined || outageMinutes === undefined) return [];
    const { writer, samplesPerSecond } = queueSizing({ delivery, outageMinutes, agent, collectorImage });
    const sendable = sendableSamplesPerSecond(writer, agent, metrics.responseMilliseconds);
    if (sendable >= SENDING_HEADROOM * samplesPerSecond) return [];
    const { requests, samples } = writerRequestSamples(writer, agent);
    const remedies = [
      `${key("agent.samplesPerSecond")} to ${Math.max(1, Math.floor(sendable / SENDING_HEADROOM))} or less`,
      ...(writer === "contrib"
        ? [`${key("collectorImage.distribution")} to gke-telemetry, which sends several requests at a time`]
        : []),
    ];
    return [
      {
        path: key("metrics.responseMilliseconds"),
        value: metrics.responseMilliseconds,
        rule: `is too long for ${countText(samplesPerSecond)} samples/s of a node: ${requests === 1 ? "one request" : `${requests} requests`} of ${countText(samples)} samples at a time are ${countText(sendable)} samples/s, and twice the rate is needed, so that what waited for an outage is sent in as much time as it took`,
        fix: `Set ${remedies.join(", or ")}, or use a store that is nearer.`,
      },
    ];
  },
};

/** Names of one label resolve in the asking pod's own namespace alone, and no network policy can follow them. */
const hostsNameTheirNamespace: Rule = {
  reads: ["metrics.url", "metrics.queryUrl"],
  check: ({ metrics }) =>
    metrics?.kind !== "remote"
      ? []
      : (["url", "queryUrl"] as const).flatMap((name) => {
          const url = metrics[name];
          if (url === undefined || !/^[a-z0-9-]+$/i.test(new URL(url).hostname)) return [];
          return [
            {
              path: key(`metrics.${name}`),
              value: url,
              rule: "has a host without a namespace or domain, which agents, gateway and Grafana would look for in their own namespaces",
              fix: "Write a Service of the cluster as SERVICE.NAMESPACE.svc, such as http://mimir.metrics.svc:8080.",
            },
          ];
        }),
};

export const METRICS_RULES: readonly Rule[] = [
  hostsNameTheirNamespace,
  storeTakesAllAgents,
  retentionFitsVolume,
  storeFitsNode,
  agentsKeepUp,
];
