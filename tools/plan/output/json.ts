/**
 * A plan as JSON: what `plan.json` has, and what `npm run plan -- --json` prints.
 *
 * The schema is the source of docs/plan.schema.json. It is strict at the top alone: below, what the settings, Pulumi,
 * Helm and the collector have is told by their own references.
 */
import { z } from "zod";
import { PLAN_VERSION } from "../against/folder";
import type { Plan } from "../plan";

const text = z.string();
const maybe = text.exactOptional();
const anything = z.record(text, z.unknown());

const problem = z.looseObject({
  at: z.looseObject({ file: text, line: z.number() }).exactOptional(),
  path: text.describe("Full key, such as `gke-telemetry:agent.scrapeTimeoutSeconds`, or what else is wrong."),
  rule: text.describe("The rest of a sentence that begins with path and value."),
  fix: text,
});

const violation = z.looseObject({
  rule: text.describe("Name of the policy."),
  level: z.enum(["advisory", "mandatory"]),
  message: text,
  resource: maybe.describe("URN; absent where it concerns the whole stack."),
});

const resource = z.looseObject({
  urn: text,
  type: text.describe("Pulumi type token."),
  name: text.describe("Logical name."),
  parent: maybe.describe("URN."),
  custom: z.boolean().describe("Whether a provider manages it; false for components."),
  protect: z.boolean(),
  dependsOn: z.array(text).describe("URNs, sorted."),
  inputs: anything.describe("With placeholders for secrets and for values that only a provider computes."),
});

const chart = z.looseObject({ release: text, namespace: text, chart: text, version: maybe, values: anything });

const figure = z.looseObject({
  text,
  amount: z.number().exactOptional().describe("What is compared; absent where only the text can be."),
  unit: maybe.describe("Such as `series`, `GiB`, `$` for US dollars a month."),
});

export const planSchema = z
  .strictObject({
    version: z.literal(PLAN_VERSION),
    project: text,
    stack: text,
    settings: anything.exactOptional().describe("With every default; absent if the settings are refused."),
    forecast: z.record(text, text).exactOptional().describe("What follows from the settings, by subject."),
    figures: z.record(text, figure).exactOptional().describe("The forecast in numbers, by subject."),
    resources: z.array(resource).describe("In the order of their URNs."),
    outputs: anything,
    charts: z.array(chart),
    renderedCharts: z
      .record(text, z.array(anything))
      .exactOptional()
      .describe("What Helm makes of charts, by release; absent where nobody has rendered them."),
    collectors: z.record(text, anything).describe("Each collector's configuration, by role or release."),
    problems: z.array(problem),
    violations: z.array(violation).exactOptional().describe("Absent if the policies were not run."),
  })
  .describe("The plan of a stack, as `plan.json` has it and `npm run plan -- --json` prints it.");

/** The text of `plan.json`. */
export function planJson(plan: Plan): string {
  return `${JSON.stringify({ version: PLAN_VERSION, ...plan }, undefined, 2)}\n`;
}
