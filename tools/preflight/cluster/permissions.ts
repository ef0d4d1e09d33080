/** What an account may not do, by the API server's own reviews, which create nothing. */
import { at } from "../../../policy/evidence/reading";
import type { Wanted } from "../../live/wanted";
import { grantsOf, type Permission } from "../references";
import type { ClusterApi } from "../../live/api";
import { inTurns } from "../../live/inTurns";
import { groupOf, type ResourceKinds } from "../../live/kinds";

/** What the engine does with an object in its life. */
const CREATING = ["get", "create", "patch", "delete"];
const PATCHING = ["get", "patch"];

const ALL: Permission = { verb: "*", group: "*", resource: "*" };
const ESCALATION: Permission = { verb: "escalate", group: "rbac.authorization.k8s.io", resource: "clusterroles" };

async function isAllowed(api: ClusterApi, { namespace, ...attributes }: Permission): Promise<boolean> {
  const review = await api.post("/apis/authorization.k8s.io/v1/selfsubjectaccessreviews", {
    apiVersion: "authorization.k8s.io/v1",
    kind: "SelfSubjectAccessReview",
    spec: { resourceAttributes: { ...attributes, ...(namespace !== undefined && { namespace }) } },
  });
  return at(review, "status", "allowed") === true;
}

/** What an update needs: each verb of each kind and namespace once. */
function neededFor({ objects }: Wanted, kinds: ResourceKinds): Permission[] {
  const needed = objects.flatMap(({ apiVersion, kind, namespace, isPatch }) => {
    const { resource } = kinds.of({ apiVersion, kind }) ?? {};
    if (resource === undefined) return [];
    return (isPatch ? PATCHING : CREATING).map((verb): Permission => ({
      verb,
      group: groupOf(apiVersion),
      resource,
      ...(namespace !== undefined && { namespace }),
    }));
  });
  return [...new Map(needed.map((permission) => [JSON.stringify(permission), permission])).values()];
}

/** Every permission that an update needs and the account lacks. */
export async function refusedOf(api: ClusterApi, wanted: Wanted, kinds: ResourceKinds): Promise<Permission[]> {
  if (await isAllowed(api, ALL)) return [];
  const grants = grantsOf(wanted);
  const needed = [
    ...neededFor(wanted, kinds),
    // The API server lets nobody grant what they lack, unless they may escalate.
    ...(grants.length > 0 && !(await isAllowed(api, ESCALATION)) ? grants : []),
  ];
  const allowed = await inTurns(needed, (permission) => isAllowed(api, permission));
  return needed.filter((_, index) => !allowed[index]);
}
