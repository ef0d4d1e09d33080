/** One namespace that writes as fast as a disk takes it, beside others. */
import { seconds } from "../runningCase";
import type { LogCase } from "./logCase";
import type { LogNode } from "./logNode";
import { Flood } from "./loggingContainer";

const FLOOD_SECONDS = 40;
const FLOOD_MIB_PER_SECOND = 6;
/** What the flooding namespace may log; its neighbours log a tenth of it. */
const LIMIT_KIB_PER_SECOND = 256;
const FLOODING = "greedy";
/** Seconds after which a neighbour's line has to be stored, flood or not. */
const MOST_DELAY_SECONDS = 30;

/** For how long the oldest line that is not stored yet has been written, at the worst, in seconds. */
async function longestDelay(node: LogNode, until: Promise<unknown>): Promise<number> {
  let [longest, isDone] = [0, false];
  void until.then(() => (isDone = true));
  const written: { at: number; lines: number }[] = [];
  while (!isDone) {
    written.push({ at: Date.now(), lines: node.containers.reduce((sum, { texts }) => sum + texts.length, 0) });
    const { written: all, lost } = await node.account();
    const oldest = written.find(({ lines }) => lines > all - lost);
    if (oldest) longest = Math.max(longest, (Date.now() - oldest.at) / 1000);
    await seconds(0.5);
  }
  return longest;
}

const delays = new Map<LogNode, number>();

export const FLOOD_CASE: LogCase = {
  name: `one namespace logs ${FLOOD_MIB_PER_SECOND} MiB/s`,
  oneByOne: true,
  fast: true,
  promise: `The others lose nothing, and their lines are stored within ${MOST_DELAY_SECONDS} s. No more of the namespace is stored than it may log, and what is cut is counted. With contrib's image nothing is promised: the others wait behind the flood.`,
  mayLose: ({ written }, { name }) => (name === "contrib" ? written : 0),
  settings: { namespaceKiBPerSecond: LIMIT_KIB_PER_SECOND },
  run: async (node) => {
    node.container("shop", "web-1");
    node.container("orders", "api-1");
    await node.writeFor(5);
    const flood = new Flood(node.podLogs, FLOODING);
    const flooded = Promise.all([flood.run(FLOOD_SECONDS, FLOOD_MIB_PER_SECOND), node.writeUntilDone(FLOOD_SECONDS)]);
    delays.set(node, await longestDelay(node, flooded));
    await node.writeFor(5);
  },
  check: async (node) => {
    const delay = delays.get(node) ?? 0;
    if (node.name === "own" && delay > MOST_DELAY_SECONDS)
      throw new Error(`lines of the others were stored after ${delay.toFixed(1)} s`);
    const minutes = await node.store.bytesByMinute(FLOODING);
    const stored = minutes.reduce((sum, bytes) => sum + bytes, 0);
    const cut = await node.agent.sum("otelcol_processor_log_limiter_cut_bytes_total", { value: FLOODING });
    const mib = (bytes: number) => `${(bytes / 1024 ** 2).toFixed(1)} MiB`;
    if (node.name === "own") {
      const most = Math.max(...minutes);
      if (most > LIMIT_KIB_PER_SECOND * 1024 * 60) throw new Error(`${mib(most)} of one minute are stored`);
      if (cut === 0) throw new Error("nothing is counted as cut");
    }
    return `the others' longest delay ${delay.toFixed(1)} s, ${mib(stored)} of it stored, ${mib(cut)} cut`;
  },
};
