/** Which resource of one plan is which of the other. */
import { textAt } from "../../../../policy/evidence/reading";
import type { PlannedResource } from "../../engine";

export interface Pair {
  readonly before?: PlannedResource;
  readonly after?: PlannedResource;
}

export interface Pairs {
  readonly pairs: readonly Pair[];
  /** URNs that changed: by an alias the engine finds the resource again, without one it replaces it. */
  readonly renamed: readonly string[];
}

/** What a resource is besides its URN: a Kubernetes object by kind and name, any other by type and logical name. */
function identityOf({ type, name, inputs }: PlannedResource): string {
  const object = textAt(inputs, "metadata", "name");
  return object === ""
    ? `${type} ${name}`
    : `${type} ${textAt(inputs, "metadata", "namespace")}/${object} ${type.endsWith("ConfigMap") ? name : ""}`;
}

const managed = (resources: readonly PlannedResource[]) =>
  resources.filter(({ custom, type }) => custom || type.startsWith("pulumi:providers:"));

/** The resources of two plans, side by side: by URN, else by what they are. */
export function pairsOf(before: readonly PlannedResource[], after: readonly PlannedResource[]): Pairs {
  const [old, current] = [managed(before), managed(after)];
  const byUrn = new Map(old.map((resource) => [resource.urn, resource]));
  const currentUrns = new Set(current.map(({ urn }) => urn));
  const gone = new Map(old.filter(({ urn }) => !currentUrns.has(urn)).map((one) => [identityOf(one), one]));
  const renamed: string[] = [];
  const pairs = current.map((resource): Pair => {
    const same = byUrn.get(resource.urn);
    if (same) return { before: same, after: resource };
    const other = gone.get(identityOf(resource));
    if (!other) return { after: resource };
    gone.delete(identityOf(resource));
    renamed.push(resource.urn);
    return { before: other, after: resource };
  });
  return { pairs: [...pairs, ...[...gone.values()].map((resource): Pair => ({ before: resource }))], renamed };
}
