/** What `pulumi up` does to each resource, and what follows of it for pods and data. */
import type { PlannedResource } from "../../engine";
import type { Plan } from "../../plan";
import { differences } from "../differences";
import type { Happening } from "../model";
import { lossOf } from "./loss";
import { pairsOf, type Pair } from "./pairs";
import { followingPaths, hasValueOf, replacingPaths, seenDifferences } from "./replacement";
import { restartsOf } from "./restarts";
import { chartPairs } from "./chartObjects";

const CLUSTER = "gcp:container/cluster:Cluster";
/** Why what is in a cluster is replaced. */
const CLUSTER_REPLACED = "the cluster is replaced";
const PROVIDER = "pulumi:providers:kubernetes";

/** The last type and the name in a URN. */
function urnText(urn: string): string {
  const [type = "", name = ""] = urn.split("::").slice(-2);
  return `${type.split(":").at(-1) ?? ""} ${name}`;
}

/** The replaced resources by URN, with the reasons: their own properties, or those that others fill. */
function replacements(pairs: readonly Pair[]): ReadonlyMap<string, readonly string[]> {
  const reasons = new Map<string, readonly string[]>();
  for (const { before, after } of pairs) {
    if (!before || !after) continue;
    const paths = replacingPaths(before, after);
    if (paths.length > 0) reasons.set(after.urn, paths);
  }
  const existing = pairs.flatMap(({ before, after }) => (before && after ? [after] : []));
  const providerOf = new Map(existing.flatMap((one) => (one.type === PROVIDER ? [[one.urn, one] as const] : [])));
  for (let known = -1; known !== reasons.size;) {
    known = reasons.size;
    const replaced = new Set(reasons.keys());
    for (const resource of existing) {
      if (reasons.has(resource.urn)) continue;
      const following = Object.entries(followingPaths(resource, replaced));
      const provider = [...providerOf.keys()].find((urn) => resource.provider?.startsWith(`${urn}::`));
      const isInAnother = provider !== undefined && replaced.has(provider);
      const isAnother = resource.type === PROVIDER && dependsOnCluster(resource, replaced);
      if (following.length > 0)
        reasons.set(
          resource.urn,
          following.map(([path, cause]) => `${path}, as ${urnText(cause)} is replaced`),
        );
      else if (isInAnother || isAnother) reasons.set(resource.urn, [CLUSTER_REPLACED]);
    }
  }
  return reasons;
}

function dependsOnCluster({ propertyDependencies = {} }: PlannedResource, replaced: ReadonlySet<string>): boolean {
  return (propertyDependencies["kubeconfig"] ?? []).some((urn) => replaced.has(urn) && urn.includes(`$${CLUSTER}::`));
}

/** Whether a value comes of another resource than before, such as a new password: the value itself is in no plan. */
function hasOtherSources(before: PlannedResource, after: PlannedResource): boolean {
  return (
    before.propertyDependencies !== undefined &&
    differences(before.propertyDependencies, after.propertyDependencies ?? {}).length > 0
  );
}

const sorted = (happenings: readonly Happening[]) =>
  [...happenings].sort((one, other) => {
    const [left, right] = [one, other].map(({ kind, type, name, urn = "" }) => `${kind} ${type} ${name} ${urn}`);
    return (left ?? "") < (right ?? "") ? -1 : left === right ? 0 : 1;
  });

/** Every happening, by kind, type and name; and the URNs that changed. */
export function happeningsOf(before: Plan, after: Plan): { happenings: Happening[]; renamed: readonly string[] } {
  const { pairs, renamed } = pairsOf(before.resources, after.resources);
  const replaced = replacements(pairs);
  const replacedUrns = new Set(replaced.keys());
  const isClusterReplaced = [...replacedUrns].some((urn) => urn.includes(`$${CLUSTER}::`));
  const ofResources = pairs.flatMap(({ before: old, after: current }): Happening[] => {
    const resource = current ?? old;
    if (!resource || resource.type.startsWith("pulumi:providers:")) return [];
    const { type, name, urn } = resource;
    const happening = (kind: Happening["kind"], because: readonly string[]): Happening[] => [
      // What is lost with its cluster is said of the cluster.
      {
        kind,
        type,
        name,
        urn,
        because,
        ...lossOf(because.includes(CLUSTER_REPLACED) ? "updated" : kind, old ?? resource),
      },
    ];
    if (!old) return happening("created", []);
    if (!current) return happening("deleted", []);
    const reasons = replaced.get(urn);
    if (reasons) return happening("replaced", reasons);
    const paths = seenDifferences(old, current).map(({ path }) => path);
    if (paths.length > 0) return happening("updated", paths);
    const hasOthers = hasValueOf(current, replacedUrns) || hasOtherSources(old, current);
    return hasOthers ? happening("updated", ["values of other resources"]) : [];
  });
  const ofCharts = chartPairs(before, after, isClusterReplaced);
  const happenings = [...ofResources, ...ofCharts];
  return { happenings: sorted([...happenings, ...restartsOf(before, after, happenings)]), renamed };
}
