/** `npm run reviewed -- --head COMMIT --base COMMIT --stack NAME …`: whether this commit plans what was reviewed. */
import { runCommand, stackFileOf, UsageError, UserError } from "../cli";
import { writeReport } from "../terminal";
import { earlierOf } from "../plan/against/earlier";
import { commitOf, commitsOnlyIn, isInHistoryOf, mergeOf } from "../plan/against/git";
import { planStack } from "../plan/plan";
import { readStackFile } from "../plan/stackFile";
import { planOfEarlier } from "../plan/whole";
import { type Deviation, deviationOf } from "./deviation";
import { isDifferent, reviewLines, type Review } from "./output";

const USAGE = `Usage: npm run reviewed -- --head COMMIT --base COMMIT --stack NAME [--stack NAME ...] [--json]

Plans each stack as a pull request showed it, which is its head merged into the base branch of that time, and as the files
of this folder say, and compares every resource with all its properties.

  --head COMMIT  last commit of the pull request
  --base COMMIT  commit of the base branch with which the pull request was planned
  --stack NAME   stack whose settings are in Pulumi.NAME.yaml; may be given several times
  --json         print JSON

Exit status: 0 every stack is planned as it was reviewed, 1 an error, 2 wrong usage, 3 a stack is not.`;

const DIFFERENT = 3;

function commitArgument(option: string, value: string | undefined): string {
  if (value === undefined) throw new UsageError(`${option} is missing.`);
  const commit = commitOf(value);
  if (commit === undefined) throw new UsageError(`${option} ${value}: there is no commit of this name.`);
  return commit;
}

/** The commit whose plans were reviewed. */
function reviewedCommit(head: string, base: string): string {
  // The base comes from the pull request's own run: it may name any commit, and counts only as one of the base branch.
  if (!isInHistoryOf(base, "HEAD"))
    throw new UserError(
      `--base ${base} is not in the history of this commit: the pull request was not planned with it.`,
    );
  const merge = mergeOf(head, base);
  if (merge === undefined)
    throw new UserError(
      `${head} cannot be merged into ${base} without a conflict, so nobody has reviewed a plan of that.`,
    );
  return merge;
}

interface Arguments {
  readonly head?: string | undefined;
  readonly base?: string | undefined;
  readonly stack?: readonly string[] | undefined;
  readonly json: boolean;
}

async function main({ head: namedHead, base: namedBase, stack: names = [], json }: Arguments): Promise<number> {
  const [head, base] = [commitArgument("--head", namedHead), commitArgument("--base", namedBase)];
  if (names.length === 0) throw new UsageError("--stack is missing.");
  const files = names.map((name) => stackFileOf(name));
  const reviewed = reviewedCommit(head, base);
  const stacks: Deviation[] = [];
  // One process plans one stack at a time.
  for (const { stack, file } of files) {
    const earlier = await earlierOf(reviewed, stack);
    const merged = await planStack(stack, readStackFile(file));
    stacks.push(deviationOf(await planOfEarlier(earlier, merged, file), merged));
  }
  // The first parent is the base branch before the merge, also where the pull request became a single commit.
  const review: Review = { stacks, since: commitsOnlyIn(commitOf("HEAD^1") ?? "HEAD", [head, base]) };
  writeReport(review, json, reviewLines);
  return stacks.some(isDifferent) ? DIFFERENT : 0;
}

void runCommand({
  usage: USAGE,
  options: {
    head: { type: "string" },
    base: { type: "string" },
    stack: { type: "string", multiple: true },
    json: { type: "boolean", default: false },
  },
  run: main,
});
