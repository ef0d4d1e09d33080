/** The dashboards that Grafana is provisioned with. */
import { type AgentMemory, agentsDashboard } from "./agents";
import type { Dashboard } from "./model";
import { nodesDashboard } from "./nodes";
import { tracesDashboard } from "./traces";
import { writePathDashboard } from "./writePath";
import type { MonitoredParts } from "../ruleFiles";

/** Every dashboard of a stack with these parts; `memory` draws the agents' limits into their graphs. */
export function dashboards(memory: AgentMemory, { traces }: MonitoredParts): Dashboard[] {
  return [agentsDashboard(memory), nodesDashboard(), writePathDashboard(), ...(traces ? [tracesDashboard()] : [])];
}
