/** Whether namespaces that exist already admit the stack's pods. */
import { at, listAt } from "../../../policy/evidence/reading";
import { PROJECT } from "../../../settings/schema/settings";
import { nodePortsOf } from "../cluster/pods";
import { found, type Check } from "../finding";
import { keyOf, podSpecOf, workloadsOf, type PlannedObject } from "../../live/wanted";

const ENFORCED = "pod-security.kubernetes.io/enforce";

/** Levels that refuse pods which reach into a node. */
const REFUSING = ["baseline", "restricted"];

function reachesIntoNode(workload: PlannedObject): boolean {
  const spec = podSpecOf(workload);
  return (
    ["hostNetwork", "hostPID", "hostIPC"].some((field) => at(spec, field) === true) ||
    listAt(spec, "volumes").some((volume) => at(volume, "hostPath") !== undefined) ||
    nodePortsOf(spec).length > 0
  );
}

/** Pods that a shared namespace refuses: the workload would be there, and wait for pods that never come. */
export const podSecurity: Check = (wanted, { namespaces = [], own }) => {
  const created = new Set(wanted.objects.filter(({ isPatch }) => !isPatch).map(keyOf));
  return workloadsOf(wanted)
    .filter(reachesIntoNode)
    .flatMap((workload) => {
      const namespace = namespaces.find(({ name }) => name === workload.namespace);
      const level = namespace?.labels[ENFORCED] ?? "";
      if (!namespace || created.has(keyOf(namespace)) || own.has(keyOf(workload)) || !REFUSING.includes(level))
        return [];
      return [
        found.problem(
          keyOf(workload),
          `has pods that reach into the node, which namespace ${namespace.name} refuses by its label ${ENFORCED}: ${level}`,
          `Let the stack create a namespace for it: set another name under ${PROJECT}:namespaces.`,
        ),
      ];
    });
};
