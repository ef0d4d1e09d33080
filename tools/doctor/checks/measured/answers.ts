/** What the store says to the agents. */
import { check } from "../../check";
import { STORE_ANSWERS } from "../../sources/storeWords";

/** What becomes of samples that are answered so, and where to read on. */
function fixOf(status: number): string {
  if (status === 0) return "The samples wait. Do what docs/runbooks/AgentQueueFilling.md says.";
  if ([401, 403, 404].includes(status)) return "Do what docs/runbooks/AgentWriteUnauthorized.md says.";
  if (status === 429 || status >= 500)
    return "The samples wait and are sent again. Do what docs/runbooks/AgentQueueFilling.md says.";
  return "What it refuses is lost. Do what docs/runbooks/AgentSendFailed.md says.";
}

export const STORE_TAKES = check({
  id: "store-takes",
  healthy: "the store takes what the agents send",
  severity: "problem",
  hint: "docs/reliability.md#the-path",
  needs: { answers: STORE_ANSWERS },
  find: ({ answers }) =>
    answers.map(({ node, status, words }) => ({
      subject: node,
      text:
        status === 0 ? `No store answers the agent: ${words}` : `The store answers the agent with ${status}: ${words}`,
      fix: fixOf(status),
    })),
});
