/** `npm run plan -- --stack NAME [--config FILE] [--out DIR] [--against DIR] [--tree] [--json]` */
import * as path from "node:path";
import { problemText } from "../../settings/problems";
import { UsageError, runCommand, stackFileOf } from "../cli";
import { withPrice } from "../price/price";
import { styler } from "../terminal";
import { compareFiles, type FileChange } from "./compare";
import { planFiles, readPlanFiles, removePlan, writePlan } from "./files";
import { planStack, type Plan } from "./plan";
import { currentDay, isMandatory, violationText, withPolicies } from "./policies";
import { changeLines, planLines } from "./output/print";
import { readStackFile } from "./stackFile";

const USAGE = `Usage: npm run plan -- --stack NAME [--config FILE] [--out DIR] [--against DIR] [--tree] [--json]

  --stack NAME   name of the stack, whose settings are in Pulumi.NAME.yaml
  --config FILE  use this stack file instead of Pulumi.NAME.yaml
  --out DIR      folder for the files of the plan (default: out/plan/NAME)
  --against DIR  print the differences from the plan in DIR; the new plan is then written only with --out
  --tree         list every resource, instead of how many each part has
  --json         print the plan, or the differences, as JSON

Exit status: 0 success, 1 a problem of the settings or the plan or a violated mandatory policy, 2 wrong usage.`;

interface Arguments {
  readonly stack?: string | undefined;
  readonly config?: string | undefined;
  readonly out?: string | undefined;
  readonly against?: string | undefined;
  readonly tree: boolean;
  readonly json: boolean;
}

/** The files of the plan to compare with. */
function earlierFiles(folder: string): Record<string, string> {
  const files = readPlanFiles(folder);
  if (Object.keys(files).length === 0) throw new UsageError(`--against ${folder}: there is no plan in it.`);
  return files;
}

const jsonText = (value: unknown) => `${JSON.stringify(value, undefined, 2)}\n`;
const textOf = (lines: readonly string[]) => `${lines.join("\n")}\n`;

function isRefused({ problems, violations = [] }: Plan): boolean {
  return problems.length > 0 || violations.some(isMandatory);
}

/** Prints the plan; of settings that cannot be used, the reasons to stderr. */
function printPlan(plan: Plan, folder: string, { json, tree }: Pick<Arguments, "json" | "tree">): void {
  const stream = plan.settings ? process.stdout : process.stderr;
  if (json) process.stdout.write(jsonText(plan));
  else stream.write(textOf(planLines(plan, { ...(plan.settings && { folder }), tree }, stream)));
}

/** Prints the changed files to stdout, and the reasons of a refused plan to stderr. */
function printChanges(plan: Plan, changes: readonly FileChange[], folder: string, json: boolean): void {
  if (plan.settings)
    process.stdout.write(json ? jsonText(changes) : textOf(changeLines(changes, folder, process.stdout)));
  const reasons = [
    ...plan.problems.map(problemText),
    ...(plan.violations ?? []).filter(isMandatory).map(violationText),
  ];
  for (const reason of reasons) process.stderr.write(`${styler(process.stderr)("red", `✗ ${reason}`)}\n`);
}

async function main({ json, tree, out, against, ...named }: Arguments): Promise<number> {
  const { stack, file } = stackFileOf(named.stack, named.config);
  const earlier = against === undefined ? undefined : earlierFiles(against);
  const folder = out ?? path.join("out", "plan", stack);
  const plan = withPrice(withPolicies(await planStack(stack, readStackFile(file)), currentDay()));
  if (out !== undefined || against === undefined) {
    // Without a new plan, an earlier one is removed, so that nobody takes it for the new one.
    if (plan.settings) writePlan(plan, folder);
    else removePlan(folder);
  }
  if (against === undefined || earlier === undefined) printPlan(plan, folder, { json, tree });
  else printChanges(plan, compareFiles(earlier, planFiles(plan)), against, json);
  return isRefused(plan) ? 1 : 0;
}

void runCommand({
  usage: USAGE,
  options: {
    stack: { type: "string" },
    config: { type: "string" },
    out: { type: "string" },
    against: { type: "string" },
    tree: { type: "boolean", default: false },
    json: { type: "boolean", default: false },
  },
  run: main,
});
