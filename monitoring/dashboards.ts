/** The dashboards that Grafana is provisioned with. */
import { type AgentMemory, agentsDashboard } from "./dashboards/agents";
import type { Dashboard } from "./dashboards/model";
import { nodesDashboard } from "./dashboards/nodes";
import { tracesDashboard } from "./dashboards/traces";
import { writePathDashboard } from "./dashboards/writePath";
import type { MonitoredParts } from "./ruleFiles";

/** Every dashboard; `memory` draws the agents' limits into their graphs. */
export function dashboards(memory: AgentMemory, { traces }: MonitoredParts = { traces: false }): Dashboard[] {
  return [agentsDashboard(memory), nodesDashboard(), writePathDashboard(), ...(traces ? [tracesDashboard()] : [])];
}
