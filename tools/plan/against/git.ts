/** What Git knows of the revision with which a plan is compared. */
import { spawn, spawnSync } from "node:child_process";
import { UserError } from "../../cli";

const MOST_BYTES = 256 * 1024 * 1024;

function run(args: readonly string[]): { status: number | null; stdout: Buffer; stderr: string } {
  const { status, stdout, stderr, error } = spawnSync("git", args, { maxBuffer: MOST_BYTES });
  if (error) throw new UserError(`git cannot be run: ${error.message}. Install it, or give --against a folder.`);
  return { status, stdout, stderr: stderr.toString("utf8").trim() };
}

function output(...args: string[]): string {
  const { status, stdout, stderr } = run(args);
  if (status !== 0) throw new UserError(`git ${args.join(" ")}: ${stderr}`);
  return stdout.toString("utf8");
}

/** The commit of a reference; undefined where there is none. */
export function commitOf(reference: string): string | undefined {
  const { status, stdout } = run(["rev-parse", "--verify", "--quiet", "--end-of-options", `${reference}^{commit}`]);
  return status === 0 ? stdout.toString("utf8").trim() : undefined;
}

/** What a program of Git says, while this process does something else. */
function told(...args: string[]): Promise<{ status: number | null; text: string }> {
  return new Promise((resolve, reject) => {
    const child = spawn("git", args, { stdio: ["ignore", "pipe", "ignore"] });
    const parts: Buffer[] = [];
    child.stdout.on("data", (part: Buffer) => parts.push(part));
    child.on("error", reject);
    child.on("close", (status) => {
      resolve({ status, text: Buffer.concat(parts).toString("utf8") });
    });
  });
}

/** A file of a commit; undefined where the commit has none of that name. */
export async function fileOf(commit: string, file: string): Promise<string | undefined> {
  const { status, text } = await told("show", `${commit}:./${file}`);
  return status === 0 ? text : undefined;
}

/** Fingerprint of everything in a commit. */
export function treeOf(commit: string): string {
  return output("rev-parse", "--verify", `${commit}^{tree}`).trim();
}

/** The stacks that have a file in a commit. */
export function stacksOf(commit: string): string[] {
  const files = output("ls-tree", "-z", "--name-only", commit).split("\0");
  return files.flatMap((file) => /^Pulumi\.(.+)\.yaml$/.exec(file)?.[1] ?? []);
}

/** Files that differ between a commit and this folder, untracked ones among them. */
export async function changedFiles(commit: string): Promise<string[]> {
  const lists = await Promise.all([
    told("diff", "--name-only", "--relative", "-z", commit, "--", "."),
    told("ls-files", "--others", "--exclude-standard", "-z", "--", "."),
  ]);
  if (lists.some(({ status }) => status !== 0)) throw new UserError(`git cannot compare ${commit} with this folder.`);
  return lists.flatMap(({ text }) => text.split("\0").filter((file) => file !== ""));
}

/** Whether a commit is in the history of another one. */
export function isInHistoryOf(commit: string, other: string): boolean {
  return run(["merge-base", "--is-ancestor", commit, other]).status === 0;
}

/** Git asks whose commit it is, also of one that no branch gets. */
const AUTHOR = ["-c", "user.name=plan", "-c", "user.email=plan@localhost"];

/**
 * The merge of one commit into another, as GitHub makes it of a pull request. No branch has it.
 *
 * @returns undefined where both change the same lines
 */
export function mergeOf(head: string, base: string): string | undefined {
  const { status, stdout, stderr } = run(["merge-tree", "--write-tree", base, head]);
  if (status === 1) return undefined;
  if (status !== 0) throw new UserError(`git merge-tree ${base} ${head}: ${stderr}. It needs Git 2.38 or newer.`);
  const [tree = ""] = stdout.toString("utf8").split("\n");
  const parents = [base, head].flatMap((parent) => ["-p", parent]);
  return output(...AUTHOR, "commit-tree", tree, ...parents, "-m", "the merge that was reviewed").trim();
}

/** Commits that one has in its history and others have not, the newest first: the abbreviated hash and the subject. */
export function commitsOnlyIn(commit: string, others: readonly string[]): string[] {
  const excluded = others.map((other) => `^${other}`);
  const lines = output("log", "--no-merges", "--format=%h %s", commit, ...excluded, "--").split("\n");
  return lines.filter((line) => line !== "");
}
