/** The plan of another revision, made by that revision's own program. */
import { type ChildProcess, spawn } from "node:child_process";
import * as fs from "node:fs";
import * as path from "node:path";
import * as v8 from "node:v8";
import { UserError } from "../../cli";
import { folderInMemory, temporaryFolder } from "../../files";
import type { Plan } from "../plan";
import { isPlan, readPlan } from "./folder";
import { keepPlan, keptPlan, placeOf } from "./kept";

const PREFIX = "gke-telemetry-plan-";
/** What checks out a commit and plans with its program. */
const PROGRAM = "tools/plan/against/program.cjs";
/** Room for young objects in MiB. A plan needs little of it twice, and so is not searched for what is still used. */
const YOUNG_MEGABYTES = 64;

/** Folders that no program of any commit reads, unless the stack file names something in them. */
const WITHOUT_PROGRAM = ["test", "docs"];
/** More than a tree without them and a plan have; one with them has twice as much. */
const MOST_BYTES = 64 * 1024 * 1024;

const PLANNING = "Planning with the program of the other revision";
const INSTALLING = "Installing the packages of the other revision, which are not here, and planning with its program";

export interface PlanOfCommit {
  readonly commit: string;
  readonly stack: string;
  /** Text of the commit's stack file. */
  readonly stackFile: string;
  /** Whether the commit locks packages that are not here. */
  readonly install: boolean;
}

/** The end of a process: what it wrote to stderr. */
function ended(child: ChildProcess): Promise<string> {
  return new Promise((resolve, reject) => {
    let text = "";
    child.stderr?.on("data", (part: Buffer) => (text += part.toString("utf8")));
    child.on("error", reject);
    child.on("close", () => {
      resolve(text.trim());
    });
  });
}

/** Starts a process in a group of its own, which ends with this process: what it has started as well. */
function startGroup(args: readonly string[]): ChildProcess {
  const child = spawn(process.execPath, args, { detached: true, stdio: ["ignore", "ignore", "pipe"] });
  const end = () => {
    try {
      process.kill(-(child.pid ?? NaN), "SIGKILL");
    } catch {
      // It has ended by itself.
    }
  };
  // Before the folder is removed that it writes into.
  process.prependListener("exit", end);
  child.on("close", () => process.off("exit", end));
  return child;
}

/** The plan that a commit's program makes in a folder, which is removed afterwards. */
async function plannedIn(folder: string, { commit, stack, stackFile, install }: PlanOfCommit): Promise<Plan> {
  const [tree, out] = [path.join(folder, "tree"), path.join(folder, "plan")];
  fs.mkdirSync(tree);
  const without = WITHOUT_PROGRAM.filter((name) => !stackFile.includes(`${name}/`));
  const asked = JSON.stringify({ commit, without, install, tree, stack, out });
  try {
    const text = await ended(startGroup([`--max-semi-space-size=${YOUNG_MEGABYTES}`, PROGRAM, asked]));
    if (!isPlan(out)) throw new UserError(`The program of ${commit.slice(0, 12)} makes no plan of ${stack}:\n${text}`);
    return readPlan(out);
  } finally {
    fs.rmSync(folder, { recursive: true, force: true });
  }
}

/**
 * Starts the plan that a commit's own program makes of its own stack file.
 *
 * @returns the plan; where that program makes none, a UserError is reported when somebody asks for it
 */
export function startPlanOfCommit(asked: PlanOfCommit): { readonly plan: Promise<Plan>; readonly waitsFor?: string } {
  const place = placeOf(asked.commit, asked.stack, asked.stackFile);
  const kept = place === undefined ? undefined : keptPlan(place);
  if (kept) return { plan: Promise.resolve(kept) };
  // Packages of its own have hundreds of megabytes.
  const folder = asked.install ? temporaryFolder(PREFIX) : folderInMemory(PREFIX, MOST_BYTES);
  const plan = plannedIn(folder, asked).then((made) => {
    if (place !== undefined) keepPlan(place, made);
    return made;
  });
  plan.catch(() => undefined);
  // As in the other process: both share the cores, and optimising takes a quarter of what a plan does.
  v8.setFlagsFromString("--no-opt");
  return { plan, waitsFor: asked.install ? INSTALLING : PLANNING };
}
