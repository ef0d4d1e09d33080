import { entriesOf } from "../../model";
import { modelPolicy } from "../../model/policy";

/** The agents read pods; nothing else has a permission. */
export const modelledPermissions = modelPolicy(
  { name: "modelled-permissions", description: "Roles and bindings are those of the agents." },
  entriesOf("ClusterRole", "ClusterRoleBinding", "Role", "RoleBinding"),
);
