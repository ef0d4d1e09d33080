/** Plans one stack, compares the plan with an earlier one, and prints what comes of it. */
import * as path from "node:path";
import { problemText } from "../../settings/problems";
import { annotate } from "../annotations";
import { styler } from "../terminal";
import type { Earlier } from "./against/earlier";
import { changeOf } from "./change/change";
import type { Change } from "./change/model";
import { measuredSeries } from "./change/series/real/measure";
import { removePlan, writePlan } from "./files";
import type { Plan } from "./plan";
import { isMandatory, violationText } from "./policies";
import { changeMarkdown } from "./output/change/markdown";
import { changeText } from "./output/change/text";
import { planJson } from "./output/json";
import { planLines } from "./output/print";
import { readStackFile } from "./stackFile";
import { planOfEarlier, wholePlan } from "./whole";

export interface PlanArguments {
  readonly stack: string;
  /** The stack file. */
  readonly file: string;
  readonly out?: string | undefined;
  readonly against?: string | undefined;
  readonly tree: boolean;
  readonly json: boolean;
  readonly markdown: boolean;
}

const jsonText = (value: unknown) => `${JSON.stringify(value, undefined, 2)}\n`;
const textOf = (lines: readonly string[]) => `${lines.join("\n")}\n`;

function isRefused({ problems, violations = [] }: Plan): boolean {
  return problems.length > 0 || violations.some(isMandatory);
}

/** Prints the plan; of settings that cannot be used, the reasons to stderr. */
function printPlan(plan: Plan, folder: string, { json, tree }: Pick<PlanArguments, "json" | "tree">): void {
  const stream = plan.settings ? process.stdout : process.stderr;
  if (json) process.stdout.write(planJson(plan));
  else stream.write(textOf(planLines(plan, { ...(plan.settings && { folder }), tree }, stream)));
}

function changeOutput(change: Change, { json, markdown }: PlanArguments): string {
  if (json) return jsonText(change);
  return markdown ? changeMarkdown(change) : textOf(changeText(change, process.stdout));
}

/** Prints the change to stdout, and the reasons of a refused plan to stderr. */
function printChange(plan: Plan, change: Change, args: PlanArguments): void {
  if (plan.settings) process.stdout.write(changeOutput(change, args));
  const reasons = [
    ...plan.problems.map(problemText),
    ...(plan.violations ?? []).filter(isMandatory).map(violationText),
  ];
  for (const reason of reasons) process.stderr.write(`${styler(process.stderr)("red", `✗ ${reason}`)}\n`);
}

/**
 * @param earlier the other side, where there is one
 * @returns the exit status
 */
export async function planOne(args: PlanArguments, earlier: Earlier | undefined): Promise<number> {
  const { stack, file, out, against } = args;
  const folder = out ?? path.join("out", "plan", stack);
  const plan = await wholePlan(stack, readStackFile(file));
  const before = earlier && (await planOfEarlier(earlier, plan, file));
  const change = before && changeOf(before, plan, against ?? "", await measuredSeries(before, plan));
  if (out !== undefined || change === undefined) {
    // Without a new plan, an earlier one is removed, so that nobody takes it for the new one.
    if (plan.settings) writePlan(plan, folder, before && change && { before, change });
    else removePlan(folder);
  }
  if (change === undefined) printPlan(plan, folder, args);
  else printChange(plan, change, args);
  annotate(plan.problems.map(problemText).join("\n"));
  return isRefused(plan) ? 1 : 0;
}
