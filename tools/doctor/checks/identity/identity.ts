/** Checks of who the agents are, and of whose the samples are. */
import type { Category } from "../../check";
import { agentsHaveRole, agentsMayRead } from "./rights";

export const IDENTITY_CHECKS: Category = {
  name: "identity",
  title: "Identity",
  checks: [agentsMayRead, agentsHaveRole],
};
