/** Whether the agents of a stack can hold a load, beyond what the rules of the settings check. */
import { key } from "../../../settings/rules/rule";
import type { Settings } from "../../../settings/schema/settings";
import { agentSizing } from "../../../settings/sizing/agent";
import { SENDING_HEADROOM } from "../../../settings/sizing/load";
import { AGENT_NEEDS_ERROR, agentNeeds, type AgentNeeds } from "../../../settings/sizing/measured/agentNeeds";
import { queueSizing, writerOf } from "../../../settings/sizing/queue";
import { LIMITER_SHARE } from "../../../settings/sizing/shares";
import { countText } from "../../../settings/sizing/units";
import type { Load } from "./candidates";

/** The most memory of a node that a queue takes before files are the better place for it, in MiB. */
const LARGEST_QUEUE_MIB = 512;

/** Samples of a target that a profile's limit has to leave room for, as a multiple of the mean target. */
const LARGE_TARGET = 2;

/** The settings on which it depends what an agent can hold. */
export type AgentSide = Pick<Settings, "agent" | "delivery" | "outageMinutes" | "collectorImage">;

/** Why an agent cannot hold a load. */
export interface Shortage {
  readonly kind: "load" | "memory" | "cpu" | "target" | "queue";
  /** As a sentence. */
  readonly text: string;
}

/** Highest rate of a profile, in samples per second of a node. */
const MOST_SAMPLES_PER_SECOND = { low: 1_000, default: 10_000, high: Number.POSITIVE_INFINITY } as const;

/** What the busiest agent of a load is expected to need. */
export function needsOf(settings: AgentSide, load: Load): AgentNeeds {
  const { samplesPerSecondOfNode: samplesPerSecond, targets, nodes } = load;
  const { scrapeIntervalSeconds } = settings.agent;
  const ofNode = targets === undefined ? {} : { targets: Math.ceil(targets / nodes) };
  return agentNeeds(writerOf(settings), { samplesPerSecond, scrapeIntervalSeconds, ...ofNode });
}

/** Memory limit, in MiB, under which an agent has room for what it is expected to need, its error included. */
export function neededMemoryLimitMiB(settings: AgentSide, load: Load): number {
  return Math.ceil((needsOf(settings, load).memoryMiB * (1 + AGENT_NEEDS_ERROR.memory)) / LIMITER_SHARE);
}

/** The largest part of a load that an agent with so much CPU takes, with room to make good for an outage. */
export function affordableShare(settings: AgentSide, load: Load, cpuLimitMillicores: number): number {
  return cpuLimitMillicores / SENDING_HEADROOM / needsOf(settings, load).cpuMillicores;
}

function samplesOfTarget({ samplesPerSecond, targets }: Load, { agent }: AgentSide): number | undefined {
  return targets === undefined ? undefined : Math.ceil((samplesPerSecond * agent.scrapeIntervalSeconds) / targets);
}

/** What the agents of these settings lack for a load. */
export function shortagesOf(settings: AgentSide, load: Load): Shortage[] {
  const { agent } = settings;
  const sizing = agentSizing(agent);
  const rate = load.samplesPerSecondOfNode;
  const memoryMiB = neededMemoryLimitMiB(settings, load);
  const share = affordableShare(settings, load, sizing.cpuLimitMillicores);
  const target = samplesOfTarget(load, settings);
  const queue = queueSizing(settings);
  const lacks = (kind: Shortage["kind"], is: boolean, text: string): Shortage[] => (is ? [{ kind, text }] : []);
  return [
    ...lacks(
      "load",
      rate > MOST_SAMPLES_PER_SECOND[agent.profile],
      `profile ${agent.profile} is made for ${sizing.domain}`,
    ),
    ...lacks(
      "memory",
      memoryMiB > sizing.memoryLimitMiB,
      `an agent needs a limit of ${countText(memoryMiB)} MiB, and profile ${agent.profile} has ${countText(sizing.memoryLimitMiB)}`,
    ),
    ...lacks(
      "cpu",
      share < 1,
      `${countText(rate)} samples/s of a node are more than the ${countText(rate * share)} that an agent of profile ${agent.profile} takes with ${countText(sizing.cpuLimitMillicores)} millicores, half of them to make good for an outage`,
    ),
    ...lacks(
      "target",
      target !== undefined && target * LARGE_TARGET > sizing.sampleLimit,
      `a target has ${countText(target ?? 0)} samples on average, and ${LARGE_TARGET} times that is more than the ${countText(sizing.sampleLimit)} of a scrape with profile ${agent.profile}`,
    ),
    ...lacks(
      "queue",
      queue.volume === "memory" && queue.memoryMiB > LARGEST_QUEUE_MIB,
      `the queue of an agent takes ${countText(queue.memoryMiB)} MiB of memory in an outage of ${load.outageMinutes} minutes: with ${key("delivery")}: durable it is on disk`,
    ),
  ];
}
