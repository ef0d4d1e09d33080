import { textsAt } from "../../evidence/reading";
import { rolePolicy } from "../../evidence/roles";

const FIELDS = ["verbs", "resources", "apiGroups", "nonResourceURLs"];

/** A wildcard also grants permissions on resources that do not exist yet. */
export const noWildcardPermissions = rolePolicy(
  { name: "no-wildcard-permissions", description: "Roles contain no wildcard (CIS GKE 4.1.3)." },
  (rule) =>
    FIELDS.filter((field) => textsAt(rule, field).some((value) => value.includes("*"))).map(
      (field) => `${field} contains a wildcard.`,
    ),
);
