/** `npm run plan -- --stack NAME [--config FILE] [--out DIR] [--against REF|DIR] [--tree] [--json | --markdown]` */
import { UsageError, runCommand, stackFileOf } from "../cli";
import { earlierOf } from "./against/earlier";
import type { PlanArguments } from "./one";

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

interface Arguments extends Omit<PlanArguments, "stack" | "file"> {
  readonly stack?: string | undefined;
  readonly config?: string | undefined;
  readonly all: boolean;
}

// What plans is imported late: by then the program of another revision plans already, on another core.
async function main({ stack: name, config, all, ...args }: Arguments): Promise<number> {
  const { against, out, json, markdown } = args;
  if (all) {
    if (name !== undefined || against !== undefined || config !== undefined || out !== undefined)
      throw new UsageError("--all plans every stack as its file says: it takes --json or --markdown alone.");
    const { planAll } = await import("./promotion/all.js");
    return planAll(args);
  }
  const { stack, file } = stackFileOf(name, config);
  if (markdown && (json || against === undefined))
    throw new UsageError("--markdown is the form of a change: it needs --against, and not --json.");
  const earlier = against === undefined ? undefined : await earlierOf(against, stack);
  const { planOne } = await import("./one.js");
  return planOne({ ...args, stack, file }, earlier);
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
