/** Finds the smallest settings that hold a load. */
import { problemText } from "../../../settings/problems";
import type { Settings } from "../../../settings/schema/settings";
import { PROFILES } from "../../../settings/sizing/agent";
import { validate } from "../../../settings/validate";
import type { Base, Raw } from "./base";
import { type AgentSide, affordableShare, neededMemoryLimitMiB, shortagesOf } from "./capacity";
import { type Choice, choicesFor, type Load, sectionsFor } from "./candidates";

/** Settings that hold a load, or why none do. */
export type Solution =
  | {
      readonly kind: "fits";
      /** The sections that have to be as they are here, whole. */
      readonly sections: Raw;
      readonly settings: Settings;
    }
  | {
      readonly kind: "too-large";
      /** What the largest settings lack, as sentences. */
      readonly reasons: readonly string[];
      /** What would help besides, as sentences. */
      readonly remedies: readonly string[];
    };

interface Tried {
  readonly sections: Raw;
  readonly settings: Settings | undefined;
  readonly reasons: readonly string[];
}

/** A memory limit of its own, where the largest profile has everything but memory. */
function withMemory(base: Base, load: Load, choice: Choice, tried: Tried): Tried {
  if (choice.profile !== "high" || !tried.settings) return tried;
  if (shortagesOf(tried.settings, load).some(({ kind }) => kind !== "memory")) return tried;
  const memoryLimitMiB = neededMemoryLimitMiB(tried.settings, load);
  const agent = { ...(tried.sections["agent"] as Raw), memoryLimitMiB };
  return checked(base, { ...tried.sections, agent }, load);
}

function checked({ raw, credentials }: Base, sections: Raw, load: Load): Tried {
  const { settings, sections: read, problems } = validate({ ...raw, ...sections }, credentials);
  // Sections whose values have problems only together are whole.
  const shortages = shortagesOf(read as AgentSide, load);
  return { sections, settings, reasons: [...problems.map(problemText), ...shortages.map(({ text }) => text)] };
}

function tryChoice(base: Base, load: Load, choice: Choice): Tried {
  const tried = checked(base, sectionsFor(base.raw, load, choice), load);
  return tried.reasons.length === 0 ? tried : withMemory(base, load, choice, tried);
}

function remediesFor(settings: Settings, load: Load): string[] {
  const own = { ...settings, collectorImage: { distribution: "gke-telemetry" as const } };
  const share = affordableShare(own, load, PROFILES.high.cpuLimitMillicores);
  return [
    ...(share < 1
      ? [`Spread the load over smaller nodes, each with an agent: ${Math.ceil(load.nodes / share)} or more.`]
      : []),
    `Scrape less: twice agent.scrapeIntervalSeconds is half the samples per second; agent.metricRules drop metrics that nobody asks for.`,
    ...(settings.metrics.kind === "prometheus"
      ? ["Write to a store that scales by itself: metrics.kind: remote, such as Grafana Mimir."]
      : []),
  ];
}

/**
 * The smallest settings that hold a load: of each machine type, each way of delivery, each profile, the first in which
 * no rule of the settings and no figure of the benchmark finds a problem.
 *
 * @param settings the stack's own
 */
export function solve(base: Base, settings: Settings, load: Load): Solution {
  let last: Tried | undefined;
  for (const choice of choicesFor(settings)) {
    last = tryChoice(base, load, choice);
    if (last.settings && last.reasons.length === 0)
      return { kind: "fits", sections: last.sections, settings: last.settings };
  }
  return { kind: "too-large", reasons: last?.reasons ?? [], remedies: remediesFor(settings, load) };
}
