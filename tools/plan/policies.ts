/** The policy pack over a plan: what `pulumi preview --policy-pack policy` would say of it. */
import { checkResources, type Violation } from "../../policy/run";
import { PROJECT } from "../../settings/schema/settings";
import type { Plan } from "./plan";

/**
 * The plan with what the policies find in it. A plan that has no resources, because of its settings, has no findings.
 *
 * @param today YYYY-MM-DD; exemptions from policies end by it
 */
export function withPolicies(plan: Plan, today: string): Plan {
  if (!plan.settings) return plan;
  const violations = checkResources(plan.resources, plan.stack, today);
  // A component has its chart's values too, for previews that show nothing of the chart; here both are seen.
  const isSaidOfItsChart = (finding: Violation) =>
    isComponent(finding) &&
    violations.some((other) => !isComponent(other) && other.rule === finding.rule && other.message === finding.message);
  return { ...plan, violations: violations.filter((finding) => !isSaidOfItsChart(finding)) };
}

/** Whether a finding is about one of this program's own components. */
function isComponent({ resource = "" }: Violation): boolean {
  return resource.split("::").at(-2)?.split("$").at(-1)?.startsWith(`${PROJECT}:`) ?? false;
}

/** The day of which exemptions from policies are asked, in UTC: YYYY-MM-DD. */
export function currentDay(): string {
  return new Date().toISOString().slice(0, 10);
}

/** Whether a finding must not be rolled out; the others are advice. */
export function isMandatory({ level }: Violation): boolean {
  return level === "mandatory";
}

/** A finding as a sentence: the rule, the resource and what is wrong with it. */
export function violationText({ rule, resource, message }: Violation): string {
  const [type, name] = resource?.split("::").slice(-2) ?? [];
  return name === undefined ? `${rule}: ${message}` : `${rule}, ${type?.split(":").at(-1) ?? ""} ${name}: ${message}`;
}

/** What the policies say, in one line. */
export function policySummary(violations: readonly Violation[]): string {
  const mandatory = violations.filter(isMandatory).length;
  const advisory = violations.length - mandatory;
  if (violations.length === 0) return "Every policy holds";
  return `Policies: ${mandatory} mandatory, ${advisory} advisory`;
}

/** What is told a person whose stack breaks mandatory policies. */
export function mandatoryText(violations: readonly Violation[]): string {
  const policies = violations.length === 1 ? "1 mandatory policy is" : `${violations.length} mandatory policies are`;
  const lines = violations.map((violation) => `  - ${violationText(violation)}`);
  return [
    `${policies} broken; nothing was changed:`,
    ...lines,
    "What a stack cannot keep to is exempted in policy/exemptions.ts, with a reason and a date.",
  ].join("\n");
}
