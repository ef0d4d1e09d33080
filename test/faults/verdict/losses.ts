/** Which samples a fault may cost, by when they were taken. */
import type { Variant } from "../variant";
import type { Expected } from "./accounting";

/** For so long an agent may have a scrape in hand that a kill takes with it. */
const IN_HAND_MILLISECONDS = 200;

/** A second in which samples wait for others of their request, and the store's answer to it, on a busy machine. */
const REQUEST_MILLISECONDS = 3000;

/** Seconds of an outage after which the project's exporter writes files. */
export const SPILL_SECONDS = 5;

/** A request's samples, of all targets, leave together; contrib's components gather them for five seconds. */
const EDGE_MILLISECONDS = 7000;

/** A target may answer a request just after the process that sent it was killed. A new one takes longer to start. */
const ANSWERED_LATE_MILLISECONDS = 100;

function beforeKill({ agent }: Pick<Variant, "agent">, { at }: Expected, milliseconds: number): boolean {
  return agent.kills.some((kill) => at <= kill + ANSWERED_LATE_MILLISECONDS && at > kill - milliseconds);
}

/** Whether a sample was taken so shortly before a kill that nothing could have kept it. */
export const inHand = (sample: Expected, variant: Pick<Variant, "agent">) =>
  beforeKill(variant, sample, IN_HAND_MILLISECONDS);

/** Whether a sample was taken so shortly before a kill that it was in memory, though the store took what came. */
export const inRequest = (sample: Expected, variant: Variant) => beforeKill(variant, sample, REQUEST_MILLISECONDS);

/** Whether a sample waited in memory when the agent ended for the last time. */
export function waited({ at }: Expected, { agent, fault }: Variant): boolean {
  return at >= fault.from - EDGE_MILLISECONDS && at <= (agent.kills.at(-1) ?? 0);
}

/** Whether a sample was taken in the fault, or on its way when that began. */
export function takenInFault({ at }: Expected, { fault }: Variant): boolean {
  return at >= fault.from - EDGE_MILLISECONDS && at <= fault.to;
}

/** What is said of an agent that keeps what waits in its process. */
export const IN_MEMORY = { reason: "what waits in memory goes with the process", mayLose: waited } as const;

const NO_FILES = "has no files";

/** Variants without a queue in files. */
export const WITHOUT_FILES = { contrib: NO_FILES, memory: NO_FILES, chart: NO_FILES } as const;
