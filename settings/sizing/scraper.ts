/** Size of the scraper: that of an agent of the smallest profile, whose queue is in memory. */
import type { Settings } from "../schema/settings";
import { agentMemory, type AgentMemory, agentSizing, type AgentSizing } from "./agent";
import { queueSizing, type QueueSizing } from "./queue";

export interface ScraperSizing {
  readonly limits: AgentSizing;
  readonly queue: QueueSizing;
  readonly memory: AgentMemory;
}

export type ScraperSettings = Pick<Settings, "agent" | "outageMinutes" | "collectorImage">;

export function scraperSizing({ agent, outageMinutes, collectorImage }: ScraperSettings): ScraperSizing {
  const own = {
    ...agent,
    profile: "low" as const,
    memoryLimitMiB: undefined,
    memoryLimiterMiB: undefined,
    samplesPerSecond: undefined,
  };
  const limits = agentSizing(own);
  const queue = queueSizing({
    agent: own,
    outageMinutes,
    delivery: "memory",
    ...(collectorImage && { collectorImage }),
  });
  return { limits, queue, memory: agentMemory(limits, queue.memoryMiB) };
}
