/** Cases about logs on their way from files to the store. */
import type { Fault } from "../parts/proxy";
import { seconds } from "../runningCase";
import type { LogCase } from "./logCase";
import type { LogNode } from "./logNode";
import { DISK_CASES } from "./diskCases";
import { FLOOD_CASE } from "./floodCase";
import { LINES_A_SECOND, through, twoContainers } from "./writing";

const UNAVAILABLE: Fault = { kind: "status", status: 503 };
/** Lines of two containers in the last two polls before a kill, on a busy machine. */
const LINES_OF_A_KILL = 400;

const faulted = (fault: Fault) => (node: LogNode) =>
  through(
    node,
    () => node.proxy.set(fault),
    () => node.proxy.set({ kind: "pass" }),
  );

/** Ends the agent in an outage with lines that wait, writes meanwhile, and starts it again. */
async function restartInOutage(node: LogNode, end: () => Promise<void>): Promise<void> {
  await through(
    node,
    async () => {
      await node.proxy.set(UNAVAILABLE);
      await node.writeFor(10);
      await end();
    },
    async () => {
      await node.agent.start();
      await node.writeFor(5);
      await node.proxy.set({ kind: "pass" });
    },
    5,
  );
}

const ONCE = "Each line is stored once.";
const KILLS = 20;

export const LOG_FAULTS: readonly LogCase[] = [
  {
    name: "no fault",
    promise: ONCE,
    run: (node) =>
      through(
        node,
        () => undefined,
        () => undefined,
      ),
  },
  {
    name: "store killed for 30 s",
    fast: true,
    promise: "Lost is what the store took in its last five seconds, because it answers before it writes to its disk.",
    mayLose: () => 5 * LINES_A_SECOND,
    run: (node) =>
      through(
        node,
        () => node.store.kill(),
        () => node.store.start(),
      ),
  },
  {
    name: "store away for three minutes",
    promise: ONCE,
    run: (node) =>
      through(
        node,
        () => node.proxy.set({ kind: "refuse" }),
        () => node.proxy.set({ kind: "pass" }),
        180,
      ),
  },
  { name: "answer 429", promise: ONCE, run: faulted({ kind: "status", status: 429 }) },
  { name: "answer 503", promise: ONCE, run: faulted(UNAVAILABLE) },
  { name: "70 % random 503", promise: ONCE, run: faulted({ kind: "status", status: 503, share: 0.7 }) },
  { name: "store slow: 3 s for each answer", promise: ONCE, run: faulted({ kind: "latency", milliseconds: 3000 }) },
  {
    name: "store slower than the timeout of 10 s, for 30 s",
    promise: "No line is lost. Those that the store took without an answer in time are there once more for each try.",
    mayBeTwice: ({ written }) => written * 3,
    run: faulted({ kind: "latency", milliseconds: 12_000 }),
  },
  {
    name: "answer lost after commit",
    promise: "No line is lost. Those whose answer was lost are there once more for each try: VictoriaLogs keeps both.",
    mayBeTwice: ({ written }) => written * 10,
    run: faulted({ kind: "dropAnswer" }),
  },
  {
    name: "answer 401",
    promise: "Lines that are sent meanwhile are lost, and counted.",
    mayLose: ({ written }) => written,
    run: faulted({ kind: "status", status: 401 }),
    check: async (node) => {
      const counted = await node.agent.sum("otelcol_exporter_send_failed_log_records_total");
      const { lost } = await node.account();
      if (counted < lost) throw new Error(`${lost} lines are missing, ${counted} counted`);
      return `counted ${counted}`;
    },
  },
  {
    name: "SIGTERM with a backlog",
    promise: ONCE,
    run: (node) => restartInOutage(node, () => node.agent.terminate()),
  },
  {
    name: "SIGKILL with a backlog",
    fast: true,
    promise: "No line is lost. Those of the last poll may be there twice.",
    mayBeTwice: () => LINES_OF_A_KILL,
    run: (node) => restartInOutage(node, () => node.agent.kill()),
  },
  {
    name: "SIGKILL at random moments, 20 times",
    promise: "No line is lost. Those of the last poll before each kill may be there twice.",
    mayBeTwice: () => KILLS * LINES_OF_A_KILL,
    run: async (node) => {
      twoContainers(node);
      for (let kill = 0; kill < KILLS; kill += 1) {
        await node.writeFor(2);
        await seconds(((kill * 137) % 1000) / 1000);
        await node.agent.kill();
        await node.writeFor(0.4);
        await node.agent.start();
      }
      await node.writeFor(5);
    },
  },
  {
    name: "log rotated while no agent runs",
    promise: ONCE,
    run: async (node) => {
      const containers = twoContainers(node);
      await node.writeFor(5);
      await node.agent.terminate();
      await node.writeFor(3);
      for (const container of containers) container.rotate();
      await node.writeFor(3);
      await node.agent.start();
      await node.writeFor(5);
    },
  },
  {
    name: "log rotated in an outage, four times",
    promise: ONCE,
    run: (node) => {
      const containers = twoContainers(node);
      return through(
        node,
        () => node.proxy.set({ kind: "refuse" }),
        async () => {
          for (let rotation = 0; rotation < 4; rotation += 1) {
            for (const container of containers) container.rotate();
            await node.writeFor(3);
          }
          await node.proxy.set({ kind: "pass" });
        },
        10,
      );
    },
  },
  {
    name: "queue full, and the files behind it",
    promise: "Each line is stored once, as long as its file is there: the agent reads no further.",
    // None of the lines is to be cut.
    settings: { queueMiB: 16, namespaceKiBPerSecond: 100_000 },
    run: async (node) => {
      twoContainers(node);
      await node.writeFor(5);
      await node.proxy.set({ kind: "refuse" });
      // In the queue, a line with its attributes takes several times its text.
      await node.writeFor(30, 6000);
      await node.proxy.set({ kind: "pass" });
      await node.writeFor(5);
    },
  },
  ...DISK_CASES,
  FLOOD_CASE,
];
