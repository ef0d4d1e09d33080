/**
 * The other side of a comparison: the plan of a folder, or of a Git reference.
 *
 * What this imports loads at once, so that the program of a commit has begun before this revision's own is loaded.
 */
import * as fs from "node:fs";
import { UsageError } from "../../cli";
import type { Plan } from "../plan";
import { isPlan, readPlan } from "./folder";
import { changedFiles, commitOf, fileOf } from "./git";
import { keptPlan, placeOf } from "./kept";
import { hasPackages, LOCK } from "./packages";
import { ProgramOfCommit } from "./revision";

/** Files that no plan depends on. Stack files are read from the commit themselves. */
const WITHOUT_EFFECT = /^(?:Pulumi\.[^/]+\.yaml|docs\/.*\.md|changelog\.d\/.*|\.github\/.*|test\/.*\.ts|[^/]+\.md)$/;

/** What is known of the other side. All are absent for a commit without this stack. */
export interface Earlier {
  /** A plan that is there, or that the program of a commit makes in a process of its own. */
  readonly plan?: Promise<Plan>;
  /** What is going on until that plan is there. */
  readonly waitsFor?: string;
  /** The stack file of a commit that this revision's program plans, because nothing else differs. */
  readonly stackFile?: { readonly name: string; readonly text: string };
}

/**
 * Finds the other side. A program that has to make its plan runs when this returns, and has loaded while Git was asked.
 *
 * @throws UsageError if there is neither a plan nor a commit of this name
 */
export async function earlierOf(against: string, stack: string): Promise<Earlier> {
  if (isPlan(against)) return { plan: Promise.resolve(readPlan(against)) };
  const commit = commitOf(against);
  if (commit === undefined)
    throw new UsageError(`--against ${against}: there is no plan in such a folder, and no Git reference of this name.`);
  const file = `Pulumi.${stack}.yaml`;
  const text = await fileOf(commit, file);
  if (text === undefined) return {};
  const place = placeOf(commit, stack, text);
  const kept = place === undefined ? undefined : keptPlan(place);
  if (kept) return { plan: Promise.resolve(kept) };
  const program = new ProgramOfCommit();
  try {
    const changed = await changedFiles(commit);
    if (changed.every((name) => WITHOUT_EFFECT.test(name)))
      return { stackFile: { name: `${file} of ${against}`, text } };
    const install = changed.includes(LOCK) && !(await hasPackagesOf(commit));
    return program.startPlan({ commit, stack, stackFile: text, install }, place);
  } finally {
    program.endUnlessAsked();
  }
}

async function hasPackagesOf(commit: string): Promise<boolean> {
  return hasPackages(fs.readFileSync(LOCK, "utf8"), (await fileOf(commit, LOCK)) ?? "");
}
