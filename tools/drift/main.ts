/** `npm run drift -- --stack NAME [--issue FILE] [--run URL] [--json]`: what somebody has changed beside the engine. */
import * as path from "node:path";
import { StackNotFoundError, type Stack } from "@pulumi/pulumi/automation";
import { problemsText } from "../../settings/problems";
import { runCommand, stackFileOf, UserError } from "../cli";
import { missingPrograms } from "../deploy/requirements";
import { selectStack } from "../deploy/stack";
import { keepingStackFile } from "../deploy/stackFile";
import { makeFolder, writeWhole } from "../files";
import { planStack } from "../plan/plan";
import { readStackFile } from "../plan/stackFile";
import { driftOf } from "./drift";
import { previewed } from "./engine";
import { issueOf, type Outcome } from "./issue";
import { driftLines } from "./output";

const USAGE = `Usage: npm run drift -- --stack NAME [--issue FILE] [--run URL] [--json]

Compares what is really in the cluster and the cloud with the stack's state, by two previews of the real engine: one of the
state as it is, and one that reads every resource first. What only the second one would change, somebody has changed beside
the engine. Nothing is changed.

  --stack NAME  name of the stack, whose settings are in Pulumi.NAME.yaml
  --issue FILE  write the issue that the stack should have as JSON: open, title and body
  --run URL     address of this run, to which the issue links
  --json        print JSON

Exit status: 0 nothing differs, 1 something differs or an error, 2 wrong usage.`;

const tell = (text: string): void => {
  process.stderr.write(text);
};

async function existingStack(stackName: string): Promise<Stack> {
  try {
    return await selectStack(stackName, "existing");
  } catch (error) {
    if (!(error instanceof StackNotFoundError)) throw error;
    throw new UserError(
      `Stack ${stackName} was never deployed, so there is nothing to compare. \`npm run up\` deploys it.`,
    );
  }
}

async function compared(stackName: string): Promise<Outcome> {
  const stack = await existingStack(stackName);
  const asStated = await previewed(stack, false, tell);
  if ("errors" in asStated) return { stack: stackName, ...asStated };
  const asIs = await previewed(stack, true, tell);
  return "errors" in asIs ? { stack: stackName, ...asIs } : driftOf(stackName, asStated.steps, asIs.steps);
}

interface Arguments {
  readonly stack?: string | undefined;
  readonly issue?: string | undefined;
  readonly run?: string | undefined;
  readonly json: boolean;
}

async function main({ stack: named, issue: issueFile, run, json }: Arguments): Promise<number> {
  const { stack, file } = stackFileOf(named);
  const { settings, problems } = await planStack(stack, readStackFile(file));
  if (!settings || problems.length > 0) throw new UserError(problemsText(problems));
  const missing = missingPrograms(settings);
  if (missing.length > 0) throw new UserError(missing.join("\n"));
  const outcome = await keepingStackFile(
    file,
    () => compared(stack),
    (text) => {
      tell(`${text}\n`);
    },
  );
  const issue = issueOf(outcome, run);
  if (issueFile !== undefined) {
    makeFolder(path.dirname(issueFile));
    writeWhole(issueFile, `${JSON.stringify(issue, undefined, 2)}\n`);
  }
  const lines = json ? [JSON.stringify(outcome, undefined, 2)] : driftLines(outcome, process.stdout);
  process.stdout.write(`${lines.join("\n")}\n`);
  return issue.open ? 1 : 0;
}

void runCommand({
  usage: USAGE,
  options: {
    stack: { type: "string" },
    issue: { type: "string" },
    run: { type: "string" },
    json: { type: "boolean", default: false },
  },
  run: main,
});
