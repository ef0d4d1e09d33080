/** The files of two plans that differ. */
import { CONFIGURATION_KEY } from "../../../contract/collector/chart";
import { at } from "../../../policy/evidence/reading";
import { compareFiles } from "../compare";
import { planFiles } from "../files";
import type { PlannedResource } from "../engine";
import type { Plan } from "../plan";
import type { Change } from "./model";

/** They repeat what the other files and the change itself say. */
const REPEATED = ["plan.json", "plan.md"];

/** A plan without what is in it twice: each collector's configuration, in its chart's values and in a ConfigMap. */
function withoutCopies(plan: Plan): Plan {
  return {
    ...plan,
    resources: plan.resources.filter(({ inputs }) => at(inputs, "data", CONFIGURATION_KEY) === undefined),
    charts: plan.charts.map(({ values, ...chart }) => ({
      ...chart,
      values: { ...values, alternateConfig: undefined },
    })),
  };
}

/** The files of a plan by path. */
function filesOf(plan: Plan): Record<string, string> {
  return Object.fromEntries(
    Object.entries(planFiles(withoutCopies(plan)))
      .filter(([file]) => !REPEATED.includes(file))
      .map(([file, text]) => [file, text]),
  );
}

/** The plans without the resources that are the same in both: writing their files takes longest. */
function withoutSame(before: Plan, after: Plan): readonly [before: Plan, after: Plan] {
  const texts = ({ resources }: Plan) => new Map(resources.map(({ urn, inputs }) => [urn, JSON.stringify(inputs)]));
  const [old, current] = [texts(before), texts(after)];
  const differs = ({ urn }: PlannedResource) => old.get(urn) !== current.get(urn);
  return [
    { ...before, resources: before.resources.filter(differs) },
    { ...after, resources: after.resources.filter(differs) },
  ];
}

/** Every file that differs, with its diff. */
export function fileChanges(before: Plan, after: Plan): Change["files"] {
  const [old, current] = withoutSame(before, after);
  return compareFiles(filesOf(old), filesOf(current));
}
