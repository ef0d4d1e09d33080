/** What of a stack is too big and too small for what runs, and by how much. */
import { clusterFacts } from "../../../facts/cluster";
import { key } from "../../../settings/rules/rule";
import type { Settings } from "../../../settings/schema/settings";
import { agentMemory, agentSizing } from "../../../settings/sizing/agent";
import { clusterLoad } from "../../../settings/sizing/load";
import { AGENT_NEEDS_ERROR, agentNeeds } from "../../../settings/sizing/measured/agentNeeds";
import { prometheusMemoryMiB } from "../../../settings/sizing/prometheus";
import { queueSizing, writerOf } from "../../../settings/sizing/queue";
import { LIMITER_SHARE, percentText } from "../../../settings/sizing/shares";
import { storeSettings } from "../../../settings/sizing/store";
import { countText, MIB_PER_GIB } from "../../../settings/sizing/units";
import type { Live, Measured } from "./read";

/** Room above what is measured for the growth of some months, and for nodes that become busier. */
export const GROWTH = 1.5;

/** From this multiple of what is needed with its room on, something is too big. */
const TOO_BIG = 2;

/** Memory that is not worth a change of settings, in MiB. */
const SMALL_MIB = 512;

export interface Advice {
  readonly what: string;
  /** What is measured beside what the stack is sized for. */
  readonly text: string;
  readonly verdict: "fits" | "too big" | "too small";
  /** The setting to change. */
  readonly fix?: string;
}

const timesText = (times: number) => (times >= 10 ? countText(times) : times.toFixed(1));

/** @param has what the stack is sized for @param uses what is measured @param room above that, as a factor */
function compared(
  what: string,
  unit: string,
  has: number,
  uses: number,
  room: number,
  fix: (needed: number) => string,
): Advice {
  const needed = Math.ceil(uses * room);
  const text = `${countText(uses)} ${unit} measured, sized for ${countText(has)}`;
  if (has < needed) {
    const times = timesText(needed / has);
    return {
      what,
      text: `${text}; with room for growth it needs ${times} times that`,
      verdict: "too small",
      fix: fix(needed),
    };
  }
  if (has > needed * TOO_BIG)
    return {
      what,
      text: `${text}, ${timesText(has / needed)} times what it needs with room for growth`,
      verdict: "too big",
      fix: fix(needed),
    };
  return { what, text, verdict: "fits" };
}

/** The forecast beside the measurement: whoever trusts the one sees how far it is from the other. */
function forecastText(settings: Settings, measured: Measured): string {
  const needs = agentNeeds(writerOf(settings), {
    samplesPerSecond: measured.busiestNode,
    scrapeIntervalSeconds: settings.agent.scrapeIntervalSeconds,
    targets: measured.targetsOfBusiestNode,
  });
  const error = (forecast: number, value: number) => {
    const share = forecast / value - 1;
    return `${share < 0 ? "−" : "+"}${percentText(Math.abs(share))}`;
  };
  return [
    `${countText(measured.agentMiB)} MiB, forecast ${countText(needs.memoryMiB)} (${error(needs.memoryMiB, measured.agentMiB)})`,
    `${countText(measured.agentMillicores)} millicores, forecast ${countText(needs.cpuMillicores)} (${error(needs.cpuMillicores, measured.agentMillicores)})`,
  ].join("; ");
}

function agentAdvice(settings: Settings, measured: Measured): Advice[] {
  const { samplesPerSecondOfNode } = clusterLoad(settings);
  const sizing = agentSizing(settings.agent);
  const { memoryLimiterMiB } = agentMemory(sizing, queueSizing(settings).memoryMiB);
  return [
    compared(
      "samples/s of the busiest node",
      "samples/s",
      samplesPerSecondOfNode,
      measured.busiestNode,
      GROWTH,
      (needed) => `${key("agent.samplesPerSecond")}: ${needed}`,
    ),
    { what: "busiest agent", text: forecastText(settings, measured), verdict: "fits" },
    ...(measured.agentMiB > memoryLimiterMiB
      ? [
          {
            what: "memory of an agent",
            text: `${countText(measured.agentMiB)} MiB, and it refuses data at ${countText(memoryLimiterMiB)}`,
            verdict: "too small" as const,
            fix: `${key("agent.memoryLimitMiB")}: ${Math.ceil((measured.agentMiB * (1 + AGENT_NEEDS_ERROR.memory)) / LIMITER_SHARE)}, or a larger ${key("agent.profile")}`,
          },
        ]
      : []),
  ];
}

function storeAdvice(settings: Settings, measured: Measured): Advice[] {
  if (settings.metrics.kind !== "prometheus" || !measured.store) return [];
  const store = storeSettings(settings.metrics, settings);
  const { memoryMiB, diskMiB } = measured.store;
  const request = prometheusMemoryMiB(store);
  const follows = `it follows from ${key("agent.samplesPerSecond")} and the nodes`;
  const disk = compared(
    "volume of Prometheus",
    "MiB",
    store.storageGiB * MIB_PER_GIB,
    diskMiB,
    GROWTH,
    (needed) => `${key("metrics.storageGiB")}: ${Math.ceil(needed / MIB_PER_GIB)}`,
  );
  const memory = compared("memory of Prometheus", "MiB", request, memoryMiB, 1, () => follows);
  return [
    // What it has without a series is no waste.
    ...(memory.verdict === "too big" && request - memoryMiB < SMALL_MIB ? [] : [memory]),
    // Until the retention has passed once, a volume is not full; and none can shrink.
    ...(disk.verdict === "too small" ? [disk] : []),
  ];
}

function nodesAdvice(settings: Settings, nodes: number): Advice[] {
  const most = clusterLoad(settings).nodes;
  const isGke = clusterFacts(settings.cluster).gke !== undefined;
  const setting = key(isGke ? "cluster.nodePool.maxNodes" : "cluster.maxNodes");
  // A pool that scales by itself has fewer nodes than it may have.
  if (isGke && nodes <= most) return [];
  return [compared("nodes", "nodes", most, nodes, 1, (needed) => `${setting} for ${needed} nodes`)];
}

/** What is there beside what the settings say. */
export function adviceOf(settings: Settings, { nodes, measured }: Live): Advice[] {
  return [
    ...(nodes === undefined ? [] : nodesAdvice(settings, nodes)),
    ...(measured ? [...agentAdvice(settings, measured), ...storeAdvice(settings, measured)] : []),
  ];
}
