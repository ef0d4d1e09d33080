/** `npm run rotate -- --stack NAME [passwords|certificates|all] [--json]` and `npm run rotate -- --steps [--json]` */
import * as fs from "node:fs";
import { StackNotFoundError } from "@pulumi/pulumi/automation";
import { CREDENTIAL_KINDS, type CredentialKind, generationPath, generationsOf } from "../../settings/generations";
import type { Generations } from "../../settings/generations";
import { type Problem, problemsText } from "../../settings/problems";
import { PROJECT } from "../../settings/schema/settings";
import { UsageError, UserError, runCommand, stackFileOf } from "../cli";
import { deployedGenerations, MINUTES_BETWEEN_STEPS } from "../deploy/generations";
import { missingPrograms } from "../deploy/requirements";
import { selectStack } from "../deploy/stack";
import { writeWhole } from "../files";
import { planStack } from "../plan/plan";
import { parseStackFile } from "../plan/stackFile";
import { styler } from "../terminal";
import { withGenerations } from "./stackFile";
import { leakLines, type Step, stepLines, stepsOf, STEPS_AFTER_LEAK } from "./step";

const USAGE = `Usage: npm run rotate -- --stack NAME [passwords|certificates|all] [--json]
       npm run rotate -- --steps [--json]

Raises generations in Pulumi.NAME.yaml by one, and prints what the step does. "npm run up" then makes it.

  passwords      passwords with which clients authenticate to Prometheus
  certificates   certificates, their keys and the authority that signs them
  all            both (default)
  --stack NAME   name of the stack, whose settings are in Pulumi.NAME.yaml
  --steps        change nothing, and print how many steps make useless what has leaked
  --json         print JSON

Exit status: 0 success, 1 an error, or a stack file that is not what is deployed, 2 wrong usage.`;

function kindsOf(words: readonly string[]): readonly CredentialKind[] {
  const [word = "all", ...more] = words;
  const kinds = word === "all" ? CREDENTIAL_KINDS : CREDENTIAL_KINDS.filter((kind) => kind === word);
  if (kinds.length === 0 || more.length > 0)
    throw new UsageError(`${words.join(" ")}: it must be one of ${CREDENTIAL_KINDS.join(", ")}, all.`);
  return kinds;
}

/** The generations that are deployed. */
async function deployedOf(stackName: string): Promise<Generations> {
  const up = `Run "npm run up -- --stack ${stackName}" first; nothing was changed.`;
  try {
    const stack = await selectStack(stackName, "existing");
    const deployed = deployedGenerations(await stack.outputs());
    if (Object.keys(deployed).length > 0) return deployed;
    throw new UserError(`Stack ${stackName} has no output "generations", so the next step is not known. ${up}`);
  } catch (error) {
    if (error instanceof StackNotFoundError) throw new UserError(`Stack ${stackName} is not deployed. ${up}`);
    throw error;
  }
}

/** A problem for each generation of the stack file that is not the deployed one. */
function differences(stack: string, deployed: Generations, own: Generations, kinds: readonly CredentialKind[]) {
  return kinds.flatMap((kind): Problem[] => {
    const [from, value] = [deployed[kind], own[kind]];
    if (value === undefined || value === from) return [];
    const up = `Run "npm run up -- --stack ${stack}" first`;
    return [
      {
        path: generationPath(kind),
        value,
        rule: `must be the deployed generation, which is ${from ?? "none"}, before it is raised: each step has to be deployed before the next`,
        fix: from === undefined || value > from ? `${up}.` : `Set it to ${from}.`,
      },
    ];
  });
}

interface Arguments {
  readonly stack?: string | undefined;
  readonly steps: boolean;
  readonly json: boolean;
}

const jsonText = (value: unknown) => `${JSON.stringify(value, undefined, 2)}\n`;

function print(stack: string, file: string, steps: readonly Step[], json: boolean): void {
  const next = `npm run up -- --stack ${stack}`;
  if (json) {
    const leaked = STEPS_AFTER_LEAK;
    process.stdout.write(jsonText({ stack, file, steps, minutesToNextStep: MINUTES_BETWEEN_STEPS, leaked, next }));
    return;
  }
  const style = styler(process.stdout);
  const lines = [
    `${style("bold", PROJECT)}: next step of stack ${style("bold", stack)}, written to ${file}`,
    ...steps.map(stepLines).flatMap(([heading, ...more]) => ["", style("bold", heading), ...more]),
    "",
    style("bold", "After a leak"),
    ...leakLines(),
    "",
    style("bold", "Next"),
    `  ${next}`,
    `  Before another step, wait until what restarts has restarted, and at least ${MINUTES_BETWEEN_STEPS} minutes.`,
  ];
  process.stdout.write(`${lines.join("\n")}\n`);
}

async function main({ stack: named, steps, json }: Arguments, words: readonly string[]): Promise<number> {
  if (steps) {
    process.stdout.write(json ? jsonText(STEPS_AFTER_LEAK) : `${leakLines().join("\n")}\n`);
    return 0;
  }
  const kinds = kindsOf(words);
  const { stack, file } = stackFileOf(named);
  const text = fs.readFileSync(file, "utf8");
  const { settings, problems } = await planStack(stack, parseStackFile(file, text));
  if (!settings || problems.length > 0) throw new UserError(problemsText(problems));
  const own = generationsOf(settings);
  const rotated = kinds.filter((kind) => own[kind] !== undefined);
  if (rotated.length === 0)
    throw new UserError(
      `Stack ${stack} has no ${kinds.join(", ")}: its metrics store exists already. Rotate them there.`,
    );
  const missing = missingPrograms(settings);
  if (missing.length > 0) throw new UserError(missing.join("\n"));
  const deployed = await deployedOf(stack);
  const different = differences(stack, deployed, own, rotated);
  if (different.length > 0) throw new UserError(problemsText(different));
  const next = stepsOf(deployed, rotated, settings);
  const raised = Object.fromEntries(next.map(({ kind, to }) => [kind, to]));
  writeWhole(file, withGenerations(file, text, raised));
  print(stack, file, next, json);
  return 0;
}

void runCommand({
  usage: USAGE,
  options: {
    stack: { type: "string" },
    steps: { type: "boolean", default: false },
    json: { type: "boolean", default: false },
  },
  allowPositionals: true,
  run: main,
});
