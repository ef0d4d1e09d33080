/** Agents that end: politely, by force, again and again. */
import { type RunningCase, seconds } from "../runningCase";
import { eventually } from "../../programs/processes";
import { IN_MEMORY, WITHOUT_FILES, inHand, inRequest, SPILL_SECONDS, waited } from "../verdict/losses";
import type { Variant } from "../variant";
import type { Exception, FaultCase } from "../faultCase";
import type { Fault } from "../parts/proxy";

const UNAVAILABLE: Fault = { kind: "status", status: 503 };
/** Longer than a queue in files needs to begin, at every pace. */
const BACKLOG_SECONDS = SPILL_SECONDS + 5;
const DOWN_SECONDS = 2;
const KILLS_IN_OUTAGE = 20;
/** A part of a second, differently each time, so that a kill meets every stage of a scrape and a write. */
const millisecondsUntilKill = (kill: number) => (kill * 137) % 1000;

const answeredScrapes = ({ targets }: Variant) => targets.reduce((sum, { answered }) => sum + answered.length, 0);

/** Waits until the agent has scraped its targets again and some time more, then kills it and starts it. */
async function killAtRandom(variant: Variant, kill: number): Promise<void> {
  const wanted = answeredScrapes(variant) + variant.targets.length;
  await eventually(`${variant.name} scrapes after kill ${kill}`, 30, () => {
    if (answeredScrapes(variant) < wanted) throw new Error("not yet");
  });
  await new Promise((resolve) => setTimeout(resolve, millisecondsUntilKill(kill)));
  await variant.agent.kill();
  await variant.agent.start();
}

async function killOften(running: RunningCase, kills: number): Promise<void> {
  await running.each(async (variant) => {
    for (let kill = 0; kill < kills; kill += 1) await killAtRandom(variant, kill);
  });
}

/** An outage in the middle of which the agent ends and is started again. */
async function restartWithBacklog(
  running: RunningCase,
  fault: Fault,
  end: (variant: Variant) => Promise<void>,
): Promise<void> {
  await running.each(async ({ proxy, fault: times }) => {
    await proxy.set(fault);
    times.from = Date.now();
  });
  await seconds(BACKLOG_SECONDS);
  await running.each(async (variant) => {
    await end(variant);
    await running.wait(DOWN_SECONDS);
    await variant.agent.start();
  });
  await running.faultFor(fault, BACKLOG_SECONDS);
  await running.wait(5);
}

const leaveNode = async ({ agent }: Variant) => {
  await agent.terminate();
  agent.leaveNode();
};

const IN_MEMORY_BOTH = { contrib: IN_MEMORY, memory: IN_MEMORY };
const GATHERING: Exception = {
  reason: "what comes in five seconds is gathered in memory before it is sent",
  mayLose: () => true,
};

const ONLY_IN_HAND = `Only the scrapes in hand at that moment are lost, once the outage lasts ${SPILL_SECONDS} s. Before, what waits is in memory.`;

export const AGENT_DEATHS: readonly FaultCase[] = [
  {
    name: "SIGTERM with a backlog",
    promise: "Nothing is lost.",
    exceptions: IN_MEMORY_BOTH,
    run: (running) => restartWithBacklog(running, UNAVAILABLE, ({ agent }) => agent.terminate()),
  },
  {
    name: "SIGKILL with a backlog",
    fast: true,
    promise: ONLY_IN_HAND,
    mayLose: inHand,
    exceptions: IN_MEMORY_BOTH,
    run: (running) => restartWithBacklog(running, UNAVAILABLE, ({ agent }) => agent.kill()),
  },
  {
    name: "pod deleted with a backlog",
    promise: "Nothing is promised: memory and an `emptyDir` go with their pod.",
    mayLose: waited,
    run: (running) => restartWithBacklog(running, UNAVAILABLE, leaveNode),
  },
  {
    name: "pod replaced with a backlog, as in a rollout, queue on the node",
    promise: "Nothing is lost with `agent.queueVolume: hostPath`.",
    settings: { onNode: true },
    without: WITHOUT_FILES,
    run: (running) => restartWithBacklog(running, UNAVAILABLE, leaveNode),
  },
  {
    name: "SIGKILL at random moments, 100 times",
    fast: true,
    promise:
      "It starts every time. Each kill costs what came since the last request, a second at most, and what is under way.",
    mayLose: inRequest,
    exceptions: { contrib: GATHERING },
    run: async (running) => {
      await killOften(running, running.kills);
      await running.wait(5);
    },
  },
  {
    name: "20 SIGKILLs in an outage",
    promise: ONLY_IN_HAND,
    mayLose: inHand,
    exceptions: IN_MEMORY_BOTH,
    run: (running) =>
      restartWithBacklog(running, UNAVAILABLE, async (variant) => {
        for (let kill = 0; kill < KILLS_IN_OUTAGE; kill += 1) await killAtRandom(variant, kill);
        await variant.agent.kill();
      }),
  },
  {
    name: "two faults: answers lost after commit, and SIGKILL",
    promise: `${ONLY_IN_HAND} Nothing is there twice.`,
    mayLose: inHand,
    exceptions: IN_MEMORY_BOTH,
    run: (running) => restartWithBacklog(running, { kind: "dropAnswer" }, ({ agent }) => agent.kill()),
  },
  {
    name: "two faults: store killed, and SIGKILL",
    promise: ONLY_IN_HAND,
    mayLose: inHand,
    exceptions: IN_MEMORY_BOTH,
    run: async (running) => {
      await running.each(({ store }) => store.kill());
      const restart = seconds(BACKLOG_SECONDS * 2).then(() => running.each(({ store }) => store.start()));
      await Promise.all([restart, restartWithBacklog(running, { kind: "pass" }, ({ agent }) => agent.kill())]);
    },
  },
];
