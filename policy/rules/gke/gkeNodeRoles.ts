import { textAt } from "../../evidence/reading";
import { controlPolicy, type Control } from "../../evidence/controls";

const BASIC_ROLES = ["roles/owner", "roles/editor", "roles/viewer"];

const controls: readonly Control[] = [
  {
    cis: "5.2.1",
    demand: "a service account must not have a basic role or an admin role",
    holds: (props) => !BASIC_ROLES.includes(textAt(props, "role")) && !/[aA]dmin$/.test(textAt(props, "role")),
  },
];

export const gkeNodeRoles = controlPolicy(
  { name: "gke-node-roles", description: "Roles in the project are neither basic nor admin roles." },
  {
    "gcp:projects/iAMMember:IAMMember": controls,
    "gcp:projects/iAMBinding:IAMBinding": controls,
  },
);
