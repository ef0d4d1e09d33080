/** Checks of who the agents are, and of their credentials. */
import type { Category } from "../../check";
import { passwordsAreNew } from "./passwords";
import { agentsHaveRole, agentsMayRead } from "./rights";

export const IDENTITY_CHECKS: Category = {
  name: "identity",
  title: "Identity",
  checks: [agentsMayRead, agentsHaveRole, passwordsAreNew],
};
