/** What neighbouring stages have in common and what not: what may differ, what may not, and what waits for promotion. */
import { parsedYaml, placed } from "../../../settings/load/stackFile";
import { PROJECT } from "../../../settings/schema/settings";
import { namesText } from "../../text";
import type { Plan } from "../plan";
import { verdictOf } from "../output/verdict";
import { leavesOf, settingDifferences, type SettingDifference } from "./differences";
import { daysBetween, type Since, sinceWhen, type Version } from "./history";
import { declarationOf } from "./own";

/** A stage: a stack with its plan, its file, and the file's earlier versions, the newest first. */
export interface Stage {
  readonly plan: Plan;
  readonly file: string;
  readonly text: string;
  readonly versions: readonly Version[];
}

export interface Difference extends SettingDifference {
  /** Why the stages may differ in it; absent where nothing declares it. */
  readonly declared?: string;
  /** Since when the first stage has its value, or else the second; absent where only the working copy says it. */
  readonly since?: Since & { readonly days: number };
}

/** Two neighbouring stages. */
export interface Step {
  readonly from: string;
  readonly to: string;
  /** What the first stage sets and the second does not yet, and nothing declares as its own. */
  readonly waiting: readonly Difference[];
  /** What else differs without a declaration. */
  readonly undeclared: readonly Difference[];
  readonly declared: readonly Difference[];
  /** Components that only one of both has, by type and name. */
  readonly parts: { readonly from: readonly string[]; readonly to: readonly string[] };
}

/** The report. Its form is told by `version`. */
export interface Promotion {
  readonly version: 1;
  readonly stages: readonly { readonly stack: string; readonly verdict: string; readonly refused: boolean }[];
  readonly steps: readonly Step[];
  /** What nobody looked at. */
  readonly unseen: readonly string[];
}

/** Stages by how near they are to customers. Others come before the first that is in their place in the alphabet. */
const ORDER = ["dev", "development", "test", "integration", "qa", "staging", "stage", "preprod", "prod", "production"];

/** Stacks that nobody promotes from or to. */
const NO_STAGE = /^local\b/;

/** Stacks as stages, from the first to the last; unknown names stand before production. */
export function stageOrder(stacks: readonly string[]): string[] {
  const rank = (stack: string) => {
    const index = ORDER.indexOf(stack.replace(/-.*$/, ""));
    return index === -1 ? ORDER.indexOf("preprod") : index;
  };
  return stacks.filter((stack) => !NO_STAGE.test(stack)).sort((a, b) => rank(a) - rank(b) || (a < b ? -1 : 1));
}

/** What a stack file says itself, without defaults. */
function writtenLeaves(text: string): Map<string, string> {
  const document = parsedYaml(text);
  if (document.errors.length > 0) return new Map();
  const { config = {} } = (document.toJS() ?? {}) as { config?: Record<string, unknown> };
  const entries = Object.entries(config).map(([key, value]) => [key.replace(`${PROJECT}:`, ""), value]);
  return leavesOf(Object.fromEntries(entries));
}

/** The line of a stack file that says a setting, or its section. */
function lineOf({ file, text }: Stage, path: string): string | undefined {
  const [problem] = placed([{ path: `${PROJECT}:${path}`, rule: "", fix: "" }], { file, text });
  const row = text.split("\n")[(problem?.at?.line ?? 0) - 1];
  // A setting that the file does not say leads to the line around it, whose comment is about something else.
  return row?.includes(path.split(".").at(-1) ?? "") ? row : undefined;
}

/** The components at the top of a plan. */
function partsOf({ resources }: Plan): string[] {
  const tops = resources.filter(({ parent, type }) => parent === undefined && type.startsWith(`${PROJECT}:`));
  return tops.map(({ type, name }) => `${type.split(":").slice(1).join(" ")} ${name}`).sort();
}

function stepBetween(from: Stage, to: Stage, today: string, isCut: boolean): Step {
  const [written, writtenThere] = [writtenLeaves(from.text), writtenLeaves(to.text)];
  const differences = settingDifferences(leavesOf(from.plan.settings), leavesOf(to.plan.settings)).map(
    (difference): Difference => {
      const { path } = difference;
      const reason = declarationOf(path, [lineOf(from, path), lineOf(to, path)]);
      // The stage that says it itself; what a stage does not say is the default.
      const [stage, value] = written.has(path) ? [from, written.get(path)] : [to, writtenThere.get(path)];
      const since =
        reason === undefined && value !== undefined
          ? sinceWhen(stage.versions, (text) => writtenLeaves(text).get(path) === value, isCut)
          : undefined;
      return {
        ...difference,
        ...(reason !== undefined && { declared: reason }),
        ...(since && { since: { ...since, days: daysBetween(since.day, today) } }),
      };
    },
  );
  const open = differences.filter(({ declared }) => declared === undefined);
  const isWaiting = ({ path }: Difference) => written.has(path) && !writtenThere.has(path);
  const [here, there] = [partsOf(from.plan), partsOf(to.plan)];
  return {
    from: from.plan.stack,
    to: to.plan.stack,
    waiting: open.filter(isWaiting),
    undeclared: open.filter((difference) => !isWaiting(difference)),
    declared: differences.filter(({ declared }) => declared !== undefined),
    parts: { from: here.filter((part) => !there.includes(part)), to: there.filter((part) => !here.includes(part)) },
  };
}

/**
 * Compares each stage with the next one.
 *
 * @param stages every stack, in any order
 * @param today YYYY-MM-DD
 * @param isCut whether the files' history is not whole
 */
export function promotionOf(stages: readonly Stage[], today: string, isCut: boolean): Promotion {
  const order = stageOrder(stages.map(({ plan }) => plan.stack));
  const inOrder = order.flatMap((stack) => stages.find(({ plan }) => plan.stack === stack) ?? []);
  const usable = inOrder.filter(({ plan }) => plan.settings !== undefined);
  const steps = usable.slice(1).map((to, index) => stepBetween(usable[index] ?? to, to, today, isCut));
  const others = stages.map(({ plan }) => plan.stack).filter((stack) => !order.includes(stack));
  const unusable = inOrder.filter(({ plan }) => plan.settings === undefined).map(({ plan }) => plan.stack);
  return {
    version: 1,
    stages: stages.map(({ plan }) => {
      const { kind, decision, reason } = verdictOf(plan);
      return { stack: plan.stack, verdict: `${decision}: ${reason}`, refused: kind === "refused" };
    }),
    steps,
    unseen: [
      "what is deployed: every stack is planned from this revision and its own file",
      "values of secrets",
      ...(others.length > 0 ? [`${namesText(others)}: no stage`] : []),
      ...(unusable.length > 0 ? [`${namesText(unusable)}: the settings have problems`] : []),
      ...(isCut ? ["the whole history: this clone has a part of it"] : []),
    ],
  };
}
