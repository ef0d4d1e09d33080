/** `npm run preview|up|destroy -- --stack NAME [--yes] [--skip-preflight]`: the real engine, through the Automation API. */
import * as readline from "node:readline/promises";
import { CommandError, type OutputMap, type Stack } from "@pulumi/pulumi/automation";
import { clusterFacts } from "../../facts/cluster";
import { generationsOf } from "../../settings/generations";
import { problemsText } from "../../settings/problems";
import { readKubeconfig } from "../../settings/load/kubeconfig";
import type { Settings } from "../../settings/schema/settings";
import { SECRET } from "../../contract/placeholders";
import { planStack, type Plan } from "../plan/plan";
import { currentDay, isMandatory, mandatoryText, withPolicies } from "../plan/policies";
import { outputRows } from "../plan/output/print";
import { readStackFile } from "../plan/stackFile";
import { preflightLines } from "../preflight/output";
import { hasProblems, type PreflightReport } from "../preflight/preflight";
import { preflightOf } from "../preflight/stackPreflight";
import { Interrupted, UsageError, UserError, runCommand, stackFileOf } from "../cli";
import { aligned, styler } from "../terminal";
import { generationProblems } from "./generations";
import { untilItEnds } from "./interruption";
import { missingPrograms } from "./requirements";
import { selectStack } from "./stack";
import { keepingStackFile } from "./stackFile";
import { ownStateAdvice } from "./backend";

const ACTIONS = ["preview", "up", "destroy"] as const;
type Action = (typeof ACTIONS)[number];

const USAGE = `Usage: npm run preview -- --stack NAME [--skip-preflight] [--diff] [--refresh] [--target URN]
       npm run up      -- --stack NAME [--skip-preflight] [--diff] [--refresh] [--target URN] [--yes]
       npm run destroy -- --stack NAME [--yes]

  --stack NAME      name of the stack, whose settings are in Pulumi.NAME.yaml
  --skip-preflight  do not ask the cluster what is there already
  --yes             do not ask for confirmation
  --diff            print each changed property, as the engine does
  --refresh         read what is really there first
  --target URN      only this resource and what depends on it; may be given several times

The state is kept in the backend of PULUMI_BACKEND_URL or "pulumi login", or in the folder .state without either.
Exit status: 0 success, 1 an error or a violated mandatory policy, 2 wrong usage.`;

function actionOf(words: readonly string[]): Action {
  const [word, ...more] = words;
  const action = ACTIONS.find((name) => name === word);
  if (!action || more.length > 0) throw new UsageError(`There is no command ${words.join(" ")}.`);
  return action;
}

/** The policy pack. Unlike a plan, the engine also applies it to the objects that charts render. */
const POLICIES = { policyPacks: ["policy"] };

/** The plan, after every check that does not need the engine. */
async function checkedPlan(action: Action, stack: string, file: string): Promise<{ plan: Plan; settings: Settings }> {
  const plan = withPolicies(await planStack(stack, readStackFile(file)), currentDay());
  const { settings, problems, violations = [] } = plan;
  if (!settings || problems.length > 0) throw new UserError(problemsText(problems));
  const broken = violations.filter(isMandatory);
  if (action !== "destroy" && broken.length > 0) throw new UserError(mandatoryText(broken));
  const { existing, deletionProtection } = clusterFacts(settings.cluster);
  const missing = missingPrograms(settings);
  if (missing.length > 0) throw new UserError(missing.join("\n"));
  const kubeconfig = existing ? readKubeconfig(existing, true).problems : [];
  if (kubeconfig.length > 0) throw new UserError(problemsText(kubeconfig));
  if (action === "destroy" && deletionProtection)
    throw new UserError(
      `The cluster of stack ${stack} is protected; nothing was changed. Set gke-telemetry:cluster.deletionProtection: false in ${file}, run "npm run up -- --stack ${stack}", then destroy it.`,
    );
  return { plan, settings };
}

/**
 * Prints what is in the cluster already.
 *
 * @returns whether a preview has found what stops an update
 * @throws UserError where that would stop this update
 */
function printPreflight(action: Action, report: PreflightReport): boolean {
  process.stdout.write(`${preflightLines(report, process.stdout).join("\n")}\n\n`);
  if (action === "up" && hasProblems(report))
    throw new UserError(
      "The preflight above has problems; nothing was changed. Mend them, or add --skip-preflight if they are none.",
    );
  return hasProblems(report);
}

