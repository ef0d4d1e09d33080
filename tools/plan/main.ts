/** `npm run plan -- --stack NAME [--config FILE] [--out DIR] [--against DIR] [--json]` */
import * as path from "node:path";
import { problemText, problemsText } from "../../settings/problems";
import { UsageError, runCommand, stackFileOf } from "../cli";
import { styler } from "../terminal";
import { compareFiles, type FileChange } from "./compare";
import { planFiles, readPlanFiles, removePlan, writePlan } from "./files";
import { planStack, type Plan } from "./plan";
import { currentDay, isMandatory, violationText, withPolicies } from "./policies";
import { changeLines, planLines } from "./print";
import { readStackFile } from "./stackFile";

const USAGE = `Usage: npm run plan -- --stack NAME [--config FILE] [--out DIR] [--against DIR] [--json]

  --stack NAME   the stack to plan; its settings are in Pulumi.NAME.yaml
  --config FILE  a stack file to use in place of Pulumi.NAME.yaml
  --out DIR      where the plan's files go (default: out/plan/NAME)
  --against DIR  print how the plan differs from the one in DIR; it is then written only where --out says so
  --json         print the plan, or the differences, as JSON, for machines

Exit status: 0 fine, 1 a problem in the settings or the result or a mandatory policy broken, 2 wrong usage.`;

interface Arguments {
  readonly stack?: string | undefined;
  readonly config?: string | undefined;
  readonly out?: string | undefined;
  readonly against?: string | undefined;
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

function printPlan(plan: Plan, folder: string, json: boolean): void {
  if (json) process.stdout.write(jsonText(plan));
  else if (plan.settings) process.stdout.write(textOf(planLines(plan, folder, process.stdout)));
  else process.stderr.write(`${styler(process.stderr)("red", problemsText(plan.problems))}\n`);
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

async function main({ json, out, against, ...named }: Arguments): Promise<number> {
  const { stack, file } = stackFileOf(named.stack, named.config);
  const earlier = against === undefined ? undefined : earlierFiles(against);
  const folder = out ?? path.join("out", "plan", stack);
  const plan = withPolicies(await planStack(stack, readStackFile(file)), currentDay());
  if (out !== undefined || against === undefined) {
    // Without a new plan an earlier one goes all the same: it would be taken for this one's.
    if (plan.settings) writePlan(plan, folder);
    else removePlan(folder);
  }
  if (against === undefined || earlier === undefined) printPlan(plan, folder, json);
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
    json: { type: "boolean", default: false },
  },
  run: main,
});
