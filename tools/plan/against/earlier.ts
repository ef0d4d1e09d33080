/** The plan with which another one is compared: that of a folder, or of a Git reference. */
import { PROJECT } from "../../../settings/schema/settings";
import { UsageError } from "../../cli";
import { withPrice } from "../../price/price";
import { withRenderedCharts } from "../output/chartObjects";
import { planStack, type Plan } from "../plan";
import { currentDay, withPolicies } from "../policies";
import { withFigures } from "../change/meaning/figures";
import { parseStackFile } from "../stackFile";
import { isPlan, readPlan } from "./folder";
import { changedFiles, commitOf, fileOf } from "./git";
import { planOfCommit } from "./revision";

/** Files that no plan depends on. Stack files are read from the commit themselves. */
const WITHOUT_EFFECT = /^(?:Pulumi\.[^/]+\.yaml|docs\/.*\.md|changelog\.d\/.*|\.github\/.*|test\/.*\.ts|[^/]+\.md)$/;

/** The plan of a stack that does not exist yet. */
function noPlan(stack: string): Plan {
  return { project: PROJECT, stack, resources: [], outputs: {}, charts: [], collectors: {}, problems: [] };
}

/** A plan with everything that follows from it. */
export async function wholePlan(stack: string, configuration: Parameters<typeof planStack>[1]): Promise<Plan> {
  return withRenderedCharts(withFigures(withPrice(withPolicies(await planStack(stack, configuration), currentDay()))));
}

/**
 * The plan of a folder or a Git reference, as a function that makes it.
 *
 * A commit whose program differs makes its plan in a process of its own, which has begun when this returns. One that
 * has only other stack files is planned by this program, when the function is called: one process plans one stack at a
 * time.
 *
 * @throws UsageError if there is neither a plan nor a commit of this name
 */
export function earlierPlan(against: string, stack: string): () => Promise<Plan> {
  if (isPlan(against)) {
    const plan = readPlan(against);
    return () => Promise.resolve(plan);
  }
  const commit = commitOf(against);
  if (commit === undefined)
    throw new UsageError(`--against ${against}: there is no plan in such a folder, and no Git reference of this name.`);
  const file = `Pulumi.${stack}.yaml`;
  const text = fileOf(commit, file);
  if (text === undefined) return () => Promise.resolve(noPlan(stack));
  if (changedFiles(commit).every((name) => WITHOUT_EFFECT.test(name)))
    return () => wholePlan(stack, parseStackFile(`${file} of ${against}`, text));
  const plan = planOfCommit(commit, stack);
  // Its error is reported when somebody asks for the plan.
  plan.catch(() => undefined);
  return () => plan;
}
