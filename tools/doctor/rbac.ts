/** The least rights with which the checks can look, as Kubernetes' roles. */
import * as YAML from "yaml";
import { grouped } from "../text";
import type { Category } from "./check";
import type { Expected, Right } from "./source";

const RBAC = "rbac.authorization.k8s.io";
const NAME = "gke-telemetry-doctor";

/** Every right that the checks of these categories need, once. */
function rightsOf(categories: readonly Category[], expected: Expected): Right[] {
  const sources = new Set(categories.flatMap(({ checks }) => checks.flatMap(({ needs }) => Object.values(needs))));
  const rights = [...sources].flatMap((source) => source.rights(expected));
  return [...new Map(rights.map((right) => [JSON.stringify(right), right])).values()];
}

/** Whether one right is for these names and more of them. */
const hasMoreNames = ({ names: more }: Right, { names }: Right) =>
  more !== undefined && names !== undefined && more.length > names.length && names.every((name) => more.includes(name));

/** Whether another right allows more: more names or every name, or every namespace. */
const isCovered = (right: Right, all: readonly Right[]) =>
  all.some(
    (other) =>
      other !== right &&
      (other.names === undefined || hasMoreNames(other, right)) &&
      (other.namespace === undefined || other.namespace === right.namespace) &&
      (right.names !== undefined || right.namespace !== other.namespace) &&
      other.group === right.group &&
      right.resources.every((resource) => other.resources.includes(resource)) &&
      right.verbs.every((verb) => other.verbs.includes(verb)),
  );

const byText = (one: object, other: object) => (JSON.stringify(one) < JSON.stringify(other) ? -1 : 1);

function rulesOf(rights: readonly Right[]) {
  const rules = grouped(rights, ({ group, verbs, names }) => JSON.stringify([group, verbs, names])).map(([, same]) => ({
    apiGroups: [same[0]?.group ?? ""],
    resources: [...new Set(same.flatMap(({ resources }) => resources))].sort(),
    ...(same[0]?.names && { resourceNames: same[0].names }),
    verbs: same[0]?.verbs ?? [],
  }));
  return rules.sort(byText);
}

/** A ClusterRole, and a Role for each namespace in which rights are needed that are needed nowhere else. */
export function rolesFor(categories: readonly Category[], expected: Expected) {
  const all = rightsOf(categories, expected);
  const rights = all.filter((right) => !isCovered(right, all));
  const everywhere = rights.filter(({ namespace }) => namespace === undefined);
  const inNamespaces = rights.filter(({ namespace }) => namespace !== undefined);
  const clusterRole = {
    apiVersion: `${RBAC}/v1`,
    kind: "ClusterRole",
    metadata: { name: NAME },
    rules: rulesOf(everywhere),
  };
  const roles = grouped(inNamespaces, ({ namespace = "" }) => namespace)
    .sort(([one], [other]) => (one < other ? -1 : 1))
    .map(([namespace, own]) => ({
      apiVersion: `${RBAC}/v1`,
      kind: "Role",
      metadata: { name: NAME, namespace },
      rules: rulesOf(own),
    }));
  return [...(everywhere.length > 0 ? [clusterRole] : []), ...roles];
}

/** The same as YAML for `kubectl apply`. */
export function rolesText(categories: readonly Category[], expected: Expected): string {
  return rolesFor(categories, expected)
    .map((role) => YAML.stringify(role))
    .join("---\n");
}
