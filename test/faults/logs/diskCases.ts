/** Disks without room: of the node, and of the store. */
import { SmallVolume } from "../parts/smallVolume";
import type { LogCase } from "./logCase";
import { LINES_A_SECOND, through } from "./writing";

export const DISK_CASES: readonly LogCase[] = [
  {
    name: "disk of the node full in an outage",
    promise: "No line is lost: what the queue cannot keep is read again. The agent goes on once there is room.",
    volumes: { agentMiB: 64 },
    mayBeTwice: ({ written }) => written,
    run: async (node) => {
      const disk = new SmallVolume(node.state);
      await through(
        node,
        async () => {
          await node.proxy.set({ kind: "refuse" });
          await node.writeFor(5);
          await disk.fill();
        },
        async () => {
          disk.free();
          await node.proxy.set({ kind: "pass" });
        },
      );
    },
  },
  {
    name: "disk of the store nearly full: less than 10 MB are free",
    promise: "Each line is stored once.",
    volumes: { storeMiB: 64 },
    run: (node) => {
      const disk = new SmallVolume(node.store.data);
      return through(
        node,
        () => disk.fill(6_000_000),
        () => {
          disk.free();
        },
      );
    },
  },
  {
    name: "disk of the store full to the last byte: it ends, and is started again",
    promise: "Lost is what the store took in its last five seconds.",
    volumes: { storeMiB: 64 },
    mayLose: () => 5 * LINES_A_SECOND,
    run: (node) => {
      const disk = new SmallVolume(node.store.data);
      return through(
        node,
        () => disk.fill(),
        async () => {
          disk.free();
          await node.store.start();
        },
      );
    },
  },
];
