/** `npm run preflight -- --stack NAME [--json]`: what is in the stack's cluster already, before an update. */
import { StackNotFoundError, type Stack } from "@pulumi/pulumi/automation";
import { missingPrograms } from "../deploy/requirements";
import { selectStack } from "../deploy/stack";
import { planStack } from "../plan/plan";
import { readStackFile } from "../plan/stackFile";
import { problemsText } from "../../settings/problems";
import { UserError, runCommand, stackFileOf } from "../cli";
import { writeReport } from "../terminal";
import { preflightLines } from "./output";
import { hasProblems } from "./preflight";
import { preflightOf } from "./stackPreflight";

const USAGE = `Usage: npm run preflight -- --stack NAME [--json]

Asks the stack's cluster what is there already, and compares it with the plan. It changes nothing.

  --stack NAME  name of the stack, whose settings are in Pulumi.NAME.yaml
  --json        print JSON

Exit status: 0 nothing that would stop an update, 1 a problem, 2 wrong usage.`;

async function existingStack(stackName: string): Promise<Stack | undefined> {
  try {
    return await selectStack(stackName, "existing");
  } catch (error) {
    if (error instanceof StackNotFoundError) return undefined;
    throw error;
  }
}

async function main({ stack: named, json }: { readonly stack?: string | undefined; readonly json: boolean }) {
  const { stack, file } = stackFileOf(named);
  const plan = await planStack(stack, readStackFile(file));
  const { settings, problems } = plan;
  if (!settings || problems.length > 0) throw new UserError(problemsText(problems));
  const missing = missingPrograms(settings);
  if (missing.length > 0) throw new UserError(missing.join("\n"));
  const report = await preflightOf(plan, settings, await existingStack(stack));
  writeReport(report, json, preflightLines);
  return hasProblems(report) ? 1 : 0;
}

void runCommand({
  usage: USAGE,
  options: { stack: { type: "string" }, json: { type: "boolean", default: false } },
  run: main,
});
