import { listAt, textAt } from "../../evidence/reading";
import { manifestPolicy } from "../../rule";

/** Groups that contain every caller, or every Google account. */
const EVERYONE = ["system:authenticated", "system:unauthenticated", "system:anonymous"];

/** A subject with cluster-admin can read every Secret and take over every node. */
export const noClusterAdmin = manifestPolicy(
  {
    name: "no-cluster-admin",
    description: "No subject is bound to cluster-admin, and no role to all users (CIS GKE 4.1.1, 4.1.8 to 4.1.10).",
  },
  (manifest) => {
    if (!["ClusterRoleBinding", "RoleBinding"].includes(textAt(manifest, "kind"))) return [];
    return [
      ...(textAt(manifest, "roleRef", "name") === "cluster-admin" ? ["it binds the role cluster-admin."] : []),
      ...listAt(manifest, "subjects")
        .map((subject) => textAt(subject, "name"))
        .filter((name) => EVERYONE.includes(name))
        .map((name) => `it binds a role to ${name}.`),
      ...listAt(manifest, "subjects")
        .filter((subject) => textAt(subject, "kind") === "Group" && textAt(subject, "name") === "system:masters")
        .map(() => "it binds a role to system:masters."),
    ];
  },
);
