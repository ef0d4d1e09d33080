/** Which changes of properties make the engine replace a resource, and what follows of it for others. */
import { UNKNOWN } from "../../../../contract/placeholders";
import { at } from "../../../../policy/evidence/reading";
import type { PlannedResource } from "../../engine";
import { type Difference, differences, propertyOf } from "../differences";
import { isWithin } from "./addressRange";
import table from "./replacingProperties.json";

const REPLACING: Readonly<Record<string, readonly string[]>> = table.properties;

/** A property or something below it, or everything. */
const covers = (rule: string, property: string) => rule === "*" || property === rule || property.startsWith(`${rule}.`);

/** Properties of a type whose change replaces a resource, as its provider has them. */
function rulesOf({ type, replaceOnChanges = [] }: PlannedResource): readonly string[] {
  const [provider = ""] = type.split(":");
  return [...(REPLACING[`${provider}:*`] ?? []), ...(REPLACING[type] ?? []), ...replaceOnChanges];
}

/** What the engine sees of the differences between two inputs. */
export function seenDifferences(before: PlannedResource, after: PlannedResource): Difference[] {
  const { ignoreChanges = [] } = after;
  return differences(before.inputs, after.inputs).filter(
    ({ path }) => !ignoreChanges.some((ignored) => covers(ignored, propertyOf(path))),
  );
}

/** A subnet that grows keeps its addresses. */
function isGrowth(type: string, { path, before, after }: Difference): boolean {
  return (
    type === "gcp:compute/subnetwork:Subnetwork" &&
    path === "ipCidrRange" &&
    before !== undefined &&
    after !== undefined &&
    isWithin(before, after)
  );
}

/** The properties by which a resource is replaced, as paths. */
export function replacingPaths(before: PlannedResource, after: PlannedResource): string[] {
  const rules = rulesOf(after);
  return seenDifferences(before, after)
    .filter((difference) => rules.some((rule) => covers(rule, propertyOf(difference.path))))
    .filter((difference) => !isGrowth(after.type, difference))
    .map(({ path }) => path);
}

/** Paths of the values that only a provider knows. */
function unknownPaths(value: unknown, path: string): string[] {
  if (value === UNKNOWN) return [path];
  if (typeof value !== "object" || value === null) return [];
  return Object.entries(value).flatMap(([key, inner]: [string, unknown]) =>
    unknownPaths(inner, Array.isArray(value) ? path : `${path}.${key}`),
  );
}

/**
 * The properties by which a resource is replaced because another one is.
 *
 * @param replaced URNs of the resources that are replaced
 * @returns property -> URN of that resource
 */
export function followingPaths(
  resource: PlannedResource,
  replaced: ReadonlySet<string>,
): Readonly<Record<string, string>> {
  const rules = rulesOf(resource);
  const { ignoreChanges = [], propertyDependencies = {}, inputs } = resource;
  return Object.fromEntries(
    Object.entries(propertyDependencies).flatMap(([property, urns]) => {
      const cause = urns.find((urn) => replaced.has(urn));
      if (cause === undefined || ignoreChanges.includes(property)) return [];
      const paths = [property, ...unknownPaths(at(inputs, property), property)];
      const path = paths.find((one) => rules.some((rule) => covers(rule, one)));
      return path === undefined ? [] : [[path, cause]];
    }),
  );
}

/** Whether a resource has a value of one that is replaced. */
export function hasValueOf(
  { propertyDependencies = {}, ignoreChanges = [] }: PlannedResource,
  replaced: ReadonlySet<string>,
): boolean {
  return Object.entries(propertyDependencies).some(
    ([property, urns]) => !ignoreChanges.includes(property) && urns.some((urn) => replaced.has(urn)),
  );
}
