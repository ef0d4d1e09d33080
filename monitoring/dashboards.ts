/** The dashboards that Grafana is provisioned with. */
import { type AgentMemory, agentsDashboard } from "./dashboards/agents";
import type { Dashboard } from "./dashboards/model";
import { nodesDashboard } from "./dashboards/nodes";
import { writePathDashboard } from "./dashboards/writePath";

/** Every dashboard; `memory` draws the agents' limits into their graphs. */
export function dashboards(memory: AgentMemory): Dashboard[] {
  return [agentsDashboard(memory), nodesDashboard(), writePathDashboard()];
}
