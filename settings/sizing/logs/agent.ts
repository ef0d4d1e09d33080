/** Memory, CPU and disk of a log agent. */
import type { LogsSettings } from "../../schema/logs/logs";
import { type AgentMemory, agentMemory } from "../agent";
import { LIMITER_SHARE } from "../shares";
import { BYTES_PER_MIB } from "../units";

export interface LogAgentSizing extends AgentMemory {
  /** Bytes of lines that the queue on the node's disk holds. */
  readonly queueBytes: number;
  /** Memory that an agent requests, in MiB: half of its limit, and no less than it takes without a line. */
  readonly memoryRequestMiB: number;
  readonly cpuRequestMillicores: number;
  readonly cpuLimitMillicores: number;
}

/** Memory of a log agent that reads nothing, in MiB: measured 100. */
const IDLE_MIB = 104;

/** Limits of a log agent with these settings. */
export function logAgentSizing({ memoryLimitMiB, queueMiB }: Pick<LogsSettings, "memoryLimitMiB" | "queueMiB">) {
  const memory = agentMemory({ memoryLimitMiB, memoryLimiterMiB: Math.floor(memoryLimitMiB * LIMITER_SHARE) }, 0);
  return {
    ...memory,
    queueBytes: queueMiB * BYTES_PER_MIB,
    memoryRequestMiB: Math.max(IDLE_MIB, Math.floor(memoryLimitMiB / 2)),
    cpuRequestMillicores: 50,
    cpuLimitMillicores: 1000,
  } satisfies LogAgentSizing;
}

const EVENTS_QUEUE_MIB = 32;

/** Limits of the collector of events, whatever the cluster: a busy one has hundreds of events a minute. */
export const EVENTS_SIZING = {
  ...logAgentSizing({ memoryLimitMiB: 192, queueMiB: EVENTS_QUEUE_MIB }),
  /** Volume of its queue and its place, in MiB. */
  stateMiB: 2 * EVENTS_QUEUE_MIB,
} as const;
