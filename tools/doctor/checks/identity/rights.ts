/** Whether the agents may ask the API server for what they need. */
import { grouped, namesText } from "../../../text";
import { check, type Finding } from "../../check";
import { type Action, actionsOf, IDENTITY, isBound, neededActions, REFUSED_ACTIONS } from "../../sources/identity";
import { applyText } from "../commands";

const HINT = "docs/runbooks/PodAttributesMissing.md";

const resourceText = ({ group, resource }: Action) => (group === "" ? resource : `${resource}.${group}`);

/** Such as `list and watch pods`. */
function actionsText(actions: readonly Action[]): string {
  const texts = grouped(actions, resourceText).map(
    ([resource, same]) => `${namesText(same.map(({ verb }) => verb))} ${resource}`,
  );
  return namesText(texts);
}

export const agentsMayRead = check({
  id: "agents-may-read",
  healthy: "the API server lets the agents read what they need",
  severity: "problem",
  hint: HINT,
  needs: { refused: REFUSED_ACTIONS },
  find: ({ refused }, expected) => {
    if (refused.length === 0) return [];
    const { namespace, serviceAccount } = expected.names.agent;
    return [
      {
        subject: `ServiceAccount ${namespace}/${serviceAccount}`,
        text: `it may not ${actionsText(refused)}: agents find no targets, and samples have no namespace and pod`,
        fix: `${applyText(expected)} grants it anew; kubectl auth can-i ${refused[0]?.verb ?? ""} ${resourceText(refused[0] ?? { verb: "", group: "", resource: "" })} --as=system:serviceaccount:${namespace}:${serviceAccount}`,
      },
    ];
  },
});

export const agentsHaveRole = check({
  id: "agents-have-role",
  healthy: "the agents' service account is bound to a role with their rights",
  severity: "problem",
  hint: HINT,
  needs: { identity: IDENTITY },
  find: ({ identity: { serviceAccount, clusterRole, binding } }, expected) => {
    const { names } = expected;
    const fix = applyText(expected);
    const missing = (kind: string, name: string): Finding => ({
      subject: `${kind} ${name}`,
      text: "it does not exist",
      fix,
    });
    const granted = new Set(actionsOf(clusterRole).map((action) => JSON.stringify(action)));
    const lacking = neededActions(expected).filter((action) => !granted.has(JSON.stringify(action)));
    return [
      ...(serviceAccount ? [] : [missing("ServiceAccount", `${names.agent.namespace}/${names.agent.serviceAccount}`)]),
      ...(clusterRole ? [] : [missing("ClusterRole", names.agent.clusterRole)]),
      ...(binding ? [] : [missing("ClusterRoleBinding", names.agent.clusterRoleBinding)]),
      ...(clusterRole && lacking.length > 0
        ? [
            {
              subject: `ClusterRole ${names.agent.clusterRole}`,
              text: `it does not allow to ${actionsText(lacking)}`,
              fix,
            },
          ]
        : []),
      ...(binding && !isBound(binding, expected)
        ? [
            {
              subject: `ClusterRoleBinding ${names.agent.clusterRoleBinding}`,
              text: `it does not bind ClusterRole ${names.agent.clusterRole} to ServiceAccount ${names.agent.namespace}/${names.agent.serviceAccount}`,
              fix,
            },
          ]
        : []),
    ];
  },
});
