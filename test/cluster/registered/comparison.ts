/** A plan beside a preview of the real engine, of the same files. */
import assert from "node:assert/strict";
import type { Plan } from "../../../tools/plan/plan";
import type { ProjectCopy } from "../project";
import { comparedChartObjects, comparedResources, type Comparison } from "./compare";
import { registeredResources, type RegisteredResource } from "./engine";

/** What a comparison without a difference is, whatever the number of things that it compared. */
const EQUAL: Omit<Comparison, "shared"> = { onlyPlanned: [], onlyRegistered: [], differing: [] };

export interface Sides {
  readonly plan: Plan;
  readonly engine: readonly RegisteredResource[];
}

/** Plans and previews a stack, which exists. */
export async function bothSides(project: ProjectCopy, stack: string): Promise<Sides> {
  const preview = await project.pulumi(["preview", "--json", "--stack", stack]);
  assert.equal(preview.status, 0, preview.output);
  const plan = await project.run("plan", "--stack", stack, "--json");
  assert.equal(plan.status, 0, plan.output);
  return { plan: JSON.parse(plan.stdout) as Plan, engine: registeredResources(preview.stdout) };
}

function assertEqual({ shared, ...rest }: Comparison, what: string): void {
  assert.deepEqual(rest, EQUAL);
  assert.ok(shared > 0, `nothing was compared`);
  console.log(`      ${shared} ${what}`);
}

/** Every resource that the program registers is planned, with the same inputs, and no other. */
export function assertSameResources({ plan, engine }: Sides): void {
  assertEqual(comparedResources(plan, engine), "resources are equal");
}

/** Every object that a chart makes is planned, with the same fields where Helm is at hand, and no other. */
export function assertSameChartObjects({ plan, engine }: Sides): void {
  const how = plan.renderedCharts
    ? "are equal"
    : "have the planned kinds and names; Helm, which renders the plan's, is missing";
  assertEqual(comparedChartObjects(plan, engine), `objects of charts ${how}`);
}
