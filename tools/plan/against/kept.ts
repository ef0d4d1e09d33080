/**
 * Plans that the programs of commits have made, so that none is made twice.
 *
 * A plan is kept under a hash of everything that it depends on: the tree of the commit, the installed packages, the
 * day (exemptions from policies end by it), the version of Node and the kubeconfig. One of a stack file that names
 * something outside the tree is not kept, and neither is one with problems.
 */
import { createHash } from "node:crypto";
import * as fs from "node:fs";
import * as os from "node:os";
import * as path from "node:path";
import { makeFolder, writeWhole } from "../../files";
import type { Plan } from "../plan";
import { treeOf } from "./git";

const FOLDER = path.join("node_modules", ".cache", "gke-telemetry", "plans");
/** What npm has installed. */
const INSTALLED = path.join("node_modules", ".package-lock.json");
/** Plans that are kept: those that were used last. A plan of a large stack has about 2 MiB. */
const MOST_KEPT = 20;

const home = (file: string) => file.replace(/^~(?=\/)/, os.homedir());

function contentOf(file: string): string {
  return fs.statSync(file, { throwIfNoEntry: false })?.isFile() ? fs.readFileSync(file, "utf8") : "";
}

/** Whether a stack file names a file or folder that is there and not in the commit's tree. */
function namesOthers(stackFile: string): boolean {
  const names = stackFile.match(/(?:~\/|\/|(?:[\w.-]+\/)*\.\.\/)[^\s"',\]}]*/g) ?? [];
  return names.some((name) => name !== "/" && fs.existsSync(home(name)));
}

/** Where the plan of a commit is kept; undefined where it depends on more than is known. */
export function placeOf(commit: string, stack: string, stackFile: string): string | undefined {
  if (namesOthers(stackFile)) return undefined;
  const kubeconfigs = process.env["KUBECONFIG"]?.split(path.delimiter) ?? ["~/.kube/config"];
  const parts = [
    ...[treeOf(commit), stack, new Date().toISOString().slice(0, 10), process.version, contentOf(INSTALLED)],
    ...kubeconfigs.map((file) => contentOf(home(file))),
  ];
  const name = createHash("sha256").update(JSON.stringify(parts)).digest("hex");
  return path.join(FOLDER, `${name}.json`);
}

/** The plan that is kept at a place. */
export function keptPlan(place: string): Plan | undefined {
  try {
    const plan = JSON.parse(fs.readFileSync(place, "utf8")) as Plan;
    const now = new Date();
    fs.utimesSync(place, now, now);
    return plan;
  } catch {
    return undefined;
  }
}

/** Keeps a plan, and removes those that nobody used for longest. Where nothing can be written, nothing is kept. */
export function keepPlan(place: string, plan: Plan): void {
  if (plan.problems.length > 0) return;
  try {
    makeFolder(FOLDER);
    writeWhole(place, JSON.stringify(plan));
    const kept = fs.readdirSync(FOLDER).map((name) => path.join(FOLDER, name));
    const used = kept.map((file) => ({ file, at: fs.statSync(file, { throwIfNoEntry: false })?.mtimeMs ?? 0 }));
    for (const { file } of used.sort((one, other) => other.at - one.at).slice(MOST_KEPT))
      fs.rmSync(file, { force: true });
  } catch {
    // The next comparison plans again.
  }
}
