import { CHART_NAME, releaseLabels } from "../../../contract/collector/chart";
import { NAMES, NODE_NAME_VARIABLE } from "../../../contract/names";
import { containersOf, podOf, selects } from "../../evidence/manifests";
import { type Manifest, at, listAt, textAt } from "../../evidence/reading";
import { manifestPolicy } from "../../rule";

/** The agent's labels that do not depend on the chart's mode. */
const RELEASE = releaseLabels(NAMES.agentRelease, CHART_NAME);

function knowsItsNode(container: Manifest): boolean {
  return listAt(container, "env").some(
    (variable) =>
      textAt(variable, "name") === NODE_NAME_VARIABLE &&
      textAt(variable, "valueFrom", "fieldRef", "fieldPath") === "spec.nodeName",
  );
}

/** One agent on every node, which knows the node's name: discovery and locality depend on it. */
export const agentOnEveryNode = manifestPolicy(
  {
    name: "agent-on-every-node",
    description: "The agent is a DaemonSet whose container has the node's name in a variable.",
  },
  (manifest) => {
    const labels = at(podOf(manifest), "metadata", "labels");
    if (!selects(RELEASE, labels)) return [];
    return [
      ...(manifest["kind"] === "DaemonSet" ? [] : ["the agent must be a DaemonSet (chart value mode: daemonset)."]),
      ...(containersOf(manifest).some(knowsItsNode)
        ? []
        : [`no container sets the variable ${NODE_NAME_VARIABLE} from the field spec.nodeName.`]),
    ];
  },
);
