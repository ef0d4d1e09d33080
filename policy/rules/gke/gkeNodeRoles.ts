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

const imageControls: readonly Control[] = [
  {
    cis: "5.1.2",
    demand: "images must not be for everyone",
    holds: (props) => !["allUsers", "allAuthenticatedUsers"].includes(textAt(props, "member")),
  },
  {
    cis: "5.1.3",
    demand: "a cluster must have no right to images but to read them",
    holds: (props) => textAt(props, "role") === "roles/artifactregistry.reader",
  },
];

export const gkeNodeRoles = controlPolicy(
  {
    name: "gke-node-roles",
    description: "Roles in the project are neither basic nor admin roles, and images are only read.",
  },
  {
    "gcp:projects/iAMMember:IAMMember": controls,
    "gcp:projects/iAMBinding:IAMBinding": controls,
    "gcp:artifactregistry/repositoryIamMember:RepositoryIamMember": imageControls,
  },
);
