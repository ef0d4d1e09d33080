/** The plan of another revision, made by that revision's own program. */
import { spawn } from "node:child_process";
import * as fs from "node:fs";
import * as path from "node:path";
import { UserError } from "../../cli";
import { temporaryFolder } from "../../files";
import { tell } from "../../progress";
import type { Plan } from "../plan";
import { isPlan, readPlan } from "./folder";
import { checkOut } from "./git";
import { keepPlan, keptPlan, placeOf } from "./kept";

const LOCK = "package-lock.json";
const PACKAGES = "node_modules";
/** Folder of a commit's tree, beside that of its plan. */
const TREE = "tree";

interface Ended {
  readonly status: number | null;
  readonly text: string;
}

/** Runs a program to its end. */
function ended(program: string, args: readonly string[], folder: string): Promise<Ended> {
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, { cwd: folder, stdio: ["ignore", "ignore", "pipe"] });
    let text = "";
    child.stderr.on("data", (part: Buffer) => (text += part.toString("utf8")));
    child.on("error", reject);
    child.on("close", (status) => {
      resolve({ status, text: text.trim() });
    });
  });
}

/** Gives a checked-out tree its packages: those of this folder where both lock the same, else its own. */
async function installPackages(folder: string): Promise<void> {
  const lockOf = (where: string) => fs.readFileSync(path.join(where, LOCK), "utf8");
  if (lockOf(folder) === lockOf(".")) {
    fs.symlinkSync(path.resolve(PACKAGES), path.join(folder, PACKAGES), "dir");
    return;
  }
  tell(`${LOCK} differs: installing the packages of the other revision`);
  const { status, text } = await ended("npm", ["ci", "--no-audit", "--no-fund", "--loglevel=error"], folder);
  if (status !== 0) throw new UserError(`npm ci in the other revision ended with status ${String(status)}: ${text}`);
}

/** Makes nothing but `plan.json`; older revisions do not have it. */
const DATA = "tools/plan/data.ts";

/** The command by which a revision plans: its own `npm run plan`, without npm where its script is a program of Node. */
function planCommand(folder: string): [program: string, ...args: string[]] {
  if (fs.existsSync(path.join(folder, DATA))) return [process.execPath, "tools/run.cjs", DATA];
  const { scripts } = JSON.parse(fs.readFileSync(path.join(folder, "package.json"), "utf8")) as {
    scripts?: { plan?: string };
  };
  const [program, ...args] = scripts?.plan?.split(" ") ?? [];
  return program === "node" ? [process.execPath, ...args] : ["npm", "run", "--silent", "plan", "--"];
}

/** Plans in a folder with the tree of a commit, which is removed afterwards. */
async function planOfTree(folder: string, commit: string, stack: string): Promise<Plan> {
  const [tree, out] = [path.join(folder, TREE), path.join(folder, "plan")];
  try {
    const [program, ...args] = planCommand(tree);
    const { text } = await ended(program, [...args, "--stack", stack, "--out", out], tree);
    if (!isPlan(out)) throw new UserError(`The program of ${commit.slice(0, 12)} makes no plan of ${stack}:\n${text}`);
    return readPlan(out);
  } finally {
    fs.rmSync(folder, { recursive: true, force: true });
  }
}

/**
 * Starts the plan that a commit's own program makes of its own stack file. When this returns, that program runs.
 *
 * @param stackFile text of the commit's stack file
 * @throws UserError if the program cannot be started; the plan's, if it makes none
 */
export async function startPlanOfCommit(
  commit: string,
  stack: string,
  stackFile: string,
): Promise<{ readonly plan: Promise<Plan> }> {
  const place = placeOf(commit, stack, stackFile);
  const kept = place === undefined ? undefined : keptPlan(place);
  if (kept) return { plan: Promise.resolve(kept) };
  const folder = temporaryFolder("gke-telemetry-plan-");
  try {
    await checkOut(commit, path.join(folder, TREE));
    await installPackages(path.join(folder, TREE));
  } catch (error) {
    fs.rmSync(folder, { recursive: true, force: true });
    throw error;
  }
  const plan = planOfTree(folder, commit, stack).then((made) => {
    if (place !== undefined) keepPlan(place, made);
    return made;
  });
  // Its error is reported when somebody asks for the plan.
  plan.catch(() => undefined);
  return { plan };
}
