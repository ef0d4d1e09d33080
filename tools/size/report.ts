/** What a load needs: settings, and what follows from them. */
import { clusterFacts } from "../../facts/cluster";
import { storeFacts } from "../../facts/store";
import { problemText } from "../../settings/problems";
import type { Settings } from "../../settings/schema/settings";
import { agentMemory, agentSizing } from "../../settings/sizing/agent";
import { AGENT_NEEDS_ERROR } from "../../settings/sizing/measured/agentNeeds";
import { prometheusResources } from "../../settings/sizing/prometheus";
import { queueSizing } from "../../settings/sizing/queue";
import { percentText } from "../../settings/sizing/shares";
import { storeSettings } from "../../settings/sizing/store";
import { countText } from "../../settings/sizing/units";
import { planStack, type Plan } from "../plan/plan";
import { parseStackFile } from "../plan/stackFile";
import { billOf, billText, type PricedNodes } from "../price/bill";
import type { Asked } from "./asked";
import { GROWTH } from "./live/advice";
import type { Live } from "./live/read";
import type { Base } from "./settings/base";
import type { Load } from "./settings/candidates";
import { needsOf } from "./settings/capacity";
import { changedSections, stackFileText } from "./settings/paste";
import { solve } from "./settings/solve";

/** Lines by subject, in the order in which they are shown. */
type Lines = Readonly<Record<string, string>>;

export type SizeReport =
  | {
      readonly kind: "fits";
      readonly load: Load;
      readonly needs: Lines;
      /** The sections to change, as text of a stack file; undefined where the stack has them already. */
      readonly paste: string | undefined;
    }
  | {
      readonly kind: "too-large";
      readonly load: Load;
      readonly reasons: readonly string[];
      readonly remedies: readonly string[];
    };

/** Machine and place of the price for a cluster that the stack does not create. */
const USUAL_NODE = { location: "europe-west1", machineType: "e2-standard-4", spot: false, diskGiB: 50 } as const;

function pricedNodes({ cluster }: Settings, nodes: number): PricedNodes {
  const gke = clusterFacts(cluster).gke;
  const node = gke ? { location: gke.location, ...gke.nodePool } : USUAL_NODE;
  const { location, machineType, spot, diskGiB } = node;
  return { location, machineType, spot, diskGiB, least: nodes, most: nodes };
}

function agentText(settings: Settings, load: Load): string {
  const { agent } = settings;
  const sizing = agentSizing(agent);
  const memory = agentMemory(sizing, queueSizing(settings).memoryMiB);
  const needs = needsOf(settings, load);
  return [
    `profile ${agent.profile}, ${countText(load.samplesPerSecondOfNode)} samples/s on a node`,
    `request ${countText(sizing.memoryRequestMiB)} MiB and ${sizing.cpuRequestMillicores}m, limit ${countText(memory.memoryLimitMiB)} MiB and ${sizing.cpuLimitMillicores}m`,
    `expected ${countText(needs.memoryMiB)} MiB (± ${percentText(AGENT_NEEDS_ERROR.memory)}) and ${countText(needs.cpuMillicores)}m (± ${percentText(AGENT_NEEDS_ERROR.cpu)}) while the store answers`,
  ].join("; ");
}

function storeText(settings: Settings): string {
  const store = storeFacts(settings.metrics).deployment;
  if (store.kind === "none") return "exists already: it has to take these samples";
  const complete = storeSettings(store.settings, settings);
  const { requests, limits } = prometheusResources(complete);
  const series = complete.expectedSamplesPerSecond * complete.scrapeIntervalSeconds;
  return `Prometheus for ${countText(series)} series requests ${requests.memory} and ${requests.cpu}, limit ${limits.memory} and ${limits.cpu}`;
}

/** Lines of the plan that say what a load needs. */
const PLANNED_LINES = ["nothing lost", "samples", "containers", "objects", "trace gateway", "sampling"];

function linesOf(plan: Plan & { readonly settings: Settings }, load: Load): Lines {
  const { settings, forecast = {} } = plan;
  const planned = PLANNED_LINES.flatMap((name) => (name in forecast ? [[name, forecast[name] ?? ""] as const] : []));
  return {
    agent: agentText(settings, load),
    ...Object.fromEntries(planned),
    store: storeText(settings),
    price: billText(billOf(plan, pricedNodes(settings, load.nodes))),
  };
}

/** The load that is there, with room for growth, for what nobody asks otherwise. */
export function liveLoad({ nodes, measured }: Live, asked: Asked): Asked {
  const grown = (value: number | undefined) =>
    value === undefined ? {} : { samplesPerSecond: Math.ceil(value * GROWTH) };
  return {
    ...(nodes !== undefined && { nodes }),
    ...grown(measured?.samplesPerSecond),
    ...(measured && { busiestNode: Math.ceil(measured.busiestNode * GROWTH), targets: measured.targets }),
    ...asked,
  };
}

/** What a stack needs for a load. The settings of the answer are planned, as `npm run plan` would. */
export async function reportOf(base: Base, settings: Settings, load: Load): Promise<SizeReport> {
  const solution = solve(base, settings, load);
  if (solution.kind === "too-large") return { ...solution, load };
  const changed = base.isNew ? { ...base.raw, ...solution.sections } : changedSections(base.raw, solution.sections);
  const text = stackFileText(changed);
  const { values } = parseStackFile("the settings to paste", text);
  const { secretKeys } = base.configuration;
  const plan = await planStack(base.stack, { values: { ...base.configuration.values, ...values }, secretKeys });
  const planned = plan.settings;
  if (!planned || plan.problems.length > 0)
    return { kind: "too-large", load, reasons: plan.problems.map(problemText), remedies: [] };
  const paste = Object.keys(changed).length === 0 ? undefined : text;
  return { kind: "fits", load, needs: linesOf({ ...plan, settings: planned }, load), paste };
}
