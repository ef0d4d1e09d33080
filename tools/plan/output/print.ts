/** The plan for a person at a terminal. */
import { problemText } from "../../../settings/problems";
import { aligned, styler } from "../../terminal";
import type { FileChange } from "../compare";
import type { Plan } from "../plan";
import { isMandatory, policySummary, violationText } from "../policies";
import { treeLines } from "./tree";

/** Outputs as rows of name and value; a map becomes one row per entry. */
export function outputRows(outputs: Plan["outputs"]): [string, string][] {
  return Object.entries(outputs).flatMap(([name, value]): [string, string][] =>
    typeof value === "object" && value !== null
      ? Object.entries(value).map(([key, item]) => [`${name}.${key}`, String(item)])
      : [[name, String(value)]],
  );
}

/** The whole plan as lines. */
export function planLines(plan: Plan, folder: string, stream: NodeJS.WriteStream): string[] {
  const style = styler(stream);
  const heading = (text: string) => ["", style("bold", text)];
  const tree = treeLines(plan.resources).map(
    ({ branch, type, name }) => `  ${style("dim", branch)}${style("cyan", type)}  ${name}`,
  );
  const problems = plan.problems.map((problem) => style("red", `  ✗ ${problemText(problem)}`));
  const { violations = [] } = plan;
  const policies = violations.map((violation) =>
    style(
      isMandatory(violation) ? "red" : "yellow",
      `  ${isMandatory(violation) ? "✗" : "!"} ${violationText(violation)}`,
    ),
  );
  return [
    `${style("bold", plan.project)}: plan of stack ${style("bold", plan.stack)}`,
    ...heading(`Resources (${plan.resources.length})`),
    ...tree,
    ...heading("Endpoints and other outputs"),
    ...aligned(outputRows(plan.outputs)),
    ...heading("Forecast"),
    ...aligned(Object.entries(plan.forecast ?? {})),
    ...heading(plan.problems.length === 0 ? style("green", "No problems") : `Problems (${plan.problems.length})`),
    ...problems,
    ...heading(violations.length === 0 ? style("green", policySummary(violations)) : policySummary(violations)),
    ...policies,
    "",
    `Written to ${folder}`,
  ];
}

const MARKS = { added: "+", removed: "-", changed: "~" } as const;
const COLOURS = { added: "green", removed: "red", changed: "yellow" } as const;

/** The differences between an earlier plan and this one as lines: first how many, then which, then each diff. */
export function changeLines(changes: readonly FileChange[], folder: string, stream: NodeJS.WriteStream): string[] {
  const style = styler(stream);
  if (changes.length === 0) return [style("green", `Nothing changed: the plan is the one in ${folder}`)];
  const counts = (["added", "removed", "changed"] as const).flatMap((kind) => {
    const count = changes.filter(({ change }) => change === kind).length;
    return count === 0 ? [] : [`${count} ${kind}`];
  });
  const coloured = (line: string) =>
    line.startsWith("@@")
      ? style("cyan", line)
      : line.startsWith("+")
        ? style("green", line)
        : line.startsWith("-")
          ? style("red", line)
          : line;
  return [
    style("bold", `Files that differ from ${folder}: ${counts.join(", ")}`),
    ...changes.map(({ file, change }) => style(COLOURS[change], `  ${MARKS[change]} ${file}`)),
    ...changes.flatMap(({ diff }) => ["", ...diff.trimEnd().split("\n").map(coloured)]),
  ];
}
