/** `npm run comment -- --against REF [--page URL] [--out DIR]`: what a pull request means for every stack. */
import * as path from "node:path";
import { problemText } from "../../settings/problems";
import { annotate } from "../annotations";
import { runCommand, stackFileOf, stackNames, UsageError } from "../cli";
import { makeFolder, writeWhole } from "../files";
import { counted, printable } from "../text";
import { earlierOf } from "../plan/against/earlier";
import { commitOf, stacksOf } from "../plan/against/git";
import { changeOf } from "../plan/change/change";
import type { Change } from "../plan/change/model";
import { measuredSeries } from "../plan/change/series/real/measure";
import { removePlan, writePlan } from "../plan/files";
import { changeHeadline, changeSections, fenced, type MarkdownSection } from "../plan/output/change/markdown";
import { verdictOf } from "../plan/output/verdict";
import type { Plan } from "../plan/plan";
import { isMandatory, violationText } from "../plan/policies";
import { readStackFile } from "../plan/stackFile";
import { planOfEarlier, wholePlan } from "../plan/whole";
import { attentionOf, commentOf, type StackComment } from "./compose";

const USAGE = `Usage: npm run comment -- --against REF [--page URL] [--out DIR]

  --against REF  Git reference with which every stack is compared, such as origin/main
  --page URL     address under which a reader finds the pages of the plans
  --out DIR      folder for body.md, the comment, and attention, a word for a label (default: out/comment)

Plans every stack that has a file Pulumi.NAME.yaml, and writes each plan with its page to out/plan/NAME.
Exit status: 0 success, 1 an update of a stack would be refused or it cannot be planned, 2 wrong usage.`;

/** A list of what stands against an update. */
function reasons(
  title: string,
  { problems, violations = [] }: Pick<Plan, "problems" | "violations">,
): MarkdownSection[] {
  const texts = [...problems.map(problemText), ...violations.filter(isMandatory).map(violationText)];
  if (texts.length === 0) return [];
  const lines = texts.map((text) => `- ${printable(text).replaceAll("<", "&lt;")}`);
  return [{ title, text: [`**${title}**`, "", ...lines].join("\n") }];
}

/** What stands against an update and did so before. */
function olderReasons(plan: Plan, { problems, policies }: Change): MarkdownSection[] {
  const broken = policies.broken.map(violationText);
  return reasons("What stands against an update, before this change too", {
    problems: plan.problems.filter((problem) => !problems.appear.includes(problemText(problem))),
    violations: (plan.violations ?? []).filter((violation) => !broken.includes(violationText(violation))),
  });
}

const quoted = (stack: string) => `\`${stack.replace(/[^\w.-]/g, "_")}\``;

/** A stack that has no comment of its own, because its program ends with an error. */
function failure(stack: string, error: unknown): StackComment {
  const message = error instanceof Error ? error.message : String(error);
  annotate(message);
  return {
    stack,
    attention: "refused",
    headline: `### :x: ${quoted(stack)}: cannot be planned`,
    sections: [{ title: "error", text: fenced(message, "").join("\n") }],
  };
}

async function stackComment(stack: string, against: string): Promise<StackComment> {
  const folder = path.join("out", "plan", stack);
  try {
    const { file } = stackFileOf(stack);
    const earlier = await earlierOf(against, stack);
    const plan = await wholePlan(stack, readStackFile(file));
    const before = await planOfEarlier(earlier, plan, file);
    annotate(plan.problems.map(problemText).join("\n"));
    if (!plan.settings) {
      removePlan(folder);
      const headline = `### :x: ${quoted(stack)}: cannot be planned, ${counted(plan.problems.length, "problem")}`;
      return { stack, attention: "refused", headline, sections: reasons("Problems", plan) };
    }
    const change = changeOf(before, plan, against, await measuredSeries(before, plan));
    writePlan(plan, folder, { before, change });
    return {
      stack,
      attention: verdictOf(plan).kind === "refused" ? "refused" : change.risk,
      headline: changeHeadline(change),
      sections: [...olderReasons(plan, change), ...(change.risk === "nothing" ? [] : changeSections(change))],
    };
  } catch (error) {
    return failure(stack, error);
  }
}

/** A stack whose file is gone. */
function gone(stack: string): StackComment {
  const headline = `### :warning: ${quoted(stack)}: its file is removed, its resources are not: \`npm run destroy\` needs the file`;
  return { stack, attention: "dangerous", headline, sections: [] };
}

interface Arguments {
  readonly against?: string | undefined;
  readonly page?: string | undefined;
  readonly out?: string | undefined;
}

async function main({ against, page, out = path.join("out", "comment") }: Arguments): Promise<number> {
  if (against === undefined) throw new UsageError("--against is missing.");
  const commit = commitOf(against);
  if (commit === undefined) throw new UsageError(`--against ${against}: there is no Git reference of this name.`);
  const names = stackNames();
  const stacks = stacksOf(commit)
    .filter((name) => !names.includes(name))
    .map(gone);
  // One process plans one stack at a time.
  for (const name of names) stacks.push(await stackComment(name, against));
  const attention = attentionOf(stacks);
  makeFolder(out);
  writeWhole(path.join(out, "body.md"), commentOf(stacks, page));
  writeWhole(path.join(out, "attention"), `${attention}\n`);
  for (const { headline } of stacks) process.stdout.write(`${headline.replace(/^#+ /, "")}\n`);
  process.stdout.write(`Written to ${out}\n`);
  return attention === "refused" ? 1 : 0;
}

void runCommand({
  usage: USAGE,
  options: { against: { type: "string" }, page: { type: "string" }, out: { type: "string" } },
  run: main,
});
