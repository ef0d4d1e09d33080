/** Whether the stack's workloads run, and whether the policies around them hold. */
import { objectAt } from "../../../../policy/evidence/reading";
import { isEnforced } from "../../../live/network/plugins";
import { keyOf, ofKind, workloadsOf } from "../../../live/wanted";
import { check } from "../../check";
import { NAMESPACES_THERE } from "../../sources/network";
import { NODES } from "../../sources/nodes";
import { WORKLOADS } from "../../sources/workloads";
import { PLAN } from "../../source";
import { applyText } from "../commands";

export const workloadsReady = check({
  id: "workloads-ready",
  healthy: "every pod of the stack's other workloads is ready",
  severity: "problem",
  hint: "docs/operating.md#symptoms",
  needs: { plan: PLAN, workloads: WORKLOADS },
  find: ({ plan: { wanted }, workloads }, expected) => {
    const there = new Map(workloads.map((workload) => [keyOf(workload), workload]));
    return workloadsOf(wanted)
      .filter(({ name }) => name !== expected.names.agent.daemonSet)
      .flatMap((planned) => {
        const workload = there.get(keyOf(planned));
        const subject = keyOf(planned);
        if (!workload) return [{ subject, text: "it does not exist", fix: applyText(expected) }];
        if (workload.ready >= workload.desired) return [];
        const { kind, namespace, name, ready, desired } = workload;
        return [
          {
            subject,
            text: `${ready} of its ${desired} pods are ready`,
            fix: `kubectl --namespace ${namespace} get pods; kubectl --namespace ${namespace} describe ${kind.toLowerCase()} ${name}`,
          },
        ];
      });
  },
});

const POD_SECURITY = "pod-security.kubernetes.io/";

export const levelsEnforced = check({
  id: "levels-enforced",
  healthy: "the stack's namespaces have their Pod Security levels",
  severity: "problem",
  hint: "docs/security.md",
  needs: { plan: PLAN, namespaces: NAMESPACES_THERE },
  find: ({ plan: { wanted }, namespaces }, expected) =>
    ofKind(wanted, "Namespace").flatMap(({ name, manifest }) => {
      const there = namespaces.find((namespace) => namespace.name === name);
      return Object.entries(objectAt(manifest, "metadata", "labels"))
        .filter(([key, level]) => key.startsWith(POD_SECURITY) && there && there.labels[key] !== String(level))
        .map(([key, level]) => ({
          subject: `Namespace ${name}`,
          text: `its label ${key} is ${there?.labels[key] ?? "absent"}, and planned is ${String(level)}`,
          fix: applyText(expected),
        }));
    }),
});

export const policiesEnforced = check({
  id: "policies-enforced",
  healthy: "a network plugin enforces NetworkPolicies",
  severity: "warning",
  hint: "docs/security.md#network-policies",
  needs: { plan: PLAN, workloads: WORKLOADS, nodes: NODES },
  find: ({ plan: { wanted }, workloads, nodes }) =>
    ofKind(wanted, "NetworkPolicy").length === 0 || isEnforced(workloads, nodes)
      ? []
      : [
          {
            subject: "NetworkPolicies",
            text: "they are perhaps not enforced: no DaemonSet is one of the known network plugins that do so, such as Calico and Cilium, and without one every pod reaches the stack's ports",
            fix: "Install one, or see what then still protects the stack",
          },
        ],
});
