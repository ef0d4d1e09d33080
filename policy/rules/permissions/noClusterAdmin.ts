import { listAt, textAt } from "../../evidence/reading";
import { manifestPolicy } from "../../rule";

/** Groups that are everyone, or everyone with a Google account. */
const EVERYONE = ["system:authenticated", "system:unauthenticated", "system:anonymous"];

/** Whoever holds it owns every Secret and every node. */
export const noClusterAdmin = manifestPolicy(
  {
    name: "no-cluster-admin",
    description: "Nobody is bound to cluster-admin, and no role to everyone (CIS GKE 4.1.1, 4.1.8 to 4.1.10).",
  },
  (manifest) => {
    if (!["ClusterRoleBinding", "RoleBinding"].includes(textAt(manifest, "kind"))) return [];
    return [
      ...(textAt(manifest, "roleRef", "name") === "cluster-admin" ? ["it binds cluster-admin."] : []),
      ...listAt(manifest, "subjects")
        .map((subject) => textAt(subject, "name"))
        .filter((name) => EVERYONE.includes(name))
        .map((name) => `it binds ${name}.`),
      ...listAt(manifest, "subjects")
        .filter((subject) => textAt(subject, "kind") === "Group" && textAt(subject, "name") === "system:masters")
        .map(() => "it binds system:masters."),
    ];
  },
);
