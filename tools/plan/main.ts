/** `npm run plan -- --stack NAME [--config FILE] [--out DIR] [--json]` */
import * as path from "node:path";
import { problemsText } from "../../settings/problems";
import { runCommand, stackFileOf } from "../cli";
import { styler } from "../terminal";
import { removePlan, writePlan } from "./files";
import { planStack } from "./plan";
import { currentDay, isMandatory, withPolicies } from "./policies";
import { planLines } from "./print";
import { readStackFile } from "./stackFile";

const USAGE = `Usage: npm run plan -- --stack NAME [--config FILE] [--out DIR] [--json]

  --stack NAME   the stack to plan; its settings are in Pulumi.NAME.yaml
  --config FILE  a stack file to use in place of Pulumi.NAME.yaml
  --out DIR      where the plan's files go (default: out/plan/NAME)
  --json         print the plan as JSON, for machines

Exit status: 0 fine, 1 a problem in the settings or the result or a mandatory policy broken, 2 wrong usage.`;

interface Arguments {
  readonly stack?: string | undefined;
  readonly config?: string | undefined;
  readonly out?: string | undefined;
  readonly json: boolean;
}

async function main({ json, out, ...named }: Arguments): Promise<number> {
  const { stack, file } = stackFileOf(named.stack, named.config);
  const folder = out ?? path.join("out", "plan", stack);
  const plan = withPolicies(await planStack(stack, readStackFile(file)), currentDay());
  // Without a new plan an earlier one goes all the same: it would be taken for this one's.
  if (plan.settings) writePlan(plan, folder);
  else removePlan(folder);

  if (json) process.stdout.write(`${JSON.stringify(plan, undefined, 2)}\n`);
  else if (plan.settings) process.stdout.write(`${planLines(plan, folder, process.stdout).join("\n")}\n`);
  else process.stderr.write(`${styler(process.stderr)("red", problemsText(plan.problems))}\n`);
  return plan.problems.length === 0 && !plan.violations?.some(isMandatory) ? 0 : 1;
}

void runCommand({
  usage: USAGE,
  options: {
    stack: { type: "string" },
    config: { type: "string" },
    out: { type: "string" },
    json: { type: "boolean", default: false },
  },
  run: main,
});
