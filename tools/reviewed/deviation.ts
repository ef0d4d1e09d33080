/** How the plan of a merged commit deviates from the plan that was reviewed. */
import { differences, type Difference } from "../plan/change/differences";
import type { PlannedResource } from "../plan/engine";
import type { Plan } from "../plan/plan";

/** A resource, or an output of the stack, that only one of both plans has, or that differs. */
export interface DifferingPart {
  readonly what: "added" | "removed" | "changed";
  /** Type and logical name, such as `kubernetes:apps/v1:StatefulSet prometheus`, or `output NAME`. */
  readonly part: string;
  /** Properties that differ; empty where only one plan has the part. */
  readonly properties: readonly Difference[];
}

/** What a comparison of a stack found. */
export interface Deviation {
  readonly stack: string;
  /** How many resources the merged commit plans. */
  readonly resources: number;
  /** What differs; empty where the plan is the one that was reviewed. */
  readonly differing: readonly DifferingPart[];
}

/** What the engine is told of a resource, or the value of an output. */
interface Part {
  readonly part: string;
  readonly content: Readonly<Record<string, unknown>>;
}

/** An input is named as users know it; other properties, such as `protect`, are the engine's. */
const asUsersKnowIt = ({ path, ...values }: Difference): Difference => ({
  path: path.replace(/^inputs\./, ""),
  ...values,
});

/** Everything that is planned: resources by URN, and outputs by name. */
function partsOf({ resources, outputs }: Pick<Plan, "resources" | "outputs">): ReadonlyMap<string, Part> {
  const resource = ({ urn, ...content }: PlannedResource): [string, Part] => [
    urn,
    { part: `${content.type} ${content.name}`, content: { ...content } },
  ];
  const output = ([name, value]: [string, unknown]): [string, Part] => [
    `output ${name}`,
    { part: `output ${name}`, content: { value } },
  ];
  return new Map([...resources.map(resource), ...Object.entries(outputs).map(output)]);
}

/** Compares everything that the engine would be told. Secrets have placeholders in both plans. */
export function deviationOf(reviewed: Plan, merged: Plan): Deviation {
  const [before, after] = [partsOf(reviewed), partsOf(merged)];
  const keys = [...new Set([...before.keys(), ...after.keys()])].sort();
  const differing = keys.flatMap((key): DifferingPart[] => {
    const [old, now] = [before.get(key), after.get(key)];
    if (!old || !now) return [{ what: old ? "removed" : "added", part: old?.part ?? now?.part ?? key, properties: [] }];
    const properties = differences(old.content, now.content).map(asUsersKnowIt);
    return properties.length === 0 ? [] : [{ what: "changed", part: now.part, properties }];
  });
  return { stack: merged.stack, resources: merged.resources.length, differing };
}
