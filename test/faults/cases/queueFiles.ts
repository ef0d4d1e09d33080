/** A queue whose files are damaged, or whose volume cannot take or give. */
import { closeSync, openSync, readdirSync, statSync, truncateSync, writeSync } from "node:fs";
import { join } from "node:path";
import type { FaultCase } from "../faultCase";
import { largeTarget } from "../parts/largeTarget";
import type { Fault } from "../parts/proxy";
import { SmallVolume } from "../parts/smallVolume";
import { type RunningCase, seconds } from "../runningCase";
import { SPILL_SECONDS, WITHOUT_FILES, waited } from "../verdict/losses";
import type { Variant } from "../variant";

const UNAVAILABLE: Fault = { kind: "status", status: 503 };
const UNUSABLE = ["AgentQueueUnusable"];

const OUTAGE_SECONDS = SPILL_SECONDS + 10;

/** Files of the queue by the end of their names; the node's folder has one of each exporter. */
function queueFiles({ agent }: Variant, suffix: string): string[] {
  return agent
    .queueFolders()
    .flatMap((folder) => readdirSync(folder, { recursive: true, encoding: "utf8" }).map((name) => join(folder, name)))
    .filter((path) => statSync(path).isFile() && path.endsWith(suffix));
}

/** A damaged part of a file, which is smaller than a request or two. */
const DAMAGED_BYTES = 512;

/** Writes nonsense over a part of a file. */
function overwrite(file: string, from: number): void {
  const handle = openSync(file, "r+");
  writeSync(handle, Buffer.alloc(DAMAGED_BYTES, 0xa5), 0, undefined, from);
  closeSync(handle);
}

/** Seconds of samples that the damaged part of a file may be of. */
const DAMAGED_SECONDS = 4;

interface Damage extends Pick<FaultCase, "mayLose" | "atMost" | "expectedAlerts" | "fast"> {
  readonly name: string;
  readonly promise: string;
  readonly suffix: string;
  readonly damage: (file: string) => void;
}

const COSTS_RECORDS: Pick<Damage, "promise" | "mayLose" | "expectedAlerts"> = {
  promise: "The agent starts; the damaged records alone are lost, and that is alarmed.",
  mayLose: waited,
  expectedAlerts: UNUSABLE,
};
const FEW: Pick<Damage, "atMost"> = {
  atMost: ({ targets }) => targets.reduce((sum, { series }) => sum + series, 0) * DAMAGED_SECONDS,
};

const DAMAGES: readonly Damage[] = [
  {
    ...COSTS_RECORDS,
    ...FEW,
    name: "segment of the queue damaged at its start",
    suffix: ".blocks",
    damage: (file) => {
      overwrite(file, 0);
    },
  },
  {
    ...COSTS_RECORDS,
    ...FEW,
    name: "segment of the queue damaged in the middle",
    fast: true,
    suffix: ".blocks",
    damage: (file) => {
      overwrite(file, Math.floor(statSync(file).size / 2));
    },
  },
  {
    name: "segment of the queue cut short",
    promise: "The agent starts; what is missing is lost, and nothing else.",
    mayLose: waited,
    suffix: ".blocks",
    damage: (file) => {
      truncateSync(file, Math.floor(statSync(file).size / 2));
    },
  },
  {
    name: "position of the queue damaged",
    promise: "The agent starts; nothing is lost, and nothing is there twice.",
    suffix: "position",
    damage: (file) => {
      overwrite(file, 0);
    },
  },
];

/** An outage, in the middle of which the agent is killed and something happens to its volume before it starts again. */
async function restartsInOutage(running: RunningCase, between: (variant: Variant) => void): Promise<void> {
  await running.each(async ({ proxy, fault }) => {
    await proxy.set(UNAVAILABLE);
    fault.from = Date.now();
  });
  await seconds(OUTAGE_SECONDS);
  await running.each(async (variant) => {
    await variant.agent.kill();
    between(variant);
    await variant.agent.start();
  });
  await running.faultFor(UNAVAILABLE, 10);
  await running.wait(10);
}

/** What the damage found, so that it is none of an empty folder. */
function damageFiles(variant: Variant, { suffix, damage }: Damage): void {
  const files = queueFiles(variant, suffix);
  if (files.length === 0 && suffix === ".blocks") throw new Error(`${variant.name} has no file *${suffix}`);
  files.forEach(damage);
}

const smallVolumes = ({ agent }: Variant) => agent.queueFolders().map((folder) => new SmallVolume(folder));

/** A volume that the large target fills within the outage. */
const SMALL_VOLUME_MIB = 8;

export const QUEUE_FILES: readonly FaultCase[] = [
  {
    name: "queue volume full",
    promise: "Nothing is lost: what comes in an outage meanwhile waits in memory. It is alarmed.",
    without: WITHOUT_FILES,
    agentVolumeMiB: SMALL_VOLUME_MIB,
    expectedAlerts: UNUSABLE,
    run: async (running) => {
      const volumes = running.variants.flatMap(smallVolumes);
      for (const volume of volumes) await volume.fill();
      await running.wait(15);
      await running.faultFor(UNAVAILABLE, 20);
      await running.wait(10);
      for (const volume of volumes) volume.free();
      await running.wait(10);
    },
  },
  {
    name: "queue volume full from the start",
    promise: "The agent starts and nothing is lost: what comes in an outage waits in memory. It is alarmed.",
    without: WITHOUT_FILES,
    agentVolumeMiB: SMALL_VOLUME_MIB,
    expectedAlerts: UNUSABLE,
    run: async (running) => {
      await running.each(async (variant) => {
        await variant.agent.terminate();
        variant.agent.leaveNode();
        for (const volume of smallVolumes(variant)) await volume.fill();
        await variant.agent.start();
      });
      await running.faultFor(UNAVAILABLE, 20);
      await running.wait(10);
    },
  },
  {
    name: "queue volume fills in an outage, large targets",
    promise: "Nothing is lost: what the volume cannot take waits in memory. It is alarmed.",
    without: WITHOUT_FILES,
    agentVolumeMiB: SMALL_VOLUME_MIB,
    extraTargets: [largeTarget(1000, 1)],
    expectedAlerts: UNUSABLE,
    run: async (running) => {
      await running.faultFor(UNAVAILABLE, 40);
      await running.wait(10);
    },
  },
  ...DAMAGES.map((damage): FaultCase => ({
    ...damage,
    without: WITHOUT_FILES,
    run: (running) =>
      restartsInOutage(running, (variant) => {
        damageFiles(variant, damage);
      }),
  })),
  {
    name: "queue volume read-only after a restart",
    promise:
      "Nothing is lost: what comes waits in memory, and the backlog in its files until they can be written. It is alarmed.",
    without: WITHOUT_FILES,
    mayLose: ({ at }, { agent }) => at <= (agent.kills[0] ?? 0) && at > (agent.kills[0] ?? 0) - 200,
    expectedAlerts: UNUSABLE,
    run: async (running) => {
      await restartsInOutage(running, ({ agent }) => {
        agent.readOnlyQueue = true;
      });
      await running.noteAlerts();
      await running.each(async ({ agent }) => {
        await agent.terminate();
        agent.readOnlyQueue = false;
        await agent.start();
      });
      await running.wait(10);
    },
  },
];