/** @throws Interrupted at Ctrl-C */
async function isConfirmed(question: string): Promise<boolean> {
  const prompt = readline.createInterface({ input: process.stdin, output: process.stdout });
  try {
    // The terminal gives Ctrl-C to the prompt, and no signal to the process.
    const interrupted = new Promise<never>((_, reject) => {
      prompt.on("SIGINT", () => {
        process.stdout.write("\nNothing was changed.\n");
        reject(new Interrupted());
      });
    });
    const answer = await Promise.race([prompt.question(`${question} [y/N] `), interrupted]);
    return /^y(es)?$/i.test(answer.trim());
  } finally {
    prompt.close();
  }
}

const tellLine = (text: string) => {
  process.stderr.write(`${text}\n`);
};

function printOutputs(outputs: OutputMap): void {
  const style = styler(process.stdout);
  const readable = Object.fromEntries(
    Object.entries(outputs).map(([name, { value, secret }]) => [name, secret ? SECRET : (value as unknown)]),
  );
  const lines = ["", style("bold", "Endpoints and other outputs"), ...aligned(outputRows(readable)), ""];
  process.stdout.write(lines.join("\n"));
}

/** What is handed to the engine. */
interface EngineArguments {
  readonly yes: boolean;
  readonly diff: boolean;
  readonly refresh: boolean;
  readonly target?: readonly string[] | undefined;
}

async function act(action: Action, stack: Stack, { yes, diff, refresh, target }: EngineArguments): Promise<number> {
  const options = {
    ...(diff && { diff }),
    ...(refresh && { refresh }),
    ...(target && { target: [...target], targetDependents: true }),
    onOutput: (text: string) => process.stdout.write(text),
    onError: (text: string) => process.stderr.write(text),
    color: process.stdout.isTTY ? "always" : "never",
  } as const;
  if (action === "preview") {
    await stack.preview({ ...options, ...POLICIES });
    return 0;
  }
  if (!yes) {
    await (action === "up" ? stack.preview({ ...options, ...POLICIES }) : stack.previewDestroy(options));
    if (!(await isConfirmed(`${action === "up" ? "Make these changes to" : "Destroy"} stack ${stack.name}?`))) {
      process.stdout.write("Nothing was changed.\n");
      return 1;
    }
  }
  if (action === "destroy") await stack.destroy(options);
  else printOutputs((await stack.up({ ...options, ...POLICIES })).outputs);
  return 0;
}

/** Does it, and ends in a sentence where the engine has printed the reason already. */
async function performed(action: Action, stack: Stack, engine: EngineArguments): Promise<number> {
  try {
    return await untilItEnds(() => act(action, stack, engine), tellLine);
  } catch (error) {
    if (!(error instanceof CommandError)) throw error;
    throw new UserError(`${action} of stack ${stack.name} failed. The output of the engine above has the reason.`);
  }
}

interface Arguments extends EngineArguments {
  readonly stack?: string | undefined;
  readonly "skip-preflight": boolean;
}

async function main(
  { stack: named, "skip-preflight": skipsPreflight, ...engine }: Arguments,
  words: readonly string[],
): Promise<number> {
  const action = actionOf(words);
  const { stack: stackName, file } = stackFileOf(named);
  if (action !== "preview" && !engine.yes && !process.stdin.isTTY)
    throw new UsageError(`${action} asks for confirmation, but there is no terminal. Add --yes.`);
  const { plan, settings } = await checkedPlan(action, stackName, file);
  try {
    return await keepingStackFile(
      file,
      async () => {
        const stack = await selectStack(stackName, "any");
        const problems =
          action === "destroy" ? [] : await generationProblems(stack, generationsOf(settings), action === "up");
        if (problems.length > 0) throw new UserError(problemsText(problems));
        const isAsked = action !== "destroy" && !skipsPreflight;
        const isRefused = isAsked && printPreflight(action, await preflightOf(plan, settings, stack));
        return (await performed(action, stack, engine)) || (isRefused ? 1 : 0);
      },
      tellLine,
    );
  } finally {
    const advice = ownStateAdvice(process.env);
    if (advice !== undefined) tellLine(advice);
  }
}

void runCommand({
  usage: USAGE,
  options: {
    stack: { type: "string", short: "s" },
    diff: { type: "boolean", default: false },
    refresh: { type: "boolean", default: false },
    target: { type: "string", multiple: true },
    "skip-preflight": { type: "boolean", default: false },
    yes: { type: "boolean", short: "y", default: false },
  },
  allowPositionals: true,
  run: main,
});
