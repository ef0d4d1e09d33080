/** What a stack means, for a reviewer: forecast, resources by type, findings of the policies. */
import type { Plan } from "../plan/plan";
import { policySummary, violationText } from "../plan/policies";

const cell = (text: string) => text.replaceAll("|", "\\|");

const table = (head: readonly string[], rows: readonly (readonly string[])[]) =>
  [head, head.map(() => "---"), ...rows.map((row) => row.map(cell))].map((row) => `| ${row.join(" | ")} |`);

/** How many resources there are of each type, by type. */
function countsByType({ resources }: Plan): [string, string][] {
  const types = resources.map(({ type }) => type).sort();
  return [...new Set(types)].map((type) => [`\`${type}\``, String(types.filter((other) => other === type).length)]);
}

/** The meaning of a plan as Markdown; the same plan gives the same bytes. */
export function meaningDocument(plan: Plan): string {
  const violations = plan.violations ?? [];
  const findings = violations.map((violation) => `- ${violation.level}: ${violationText(violation)}`);
  return [
    "## Forecast",
    "",
    ...table(["what", "means"], Object.entries(plan.forecast ?? {})),
    "",
    `## ${plan.resources.length} resources`,
    "",
    ...table(["type", "number"], countsByType(plan)),
    "",
    "## Policies",
    "",
    `${policySummary(violations)}.`,
    ...(findings.length === 0 ? [] : ["", ...findings]),
    "",
  ].join("\n");
}
