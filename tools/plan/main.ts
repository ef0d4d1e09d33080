/** `npm run plan -- --stack NAME [--config FILE] [--out DIR] [--against REF|DIR] [--tree] [--json | --markdown]` */
import * as path from "node:path";
import { problemText } from "../../settings/problems";
import { annotate } from "../annotations";
import { UsageError, runCommand, stackFileOf } from "../cli";
import { styler } from "../terminal";
import { earlierPlan, wholePlan } from "./against/earlier";
import { changeOf } from "./change/change";
import type { Change } from "./change/model";
import { removePlan, writePlan } from "./files";
import type { Plan } from "./plan";
import { isMandatory, violationText } from "./policies";
import { changeMarkdown } from "./output/change/markdown";
import { changeText } from "./output/change/text";
import { planLines } from "./output/print";
import { planAll } from "./promotion/all";
import { readStackFile } from "./stackFile";

const USAGE = `Usage: npm run plan -- --stack NAME [--config FILE] [--out DIR] [--against REF|DIR] [--tree] [--json | --markdown]
       npm run plan -- --all [--json | --markdown]

  --stack NAME   name of the stack, whose settings are in Pulumi.NAME.yaml
  --config FILE  use this stack file instead of Pulumi.NAME.yaml
  --out DIR      folder for the files of the plan (default: out/plan/NAME)
  --against REF  tell what changes since a Git reference, such as main: its own program plans its own stack file
  --against DIR  tell what changes since the plan in DIR. A new plan is written only with --out
  --tree         list every resource of a plan, instead of how many each part has
  --all          plan every stack, and tell in what neighbouring stages differ: what is declared as an environment's
                 own, what is not, and what the first stage runs and the next one does not yet, and for how long
  --json         print the plan, the change or the report of --all as JSON
  --markdown     print the change or the report as Markdown for a comment

Exit status: 0 success, 1 a problem of the settings or the plan or a violated mandatory policy, 2 wrong usage.`;

interface Arguments {
  readonly stack?: string | undefined;
  readonly config?: string | undefined;
  readonly out?: string | undefined;
  readonly against?: string | undefined;
  readonly all: boolean;
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
function printPlan(plan: Plan, folder: string, { json, tree }: Pick<Arguments, "json" | "tree">): void {
  const stream = plan.settings ? process.stdout : process.stderr;
  if (json) process.stdout.write(jsonText(plan));
  else stream.write(textOf(planLines(plan, { ...(plan.settings && { folder }), tree }, stream)));
}

function changeOutput(change: Change, { json, markdown }: Arguments): string {
  if (json) return jsonText(change);
  return markdown ? changeMarkdown(change) : textOf(changeText(change, process.stdout));
}

/** Prints the change to stdout, and the reasons of a refused plan to stderr. */
function printChange(plan: Plan, change: Change, args: Arguments): void {
  if (plan.settings) process.stdout.write(changeOutput(change, args));
  const reasons = [
    ...plan.problems.map(problemText),
    ...(plan.violations ?? []).filter(isMandatory).map(violationText),
  ];
  for (const reason of reasons) process.stderr.write(`${styler(process.stderr)("red", `✗ ${reason}`)}\n`);
}

async function main(args: Arguments): Promise<number> {
  const { json, out, against } = args;
  if (args.all) {
    if (args.stack !== undefined || against !== undefined || args.config !== undefined || out !== undefined)
      throw new UsageError("--all plans every stack as its file says: it takes --json or --markdown alone.");
    return planAll(args);
  }
  const { stack, file } = stackFileOf(args.stack, args.config);
  if (args.markdown && (json || against === undefined))
    throw new UsageError("--markdown is the form of a change: it needs --against, and not --json.");
  const earlier = against === undefined ? undefined : earlierPlan(against, stack);
  const folder = out ?? path.join("out", "plan", stack);
  const plan = await wholePlan(stack, readStackFile(file));
  const change = against === undefined ? undefined : changeOf((await earlier?.()) ?? plan, plan, against);
  if (out !== undefined || against === undefined) {
    // Without a new plan, an earlier one is removed, so that nobody takes it for the new one.
    if (plan.settings) writePlan(plan, folder, change);
    else removePlan(folder);
  }
  if (change === undefined) printPlan(plan, folder, args);
  else printChange(plan, change, args);
  annotate(plan.problems.map(problemText).join("\n"));
  return isRefused(plan) ? 1 : 0;
}

void runCommand({
  usage: USAGE,
  options: {
    stack: { type: "string" },
    config: { type: "string" },
    out: { type: "string" },
    against: { type: "string" },
    all: { type: "boolean", default: false },
    tree: { type: "boolean", default: false },
    json: { type: "boolean", default: false },
    markdown: { type: "boolean", default: false },
  },
  run: main,
});
