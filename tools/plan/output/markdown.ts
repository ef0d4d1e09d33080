/** The plan as Markdown, for a comment in a pull request. */
import { problemText } from "../../../settings/problems";
import type { Plan } from "../plan";
import { isMandatory, violationText } from "../policies";
import { outputRows } from "./print";
import { treeLines } from "./tree";
import { partCounts, verdictOf } from "./verdict";

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

/** One Markdown document, in the order of the plan's text; the same plan gives the same bytes. */
export function planMarkdown(plan: Plan): string {
  const { problems, violations = [], forecast, outputs, resources } = plan;
  const { kind, decision, reason } = verdictOf(plan);
  const section = (title: string, lines: readonly string[]) =>
    lines.length === 0 ? [] : [`### ${title}`, "", ...lines, ""];
  const ordered = [...violations.filter(isMandatory), ...violations.filter((violation) => !isMandatory(violation))];
  const tree = treeLines(plan).map(({ branch, type, name }) => `${branch}${type}  ${name}`);
  return [
    `## Plan of stack \`${plan.stack}\``,
    "",
    `${kind === "refused" ? "❌" : "✅"} **${decision}**: ${reason}.`,
    "",
    ...section(
      "Problems",
      problems.map((problem) => `- ${problemText(problem)}`),
    ),
    ...section(
      "Policies",
      ordered.map(
        (violation) => `- ${isMandatory(violation) ? "**mandatory**" : "advisory"} ${violationText(violation)}`,
      ),
    ),
    ...section("What it means", forecast ? table(["what", "means"], Object.entries(forecast)) : []),
    ...section(
      "Endpoints and other outputs",
      table(
        ["output", "value"],
        outputRows(outputs).map(([name, value]) => [`\`${name}\``, `\`${value}\``]),
      ),
    ),
    ...section("Resources by part", [
      ...table(
        ["part", "resources"],
        partCounts(resources).map(({ part, text }) => [part, text]),
      ),
      "",
      ...folded(`${tree.length} entries of the tree`, tree),
    ]),
  ].join("\n");
}
