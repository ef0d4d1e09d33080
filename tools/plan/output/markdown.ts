/** The plan as Markdown, for a comment in a pull request. */
import { problemText } from "../../../settings/problems";
import type { Plan } from "../plan";
import { isMandatory, policySummary, violationText } from "../policies";
import { outputRows } from "./print";
import { treeLines } from "./tree";

const cell = (text: string) => text.replaceAll("|", "\\|");

function table(head: readonly [string, string], rows: readonly (readonly [string, string])[]): string[] {
  return [
    `| ${head.join(" | ")} |`,
    "|---|---|",
    ...rows.map(([first, second]) => `| ${cell(first)} | ${cell(second)} |`),
  ];
}

function folded(summary: string, lines: readonly string[]): string[] {
  return [`<details><summary>${summary}</summary>`, "", "```", ...lines, "```", "", "</details>"];
}

/** One Markdown document; the same plan gives the same bytes. */
export function planMarkdown(plan: Plan): string {
  const tree = treeLines(plan.resources).map(({ branch, type, name }) => `${branch}${type}  ${name}`);
  const problems =
    plan.problems.length === 0
      ? ["No problems."]
      : [`**${plan.problems.length} problems**`, "", ...plan.problems.map((problem) => `- ${problemText(problem)}`)];
  const { violations = [] } = plan;
  return [
    `## Plan of stack \`${plan.stack}\``,
    "",
    ...problems,
    "",
    `${policySummary(violations)}.`,
    "",
    ...violations.map(
      (violation) => `- ${isMandatory(violation) ? "**mandatory**" : "advisory"} ${violationText(violation)}`,
    ),
    ...(violations.length === 0 ? [] : [""]),
    ...(plan.forecast ? [...table(["What", "Means"], Object.entries(plan.forecast)), ""] : []),
    ...table(
      ["Output", "Value"],
      outputRows(plan.outputs).map(([name, value]) => [`\`${name}\``, `\`${value}\``]),
    ),
    "",
    ...folded(`${plan.resources.length} resources`, tree),
    "",
  ].join("\n");
}
