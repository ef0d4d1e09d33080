import { textsAt } from "../../evidence/reading";
import { rolePolicy } from "../../evidence/roles";

const VERBS = ["bind", "escalate", "impersonate"];
/** GET on nodes/proxy can run commands in every pod of the node; serviceaccounts/token issues tokens of other accounts. */
const RESOURCES = ["nodes/proxy", "serviceaccounts/token", "pods/exec", "pods/attach"];

/** Permissions through which their holder can obtain further permissions. */
export const noPrivilegeEscalation = rolePolicy(
  {
    name: "no-privilege-escalation",
    description: "Roles grant no permission that leads to further ones, such as nodes/proxy (CIS GKE 4.1.7).",
  },
  (rule) => [
    ...VERBS.filter((verb) => textsAt(rule, "verbs").includes(verb)).map((verb) => `it grants the verb ${verb}.`),
    ...RESOURCES.filter((resource) => textsAt(rule, "resources").includes(resource)).map(
      (resource) => `it grants ${textsAt(rule, "verbs").join(", ")} on ${resource}.`,
    ),
  ],
);
