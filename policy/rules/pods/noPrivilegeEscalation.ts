import { textsAt } from "../../evidence/reading";
import { rolePolicy } from "../../evidence/roles";

const VERBS = ["bind", "escalate", "impersonate"];
/** GET on a node's proxy runs commands in every pod there; a token of another account is that account. */
const RESOURCES = ["nodes/proxy", "serviceaccounts/token", "pods/exec", "pods/attach"];

/** Permissions with which their holder gets others. */
export const noPrivilegeEscalation = rolePolicy(
  {
    name: "no-privilege-escalation",
    description: "Roles grant neither nodes/proxy nor what leads to further permissions (CIS GKE 4.1.7).",
  },
  (rule) => [
    ...VERBS.filter((verb) => textsAt(rule, "verbs").includes(verb)).map((verb) => `it grants the verb ${verb}.`),
    ...RESOURCES.filter((resource) => textsAt(rule, "resources").includes(resource)).map(
      (resource) => `it grants ${textsAt(rule, "verbs").join(", ")} on ${resource}.`,
    ),
  ],
);
