/** What a change of a stack means. */
import { settingsSchema } from "../../../settings/schema/settings";
import { clusterLoad } from "../../../settings/sizing/load";
import { counted } from "../../text";
import type { Plan } from "../plan";
import { configurationChanges } from "./configuration/configuration";
import { fileChanges } from "./files";
import { happeningsOf } from "./happenings/happenings";
import { withShorterRetention } from "./happenings/loss";
import { bothFigures, meaningOf } from "./meaning/meaning";
import { CHANGE_VERSION, type Change } from "./model";
import { policyChanges, problemChanges } from "./policies";
import { networkChange } from "./reach/network";
import { rightsChange } from "./reach/rights";
import { type MeasuredSeries, seriesReport } from "./series/series";
import { riskOf, verdictOf } from "./verdict";

/** The most nodes of a plan; undefined where its settings cannot be read. */
function nodesOf({ settings }: Plan): number | undefined {
  const { success, data } = settingsSchema.safeParse(settings);
  return success ? clusterLoad(data).nodes : undefined;
}

/** What this comparison cannot see, one sentence each. */
function notLookedAt(before: Plan, after: Plan, renamed: readonly string[]): string[] {
  return [
    ...(bothFigures(before, after) === undefined
      ? ["The figures of the earlier plan: its settings are of a revision that this one cannot read."]
      : []),
    ...(before.violations === undefined && before.settings ? ["The policies of the earlier plan were not run."] : []),
    ...(renamed.length > 0
      ? [`Whether the engine finds ${renamed.length} resources under their former URNs: aliases are not compared.`]
      : []),
    "The values of secrets: they are encrypted, and not in a plan.",
    "What somebody has changed in the cluster by hand: `npm run preview` compares with the state, `npm run doctor` with the cluster.",
  ];
}

/** What is said of a plan whose settings are refused: it has no resources, and so nothing to compare. */
function refusal(before: Plan, after: Plan, against: string): Change {
  const problems = problemChanges(before, after, []);
  const none = { gained: [], lost: [] };
  return {
    ...{ version: CHANGE_VERSION, stack: after.stack, against, risk: "dangerous" },
    verdict: `The settings are refused: ${counted(after.problems.length, "problem")}.`,
    ...{ meaning: [], happenings: [], network: none, rights: none, problems, configuration: [], files: [] },
    policies: { broken: [], mended: [], changed: [] },
    notLookedAt: ["Everything else: settings that are refused make no plan."],
  };
}

/**
 * What a change means, from the plan of one revision to the plan of another.
 *
 * @param against a Git reference or a folder, as the user named it
 * @param measured series of both sides; absent where rules are evaluated in this process instead
 */
export function changeOf(before: Plan, after: Plan, against: string, measured?: MeasuredSeries): Change {
  if (!after.settings) return refusal(before, after, against);
  const figures = bothFigures(before, after);
  const { happenings: found, renamed } = happeningsOf(before, after);
  const happenings = withShorterRetention(found, figures);
  const { series, notLookedAt: unseenSeries } = seriesReport(before, after, measured);
  const parts = {
    meaning: meaningOf(before, after),
    happenings,
    network: networkChange(before, after),
    rights: rightsChange(before, after),
    policies: policyChanges(before, after),
    problems: problemChanges(before, after, happenings),
    configuration: configurationChanges(before, after),
    files: fileChanges(before, after),
  };
  return {
    version: CHANGE_VERSION,
    stack: after.stack,
    against,
    verdict: verdictOf(parts, figures, nodesOf(after), before.settings === undefined),
    risk: riskOf(parts),
    ...parts,
    ...(series && { series }),
    notLookedAt: [...notLookedAt(before, after, renamed), ...unseenSeries],
  };
}
