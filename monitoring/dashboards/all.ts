/** The dashboards that Grafana is provisioned with. */
import { type AgentMemory, agentsDashboard } from "./agents";
import type { Dashboard } from "./model";
import { nodesDashboard } from "./nodes";
import { tracesDashboard } from "./traces";
import { writePathDashboard } from "./writePath";
import type { MonitoredParts } from "../ruleFiles";

/** Every dashboard of a stack with these parts. Graphs of the agents show the limits in `memory`. */
export function dashboards(memory: AgentMemory, { traces }: MonitoredParts): Dashboard[] {
  return [agentsDashboard(memory), nodesDashboard(), writePathDashboard(), ...(traces ? [tracesDashboard()] : [])];
}
