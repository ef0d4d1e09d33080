/** Agents that end: politely, by force, again and again. */
import type { RunningCase } from "../runningCase";
import { eventually } from "../../programs/processes";
import type { Expected } from "../verdict/accounting";
import { inHand } from "../startVariant";
import type { Variant } from "../variant";
import type { FaultCase } from "../faultCase";
import type { Fault } from "../parts/proxy";

const UNAVAILABLE: Fault = { kind: "status", status: 503 };
const BACKLOG_SECONDS = 15;
const DOWN_SECONDS = 2;
const KILLS = 20;
/** Rounds of scrapes between two kills, so that there is something to lose. */
const ROUNDS_BETWEEN_KILLS = 1;
/** A part of a second after them, differently each time, so that a kill meets every stage of a write. */
const millisecondsUntilKill = (kill: number) => (kill * 137) % 1000;

const answeredScrapes = ({ targets }: Variant) => targets.reduce((sum, { answered }) => sum + answered.length, 0);

/** Waits until the agent has scraped its targets again, then kills it and starts it. */
async function killWhileItWrites(variant: Variant, kill: number): Promise<void> {
  const wanted = answeredScrapes(variant) + variant.targets.length * ROUNDS_BETWEEN_KILLS;
  await eventually(`${variant.name} scrapes after kill ${kill}`, 30, () => {
    if (answeredScrapes(variant) < wanted) throw new Error("not yet");
  });
  await new Promise((resolve) => setTimeout(resolve, millisecondsUntilKill(kill)));
  await variant.agent.kill();
  await variant.agent.start();
}

/** An outage in the middle of which the agent ends and is started again. */
async function restartWithBacklog(
  running: RunningCase,
  fault: Fault,
  end: (variant: Variant) => Promise<void>,
): Promise<void> {
  const restart = async () => {
    await running.wait(BACKLOG_SECONDS);
    await running.each(async (variant) => {
      await end(variant);
      await running.wait(DOWN_SECONDS);
      await variant.agent.start();
    });
  };
  await Promise.all([running.faultFor(fault, BACKLOG_SECONDS * 2), restart()]);
  await running.wait(5);
}

/** What waits goes with its volume. */
const takenBeforeEnd = ({ at }: Expected, { agent }: Variant) => at <= (agent.kills.at(-1) ?? 0);

const ONLY_IN_HAND = "Only the scrapes in hand at that moment are lost.";

export const AGENT_DEATHS: readonly FaultCase[] = [
  {
    name: "SIGTERM with a backlog",
    promise: "Nothing is lost.",
    run: (running) => restartWithBacklog(running, UNAVAILABLE, ({ agent }) => agent.terminate()),
  },
  {
    name: "SIGKILL with a backlog",
    fast: true,
    promise: ONLY_IN_HAND,
    mayLose: inHand,
    run: (running) => restartWithBacklog(running, UNAVAILABLE, ({ agent }) => agent.kill()),
  },
  {
    name: "pod deleted with a backlog",
    promise: "Nothing is promised: an `emptyDir`, on disk or in memory, goes with its pod. `hostPath` keeps it.",
    mayLose: takenBeforeEnd,
    run: (running) =>
      restartWithBacklog(running, UNAVAILABLE, async ({ agent }) => {
        await agent.terminate();
        agent.emptyVolumes();
      }),
  },
  {
    name: "20 kills in mid-write",
    promise: "It starts every time, and only the scrapes in hand are lost.",
    mayLose: inHand,
    run: async (running) => {
      await running.each(async (variant) => {
        for (let kill = 0; kill < KILLS; kill += 1) await killWhileItWrites(variant, kill);
      });
      await running.wait(5);
    },
  },
  {
    name: "two faults: answers lost after commit, and SIGKILL",
    promise: "Only the scrapes in hand are lost, and nothing is there twice.",
    mayLose: inHand,
    run: (running) => restartWithBacklog(running, { kind: "dropAnswer" }, ({ agent }) => agent.kill()),
  },
  {
    name: "two faults: store killed, and SIGKILL",
    promise: ONLY_IN_HAND,
    mayLose: inHand,
    run: async (running) => {
      await running.each(({ store }) => store.kill());
      const restart = running.wait(BACKLOG_SECONDS * 2).then(() => running.each(({ store }) => store.start()));
      await Promise.all([restart, restartWithBacklog(running, { kind: "pass" }, ({ agent }) => agent.kill())]);
    },
  },
];
