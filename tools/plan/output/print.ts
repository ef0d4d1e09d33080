/** The plan for a person at a terminal. */
import { problemText } from "../../../settings/problems";
import { alignedSentences, alignedValues, styler, wrapped } from "../../terminal";
import type { Plan } from "../plan";
import { isMandatory, violationText } from "../policies";
import { treeLines } from "./tree";
import { partCounts, verdictOf } from "./verdict";

/** Outputs as rows of name and value; a map becomes one row per entry. */
export function outputRows(outputs: Plan["outputs"]): [string, string][] {
  return Object.entries(outputs).flatMap(([name, value]): [string, string][] =>
    typeof value === "object" && value !== null
      ? Object.entries(value).map(([key, item]) => [`${name}.${key}`, String(item)])
      : [[name, String(value)]],
  );
}

const VERDICT_COLOURS = { clean: "green", advice: "green", refused: "red" } as const;

/**
 * The whole plan as lines: the verdict, then what is wrong, what the stack means, and what it is made of.
 *
 * @param folder that has the plan's files; none of a plan without settings
 */
export function planLines(
  plan: Plan,
  { folder, tree }: { readonly folder?: string; readonly tree: boolean },
  stream: NodeJS.WriteStream,
): string[] {
  const style = styler(stream);
  const section = (title: string, lines: readonly string[]) =>
    lines.length === 0 ? [] : ["", style("bold", title), ...lines];
  const marked = (mark: "✗" | "!", text: string) =>
    wrapped(`  ${style(mark === "✗" ? "red" : "yellow", mark)} ${text}`, "    ", stream);
  const { problems, violations = [], forecast = {}, outputs, resources } = plan;
  const { kind, decision, reason } = verdictOf(plan);
  const ordered = [...violations.filter(isMandatory), ...violations.filter((violation) => !isMandatory(violation))];
  const resourceLines = treeLines(plan).map(
    ({ branch, type, name }) => `  ${style("dim", branch)}${style("cyan", type)}  ${name}`,
  );
  const parts = partCounts(resources).map((part): [string, string] => [part.part, part.text]);
  return [
    ...wrapped(`${style("bold", style(VERDICT_COLOURS[kind], decision))}: ${reason}.`, "  ", stream),
    ...section(
      "Problems",
      problems.flatMap((problem) => marked("✗", problemText(problem))),
    ),
    ...section(
      "Policies",
      ordered.flatMap((violation) => marked(isMandatory(violation) ? "✗" : "!", violationText(violation))),
    ),
    ...section("What it means", alignedSentences(Object.entries(forecast), stream)),
    ...section("Endpoints and other outputs", alignedValues(outputRows(outputs), stream)),
    ...(tree
      ? section("Resources", resourceLines)
      : section("Resources by part (--tree lists them)", alignedSentences(parts, stream))),
    ...(folder === undefined ? [] : ["", `Written to ${folder}`]),
  ];
}
