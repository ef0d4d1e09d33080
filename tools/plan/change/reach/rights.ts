/** What the accounts of a plan may do, by its roles and their bindings. */
import { listAt, objectAt, textAt, textsAt } from "../../../../policy/evidence/reading";
import type { PlannedObject } from "../../../live/wanted";
import type { Plan } from "../../plan";
import type { Reach } from "../model";
import { objectsOf, reachOf } from "./network";

/** One right for each verb and resource. */
function rightsOfRule(rule: unknown): string[] {
  const groups = textsAt(rule, "apiGroups").filter((group) => group !== "");
  const named = textsAt(rule, "resourceNames");
  const resources = [...textsAt(rule, "resources"), ...textsAt(rule, "nonResourceURLs")];
  return resources.flatMap((resource) =>
    textsAt(rule, "verbs").map((verb) => {
      const what = groups.length > 0 ? `${resource} (${groups.join(", ")})` : resource;
      return `${verb} ${what}${named.length > 0 ? ` named ${named.join(", ")}` : ""}`;
    }),
  );
}

const isBinding = ({ kind }: PlannedObject) => kind === "ClusterRoleBinding" || kind === "RoleBinding";

function rightsOf(plan: Plan): ReadonlySet<string> {
  const objects = objectsOf(plan);
  const rights = objects.filter(isBinding).flatMap(({ kind, namespace = "", manifest }) => {
    const role = objectAt(manifest, "roleRef");
    const found = objects.find((one) => one.kind === textAt(role, "kind") && one.name === textAt(role, "name"));
    const granted = found
      ? listAt(found.manifest, "rules").flatMap(rightsOfRule)
      : [`everything of ${textAt(role, "kind")} ${textAt(role, "name")}`];
    const where = kind === "ClusterRoleBinding" ? "in the whole cluster" : `in namespace ${namespace}`;
    return listAt(manifest, "subjects").flatMap((subject) =>
      granted.map((right) => `${textAt(subject, "name")} may ${right}, ${where}`),
    );
  });
  const google = plan.resources
    .filter(({ type }) => /^gcp:.*[iI][aA][mM]Member$/.test(type))
    .map(({ name, inputs }) => `${name} has ${textAt(inputs, "role")}`);
  return new Set([...rights, ...google]);
}

/** Rights that a change grants, and those that it takes away. */
export function rightsChange(before: Plan, after: Plan): Reach {
  return reachOf(rightsOf(before), rightsOf(after));
}
