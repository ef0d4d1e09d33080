/** Runs the policy pack over a plan, as `pulumi preview --policy-pack policy` would. */
import { NAMESPACES } from "../../contract/names";
import { type DefaultNames, withDefaultNames } from "../../policy/names";
import { checkResources, type Violation } from "../../policy/run";
import { PROJECT, type Settings } from "../../settings/schema/settings";
import type { Plan } from "./plan";

/**
 * The plan with the violations of policies. A plan whose settings are refused has no resources and no violations.
 *
 * @param today YYYY-MM-DD; exemptions from policies end by it
 */
export function withPolicies(plan: Plan, today: string): Plan {
  if (!plan.settings) return plan;
  const resources = withDefaultNames(plan.resources, defaultNames(plan.settings));
  const violations = checkResources(resources, plan.stack, today);
  // A component repeats the values of its chart, for previews that do not show the chart. A plan has both.
  const isSaidOfItsChart = (finding: Violation) =>
    isComponent(finding) &&
    violations.some((other) => !isComponent(other) && other.rule === finding.rule && other.message === finding.message);
  return { ...plan, violations: violations.filter((finding) => !isSaidOfItsChart(finding)) };
}

/** The default name of each namespace that the settings rename. */
function defaultNames({ namespaces }: Settings): DefaultNames {
  const parts = Object.keys(NAMESPACES) as (keyof typeof NAMESPACES)[];
  return Object.fromEntries(
    parts.filter((part) => namespaces[part] !== NAMESPACES[part]).map((part) => [namespaces[part], NAMESPACES[part]]),
  );
}

/** Whether a violation is of one of this program's components. */
function isComponent({ resource = "" }: Violation): boolean {
  return resource.split("::").at(-2)?.split("$").at(-1)?.startsWith(`${PROJECT}:`) ?? false;
}

/** Today in UTC, YYYY-MM-DD, for the expiry of exemptions. */
export function currentDay(): string {
  return new Date().toISOString().slice(0, 10);
}

/** Whether a violation blocks a rollout. The others are advisory. */
export function isMandatory({ level }: Pick<Violation, "level">): boolean {
  return level === "mandatory";
}

/** A violation as a sentence: policy, resource, message. */
export function violationText({ rule, resource, message }: Violation): string {
  const [type, name] = resource?.split("::").slice(-2) ?? [];
  return name === undefined ? `${rule}: ${message}` : `${rule}, ${type?.split(":").at(-1) ?? ""} ${name}: ${message}`;
}

/** Number of violations by level, in one line. */
export function policySummary(violations: readonly Violation[]): string {
  const mandatory = violations.filter(isMandatory).length;
  const advisory = violations.length - mandatory;
  if (violations.length === 0) return "No policy violations";
  return `Policy violations: ${mandatory} mandatory, ${advisory} advisory`;
}

/** Error message for a stack that violates mandatory policies. */
export function mandatoryText(violations: readonly Violation[]): string {
  const number = violations.length === 1 ? "1 violation" : `${violations.length} violations`;
  const lines = violations.map((violation) => `  - ${violationText(violation)}`);
  return [
    `${number} of mandatory policies; nothing was changed:`,
    ...lines,
    "If a stack cannot meet a policy, add an exemption with a reason and a date to policy/exemptions.ts.",
  ].join("\n");
}
