/** The policy pack over a plan: what `pulumi preview --policy-pack policy` would say of it. */
import { checkResources, type Violation } from "../../policy/check";
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
  const isFirst = ({ rule, message }: Violation, index: number) =>
    violations.findIndex((other) => other.rule === rule && other.message === message) === index;
  return { ...plan, violations: violations.filter(isFirst) };
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
