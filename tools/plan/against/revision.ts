/** The plan of another revision, made by that revision's own program. */
import { type ChildProcess, spawn } from "node:child_process";
import * as fs from "node:fs";
import * as path from "node:path";
import * as v8 from "node:v8";
import { UserError } from "../../cli";
import { folderInMemory, temporaryFolder } from "../../files";
import type { Plan } from "../plan";
import { isPlan, readPlan } from "./folder";
import { keepPlan } from "./kept";

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
function startGroup(args: readonly string[]) {
  const child = spawn(process.execPath, args, { detached: true, stdio: ["ignore", "ignore", "pipe", "ipc"] });
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
  return { child, end };
}

/** The program of a commit, in a process of its own. Until it is asked, it loads what every plan needs. */
export class ProgramOfCommit {
  private readonly group = startGroup([`--max-semi-space-size=${YOUNG_MEGABYTES}`, PROGRAM]);
  private readonly ended = ended(this.group.child);
  private isAsked = false;

  constructor() {
    this.ended.catch(() => undefined);
  }

  /** Ends it where another way to a plan was found. */
  endUnlessAsked(): void {
    if (!this.isAsked) this.group.end();
  }

  /**
   * Starts the plan that the commit's program makes of its own stack file.
   *
   * @param place where the plan is kept, if anywhere
   * @returns the plan; where the program makes none, a UserError is reported when somebody asks for it
   */
  startPlan(
    asked: PlanOfCommit,
    place: string | undefined,
  ): { readonly plan: Promise<Plan>; readonly waitsFor: string } {
    this.isAsked = true;
    // Packages of its own have hundreds of megabytes.
    const folder = asked.install ? temporaryFolder(PREFIX) : folderInMemory(PREFIX, MOST_BYTES);
    const plan = this.plannedIn(folder, asked).then((made) => {
      if (place !== undefined) keepPlan(place, made);
      return made;
    });
    plan.catch(() => undefined);
    // As in the other process: both share the cores, and optimising takes a quarter of what a plan does.
    v8.setFlagsFromString("--no-opt");
    return { plan, waitsFor: asked.install ? INSTALLING : PLANNING };
  }

  /** The plan that the program makes in a folder, which is removed afterwards. */
  private async plannedIn(folder: string, { commit, stack, stackFile, install }: PlanOfCommit): Promise<Plan> {
    const [tree, out] = [path.join(folder, "tree"), path.join(folder, "plan")];
    fs.mkdirSync(tree);
    const without = WITHOUT_PROGRAM.filter((name) => !stackFile.includes(`${name}/`));
    // Where it has ended already, its end tells why.
    this.group.child.send({ commit, without, install, tree, stack, out }, () => undefined);
    try {
      const text = await this.ended;
      if (!isPlan(out))
        throw new UserError(`The program of ${commit.slice(0, 12)} makes no plan of ${stack}:\n${text}`);
      return readPlan(out);
    } finally {
      fs.rmSync(folder, { recursive: true, force: true });
    }
  }
}
