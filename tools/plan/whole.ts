/** A plan with everything that follows from it. */
import * as fs from "node:fs";
import { PROJECT } from "../../settings/schema/settings";
import { withPrice } from "../price/price";
import { tell } from "../progress";
import type { Earlier } from "./against/earlier";
import { withFigures } from "./change/meaning/figures";
import { evaluated } from "./change/series/evaluate";
import { withRenderedCharts } from "./output/chartObjects";
import { withReadProcessors } from "./ownProcessors";
import { planStack, type Plan } from "./plan";
import { currentDay, withPolicies } from "./policies";
import { parseStackFile, type StackConfiguration } from "./stackFile";

/** A plan with all by which it is compared with another one. */
export async function comparablePlan(stack: string, configuration: StackConfiguration): Promise<Plan> {
  return withFigures(withPrice(withPolicies(await planStack(stack, configuration), currentDay())));
}

/** A plan with all that is shown of it. */
export async function wholePlan(stack: string, configuration: StackConfiguration): Promise<Plan> {
  return withRenderedCharts(withReadProcessors(await comparablePlan(stack, configuration)));
}

/** The plan of a stack that does not exist yet. */
function noPlan(stack: string): Plan {
  return { project: PROJECT, stack, resources: [], outputs: {}, charts: [], collectors: {}, problems: [] };
}

/**
 * The plan of the other side. One process plans one stack at a time.
 *
 * @param plan this side's
 * @param file this side's stack file
 */
export async function planOfEarlier(earlier: Earlier, plan: Plan, file: string): Promise<Plan> {
  const { stack } = plan;
  if (earlier.waitsFor !== undefined) {
    tell(earlier.waitsFor);
    // The comparison needs them, and this process has nothing else to do.
    evaluated(plan);
  }
  if (earlier.plan) return earlier.plan;
  if (!earlier.stackFile) return noPlan(stack);
  const { name, text } = earlier.stackFile;
  // The same program makes the same of the same file.
  return text === fs.readFileSync(file, "utf8") ? plan : comparablePlan(stack, parseStackFile(name, text));
}
