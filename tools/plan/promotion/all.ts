/** `npm run plan -- --all`: plans every stack that has a file, and compares the stages. */
import * as fs from "node:fs";
import * as path from "node:path";
import { problemText } from "../../../settings/problems";
import { annotate } from "../../annotations";
import { stackFileOf, stackNames, UsageError } from "../../cli";
import { removePlan, writePlan } from "../files";
import { currentDay } from "../policies";
import { parseStackFile } from "../stackFile";
import { wholePlan } from "../whole";
import { isHistoryCut, versionsOf } from "./history";
import { promotionLines, promotionMarkdown } from "./output";
import { promotionOf, type Stage } from "./promotion";

/** How the report is printed. */
export interface Form {
  readonly json: boolean;
  readonly markdown: boolean;
}

async function stageOf(stack: string): Promise<Stage> {
  const { file } = stackFileOf(stack);
  const text = fs.readFileSync(file, "utf8");
  const plan = await wholePlan(stack, parseStackFile(file, text));
  const folder = path.join("out", "plan", stack);
  if (plan.settings) writePlan(plan, folder);
  else removePlan(folder);
  return { plan, file, text, versions: [...versionsOf(file)] };
}

/** @returns 1 if a stack cannot be deployed */
export async function planAll({ json, markdown }: Form): Promise<number> {
  const stacks = stackNames();
  if (stacks.length === 0) throw new UsageError("--all: there is no stack file Pulumi.NAME.yaml here.");
  const stages: Stage[] = [];
  // One process plans one stack at a time.
  for (const stack of stacks) stages.push(await stageOf(stack));
  const report = promotionOf(stages, currentDay(), isHistoryCut());
  const text = json
    ? `${JSON.stringify(report, undefined, 2)}\n`
    : markdown
      ? promotionMarkdown(report)
      : `${promotionLines(report, process.stdout).join("\n")}\n`;
  process.stdout.write(text);
  annotate(stages.flatMap(({ plan }) => plan.problems.map(problemText)).join("\n"));
  return report.stages.some(({ refused }) => refused) ? 1 : 0;
}
