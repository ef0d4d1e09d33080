/** Settings that may hold a load, from the smallest. */
import type { ProfileName, Settings } from "../../../settings/schema/settings";
import { zonesOf } from "../../../settings/sizing/load";
import { PROFILES } from "../../../settings/sizing/agent";
import { neededStorageGiB } from "../../../settings/sizing/prometheus";
import { writerOf } from "../../../settings/sizing/queue";
import type { Asked } from "../asked";
import type { Raw } from "./base";

/** A load with nothing left open. */
export interface Load {
  readonly samplesPerSecond: number;
  /** Samples per second for which each agent is sized. */
  readonly samplesPerSecondOfNode: number;
  readonly scrapeIntervalSeconds: number;
  readonly targets: number | undefined;
  readonly nodes: number;
  readonly outageMinutes: number;
  readonly retentionHours: number;
}

/** Rounds up to two digits, so that nobody takes a size for more exact than it is. */
function rounded(value: number): number {
  const unit = 10 ** Math.max(0, Math.floor(Math.log10(value)) - 1);
  return Math.ceil(value / unit) * unit;
}

const DEFAULT_RETENTION_HOURS = 12;

/** Smallest volume of a Prometheus that has none yet, in GiB: its write-ahead log needs room beside the blocks. */
const SMALLEST_STORAGE_GIB = 10;

/** The load that is asked for, with what the stack has where nothing is asked for. */
export function loadOf(
  asked: Asked,
  settings: Settings,
  current: { readonly nodes: number; readonly rate: number },
): Load {
  const nodes = asked.nodes ?? current.nodes;
  const samplesPerSecond = asked.samplesPerSecond ?? current.rate * nodes;
  const mean = Math.ceil(samplesPerSecond / nodes);
  const retention = settings.metrics.kind === "prometheus" ? settings.metrics.retentionHours : DEFAULT_RETENTION_HOURS;
  return {
    samplesPerSecond,
    samplesPerSecondOfNode: rounded(Math.max(mean, asked.busiestNode ?? 0)),
    scrapeIntervalSeconds: settings.agent.scrapeIntervalSeconds,
    targets: asked.targets,
    nodes,
    outageMinutes: asked.outageMinutes ?? settings.outageMinutes,
    retentionHours: asked.retentionHours ?? retention,
  };
}

export interface Choice {
  readonly profile: ProfileName;
  /** Where samples wait, and by which image. Undefined: as the stack has it. */
  readonly delivery: { readonly delivery: string; readonly collectorImage?: object } | undefined;
  /** Machine type of a cluster that the stack creates; undefined: as the stack has it. */
  readonly machineType: string | undefined;
}

const section = (raw: Raw, name: string): Raw => (raw[name] ?? {}) as Raw;

function without(value: Raw, ...names: readonly string[]): Raw {
  return Object.fromEntries(Object.entries(value).filter(([name]) => !names.includes(name)));
}

function clusterWith(raw: Raw, { nodes }: Load, machineType: string | undefined): Raw {
  const cluster = section(raw, "cluster");
  if (cluster["kind"] !== "gke") return { ...cluster, maxNodes: nodes };
  const pool = section(cluster, "nodePool");
  const maxNodes = Math.ceil(nodes / zonesOf(String(cluster["location"])));
  const minNodes = Math.min(Number(pool["minNodes"] ?? 1), maxNodes);
  return { ...cluster, nodePool: { ...pool, ...(machineType !== undefined && { machineType }), minNodes, maxNodes } };
}

/** A volume can grow and not shrink. */
function metricsWith(raw: Raw, load: Load, agents: number): Raw {
  const metrics = section(raw, "metrics");
  if (metrics["kind"] === "remote") return metrics;
  const { retentionHours, scrapeIntervalSeconds } = load;
  const needed = neededStorageGiB({ retentionHours, expectedSamplesPerSecond: agents, scrapeIntervalSeconds });
  const storageGiB = Math.max(rounded(needed), Number(metrics["storageGiB"] ?? SMALLEST_STORAGE_GIB));
  const kept = without(metrics, "expectedSamplesPerSecond", "outOfOrderMinutes");
  return { ...kept, kind: "prometheus", retentionHours, storageGiB };
}

/** Nodes that the settings allow for a load: those of a region are the same in each of its zones. */
function allowedNodes(cluster: Raw, nodes: number): number {
  const zones = cluster["kind"] === "gke" ? zonesOf(String(cluster["location"])) : 1;
  return Math.ceil(nodes / zones) * zones;
}

/** The sections that the load and a choice change, whole. */
export function sectionsFor(raw: Raw, load: Load, { profile, delivery, machineType }: Choice): Raw {
  const cluster = clusterWith(raw, load, machineType);
  const { samplesPerSecondOfNode } = load;
  const agents = allowedNodes(cluster, load.nodes) * samplesPerSecondOfNode;
  const agent = without(section(raw, "agent"), "memoryLimitMiB", "memoryLimiterMiB");
  return {
    cluster,
    agent: { ...agent, profile, samplesPerSecond: samplesPerSecondOfNode },
    outageMinutes: load.outageMinutes,
    ...delivery,
    metrics: metricsWith(raw, load, agents),
  };
}

const PROFILE_NAMES = Object.keys(PROFILES) as ProfileName[];

/** Sizes of machines that are tried, in virtual processors. */
const MACHINE_SIZES = [4, 8, 16, 32];

/** The stack's machine type, and larger ones of its series. */
function machineTypes(settings: Settings): (string | undefined)[] {
  if (settings.cluster.kind !== "gke") return [undefined];
  const { machineType } = settings.cluster.nodePool;
  const [, series, processors] = /^([a-z0-9]+-(?:standard|highmem))-(\d+)$/.exec(machineType) ?? [];
  if (series === undefined) return [undefined];
  return [undefined, ...MACHINE_SIZES.filter((size) => size > Number(processors)).map((size) => `${series}-${size}`)];
}

const OWN_IMAGE = { distribution: "gke-telemetry" };

/** Ways of delivery: the stack's own, then in memory with the project's image, then on disk. */
function deliveries(settings: Settings): Choice["delivery"][] {
  const { collectorImage } = settings;
  const image = collectorImage && writerOf(settings) === "own" ? collectorImage : OWN_IMAGE;
  const others = ["memory", "durable"].map((delivery) => ({ delivery, collectorImage: image }));
  return [undefined, ...others];
}

/** Every choice, the smallest first. */
export function choicesFor(settings: Settings): Choice[] {
  return machineTypes(settings).flatMap((machineType) =>
    deliveries(settings).flatMap((delivery) => PROFILE_NAMES.map((profile) => ({ profile, delivery, machineType }))),
  );
}
