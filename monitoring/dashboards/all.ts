/** The dashboards that Grafana is provisioned with. */
import { type AgentMemory, agentsDashboard } from "./agents";
import { type Namespaces, NAMESPACES } from "../../contract/names";
import { inNamespaces } from "../ownParts";
import type { Dashboard } from "./model";
import { nodesDashboard } from "./nodes";
import { tracesDashboard } from "./traces";
import { writePathDashboard } from "./writePath";
import type { ShownParts } from "../ruleFiles";
import { workloadsDashboard } from "./workloads";

/**
 * Every dashboard of a stack with these parts. Graphs of the agents show the limits in `memory`.
 *
 * @param namespaces the stack's namespaces. Default: `NAMESPACES`
 */
export function dashboards(
  memory: AgentMemory,
  { traces, containers = false, objects }: ShownParts,
  namespaces: Namespaces = NAMESPACES,
): Dashboard[] {
  const all = [
    agentsDashboard(memory),
    nodesDashboard(),
    ...(containers ? [workloadsDashboard({ objects: objects !== undefined })] : []),
    writePathDashboard(),
    ...(traces ? [tracesDashboard()] : []),
  ];
  return inNamespaces(all, namespaces);
}
