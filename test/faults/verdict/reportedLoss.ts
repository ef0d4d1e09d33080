/** What an agent itself counts as lost, beside what is missing in its store. */
import { AGENT } from "../../../monitoring/metrics";
import { COMPONENTS } from "../../../contract/collectorComponents";
import type { Variant } from "../variant";

/** How many data points the agent says were lost, the scraped ones and its own: at the queue and behind it. */
async function countedBy({ name, agent }: Variant): Promise<number> {
  const exporter = name === "chart" ? COMPONENTS.writer : COMPONENTS.queueExporter;
  const counts = await Promise.all([
    agent.sum(AGENT.enqueueFailed, { exporter }),
    agent.sum(AGENT.sendFailed, { exporter }),
    agent.sum(AGENT.expired, { filter: COMPONENTS.expiryFilter }),
  ]);
  return counts.reduce((sum, one) => sum + one, 0);
}

/** What the agent counted as lost, which is no less than what is missing. Throws where it is less. */
export async function reportedLoss(variant: Variant): Promise<string> {
  const [counted, { lost }] = [await countedBy(variant), await variant.account()];
  if (variant.name !== "chart" && counted < lost.length)
    throw new Error(`${lost.length} samples are missing, ${counted} counted`);
  return `counted ${counted}`;
}
