/** The dashboards that Grafana is provisioned with. */
import { type Namespaces, NAMESPACES } from "../../contract/names";
import { inNamespaces } from "../ownParts";
import type { ShownParts } from "../ruleFiles";
import { type AgentMemory, agentsDashboard } from "./agents";
import { costDashboard } from "./cost";
import { coverageDashboard } from "./coverage";
import type { Dashboard } from "./grafana/model";
import { homeDashboard } from "./home";
import { logsDashboard } from "./logs";
import { nodeDashboard } from "./node";
import { nodesDashboard } from "./nodes";
import { podDashboard } from "./pod";
import { tracesDashboard } from "./traces";
import { workloadsDashboard } from "./workloads";
import { writePathDashboard } from "./writePath";

/**
 * Every dashboard of a stack with these parts, the home page first. Graphs of the agents show the limits in `memory`.
 *
 * @param namespaces the stack's namespaces. Default: `NAMESPACES`
 */
export function dashboards(
  memory: AgentMemory,
  {
    traces,
    spanMetrics = traces,
    containers = false,
    objects,
    logs = false,
    logStore = logs,
    prometheus = true,
  }: ShownParts,
  namespaces: Namespaces = NAMESPACES,
): Dashboard[] {
  const watched = objects !== undefined;
  const all = [
    homeDashboard({ objects: watched, traces, prometheus }),
    agentsDashboard(memory),
    writePathDashboard(prometheus),
    coverageDashboard({ objects: watched }),
    costDashboard({ containers, spanMetrics, logs }),
    nodesDashboard(),
    nodeDashboard({ containers, objects: watched }),
    ...(containers ? [workloadsDashboard({ objects: watched }), podDashboard({ objects: watched })] : []),
    ...(logs ? [logsDashboard({ store: logStore })] : []),
    ...(traces ? [tracesDashboard()] : []),
  ];
  return inNamespaces(all, namespaces);
}
