/** The figures of a plan, from the same sizing and prices as its forecast. */
import { DEFAULT_TEAM } from "../../../../settings/schema/tracing";
import { settingsSchema, type Settings } from "../../../../settings/schema/settings";
import { agentMemory, agentSizing } from "../../../../settings/sizing/agent";
import { fullNodeSeries } from "../../../../settings/sizing/cluster/containers";
import { objectsSizing } from "../../../../settings/sizing/cluster/objects";
import { exportersOf, withExporters } from "../../../../settings/sizing/extending/exporters";
import { clusterLoad, loadArithmetic } from "../../../../settings/sizing/load";
import { blockBytes, retainedBytes } from "../../../../settings/sizing/prometheus";
import { queueSizing, queueSpaceMiB, type QueueVolume, writerOf } from "../../../../settings/sizing/queue";
import { seriesPerNamespace, seriesPerNamespaceText } from "../../../../settings/sizing/series";
import { storeSettings } from "../../../../settings/sizing/store";
import { countText, gibText } from "../../../../settings/sizing/units";
import { addedPrice } from "../../../price/bill";
import { priceOf } from "../../../price/price";
import { onNodes, requestsOf } from "../../../price/requests";
import type { Figure, Figures } from "../../figures";
import type { Plan } from "../../plan";

const VOLUMES: Readonly<Record<QueueVolume, string>> = {
  memory: "memory of the agent's process",
  emptyDir: "disk of the agent's pod",
  hostPath: "disk of the node",
};

const counted = (amount: number, unit: string, more = ""): Figure => ({
  text: `${countText(amount)} ${unit}${more}`,
  amount,
  unit,
});

function scrapes(settings: Settings): Figures {
  const { cluster, agent, containers, objects } = settings;
  const { nodes } = clusterLoad({ cluster, agent });
  const series = {
    ...(containers.enabled && { "series of containers": nodes * fullNodeSeries() }),
    ...(objects.enabled && { "series of Kubernetes objects": objectsSizing(settings).series }),
  };
  const interval = agent.scrapeIntervalSeconds;
  const perSecond = Object.values(series).reduce((sum, one) => sum + one, 0) / interval;
  return {
    "profile of an agent": { text: `${agent.profile} (${agentSizing(agent).domain})` },
    "scrape interval": counted(interval, "s"),
    ...Object.fromEntries(
      Object.entries(series).map(([name, amount]) => [name, counted(amount, "series", ` on ${nodes} nodes`)]),
    ),
    "samples of containers and objects": counted(Math.ceil(perSecond), "samples/s"),
    "samples that agents and store are sized for": {
      ...counted(clusterLoad({ cluster, agent }).samplesPerSecond, "samples/s"),
      text: loadArithmetic(clusterLoad({ cluster, agent })),
    },
    "series of a namespace on a node":
      writerOf(settings) === "own"
        ? { ...counted(seriesPerNamespace(agent), "series"), text: seriesPerNamespaceText(agent) }
        : { text: "not limited" },
  };
}

function promise(settings: Settings): Figures {
  const queue = queueSizing(settings);
  const memory = withExporters(
    agentMemory(agentSizing(settings.agent), queue.memoryMiB),
    exportersOf("metrics", settings.exporters),
  );
  return {
    "outage without a loss": counted(
      settings.outageMinutes,
      "minutes",
      ` at ${countText(queue.samplesPerSecond)} samples/s per node`,
    ),
    "queue of an agent": counted(queueSpaceMiB(queue), "MiB", ` of ${VOLUMES[queue.volume]}`),
    "memory of an agent": {
      ...counted(memory.memoryLimitMiB, "MiB"),
      text: `request ${countText(agentSizing(settings.agent).memoryRequestMiB)} MiB, limit ${countText(memory.memoryLimitMiB)} MiB`,
    },
  };
}

function store(settings: Settings): Figures {
  if (settings.metrics.kind !== "prometheus") return {};
  const metrics = storeSettings(settings.metrics, settings);
  return {
    "retention of samples": counted(metrics.retentionHours, "h"),
    "disk of samples": {
      amount: Math.round(retainedBytes(metrics) / 2 ** 30),
      unit: "GiB",
      text: `${gibText(retainedBytes(metrics))} of ${gibText(blockBytes(metrics))} for blocks`,
    },
  };
}

/** How long traces and logs are kept, where that is a time. */
function retention({ tracing, logs }: Settings): Figures {
  const teams = tracing ? [{ name: DEFAULT_TEAM, storage: tracing.defaultStorage }, ...tracing.teams] : [];
  const traces = teams.flatMap(({ name, storage }) =>
    storage.kind === "volume"
      ? [[`retention of traces of ${name}`, counted(storage.retentionHours, "h")] as const]
      : [],
  );
  return {
    ...Object.fromEntries(traces),
    ...(logs?.kind === "victorialogs" && { "retention of logs": counted(logs.retentionDays, "days") }),
  };
}

function requests(plan: Plan, settings: Settings): Figures {
  const { nodes } = clusterLoad(settings);
  const { node, most } = requestsOf(plan);
  const all = onNodes(node, most, nodes);
  const where = ` with ${nodes} nodes`;
  return {
    "CPU requested": counted(Math.round(all.processors * 1000), "millicores", where),
    "memory requested": counted(Math.round(all.memoryGiB * 1024), "MiB", where),
    "volumes requested": counted(all.volumesGiB, "GiB"),
  };
}

function price(plan: Plan): Figures {
  const bill = priceOf(plan);
  if (!bill) return {};
  const { least, most } = addedPrice(bill);
  const { node, nodes, clusterFee } = bill;
  const range = (from: number, to: number) =>
    Math.round(from) === Math.round(to) ? `$${countText(to)}` : `$${countText(from)} to $${countText(to)}`;
  return {
    "price of what is added": { amount: most, unit: "$", text: `${range(least, most)} a month` },
    ...(node !== undefined && {
      "price of cluster and nodes": {
        amount: clusterFee + node * nodes.most,
        unit: "$",
        text: `${range(clusterFee + node * nodes.least, clusterFee + node * nodes.most)} a month with ${nodes.least} to ${nodes.most} nodes`,
      },
    }),
  };
}

/**
 * The figures of a plan: its own, or else computed from its settings.
 *
 * @returns undefined where the settings are of a revision that this one cannot read
 */
export function figuresOf(plan: Plan): Figures | undefined {
  if (plan.figures) return plan.figures;
  if (!plan.settings) return {};
  const { success, data: settings } = settingsSchema.safeParse(plan.settings);
  if (!success) return undefined;
  const read = { ...plan, settings };
  return {
    ...scrapes(settings),
    ...promise(settings),
    ...store(settings),
    ...retention(settings),
    ...requests(read, settings),
    ...price(read),
  };
}

/** The plan with its figures, for a later revision to compare with. */
export function withFigures(plan: Plan): Plan {
  const figures = plan.settings && figuresOf(plan);
  return figures ? { ...plan, figures } : plan;
}
