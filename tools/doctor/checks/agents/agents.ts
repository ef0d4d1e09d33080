/** Checks of the agents themselves. */
import type { Category } from "../../check";
import { agentOnEveryNode } from "./missing";
import { agentsAsPlanned, agentsUpToDate } from "./planned";
import { agentsOnNodes, agentsReady, agentsStay, agentsWithinMemory, oneAgentPerNode } from "./running";

export const AGENTS: Category = {
  name: "agents",
  title: "Agents",
  checks: [
    agentOnEveryNode,
    agentsReady,
    agentsWithinMemory,
    agentsStay,
    oneAgentPerNode,
    agentsOnNodes,
    agentsAsPlanned,
    agentsUpToDate,
  ],
};
