/** A queue that cannot take or give: full, damaged, read-only, or an agent without memory for it. */
import { closeSync, openSync, readdirSync, statSync, truncateSync, writeSync } from "node:fs";
import { join } from "node:path";
import type { Expected } from "../verdict/accounting";
import type { RunningCase } from "../runningCase";
import { AGENT } from "../../../monitoring/metrics";
import type { Variant } from "../variant";
import { reportedLoss } from "../verdict/reportedLoss";
import type { FaultCase } from "../faultCase";
import type { Fault } from "../parts/proxy";
import { SmallVolume } from "../parts/smallVolume";
import { CONTENT_TYPE } from "../parts/targets";

const UNAVAILABLE: Fault = { kind: "status", status: 503 };
const NO_VOLUME = "has no such queue";
const VOLUME_MIB = 32;

/** Seconds at the edges of the fault in which a scrape may be on its way. */
const EDGE_MILLISECONDS = 1500;

/** The longest pause between two attempts, after which there is room again. */
const RETRY_MILLISECONDS = 4000;

const takenUntilRetry = ({ at }: Expected, { fault }: Variant) =>
  at >= fault.from - EDGE_MILLISECONDS && at <= fault.to + RETRY_MILLISECONDS;

/** What the queue held when the agent ended for the last time. */
const takenBeforeRestart = ({ at }: Expected, { agent, fault }: Variant) =>
  at >= fault.from - EDGE_MILLISECONDS && at <= (agent.kills.at(-1) ?? 0);

function everyFile(folder: string): string[] {
  return readdirSync(folder, { recursive: true, encoding: "utf8" })
    .map((name) => join(folder, name))
    .filter((path) => statSync(path).isFile());
}

function everyQueueFile({ agent }: Variant): string[] {
  return agent.queueFolders().flatMap(everyFile);
}

/** Writes nonsense over a file, from the byte on. */
function overwrite(file: string, from: number): void {
  const handle = openSync(file, "r+");
  writeSync(handle, Buffer.alloc(Math.max(0, Math.min(statSync(file).size - from, 65_536)), 0xa5), 0, undefined, from);
  closeSync(handle);
}

/** Ways in which a file may be damaged. The first pages of the file say what the others are. */
const FIRST_PAGES_BYTES = 8192;
const DAMAGES: readonly { readonly name: string; readonly fast?: true; readonly damage: (file: string) => void }[] = [
  {
    name: "queue file corrupt from the start",
    fast: true,
    damage: (file) => {
      overwrite(file, 0);
    },
  },
  {
    name: "queue file corrupt in the middle",
    damage: (file) => {
      overwrite(file, FIRST_PAGES_BYTES);
    },
  },
  {
    name: "queue file cut short",
    damage: (file) => {
      truncateSync(file, Math.floor(statSync(file).size / 2));
    },
  },
];

/** An outage, in the middle of which the agent dies and something happens to its volume before it starts again. */
async function restartsInOutage(running: RunningCase, between: (variant: Variant) => void): Promise<void> {
  const restart = running.wait(10).then(() =>
    running.each(async (variant) => {
      await variant.agent.kill();
      between(variant);
      await variant.agent.startAsKubelet();
    }),
  );
  await Promise.all([running.faultFor(UNAVAILABLE, 20), restart]);
  await running.wait(10);
}

/** Points that the agent's receivers turned away, and counted. */
async function refused({ agent }: Variant): Promise<number> {
  const receivers = ["prometheus", "otlp"].map((receiver) => agent.sum(AGENT.refused, { receiver }));
  return (await Promise.all(receivers)).reduce((sum, one) => sum + one, 0);
}

const LIMITED = { check_interval: "1s", limit_mib: 90, spike_limit_mib: 30 };

/** A target that exposes more than the limiter has room for, though no more than a scrape may bring, in some scrapes. */
const HEAVY_SERIES = 45_000;
const HEAVY_SCRAPES = { from: 15, to: 35 };
const heavyBody = Array.from({ length: HEAVY_SERIES }, (_, index) => `fault_heavy{number="${index}"} 1\n`).join("");
const isHeavy = (sequence: number) => sequence >= HEAVY_SCRAPES.from && sequence <= HEAVY_SCRAPES.to;

const UNUSABLE = "AgentQueueUnusable";

const smallVolumes = ({ agent }: Variant) => agent.queueFolders().map((folder) => new SmallVolume(folder));

/** Seconds of an outage after which the file has some room of its own, as that of an agent has which runs for a while. */
const WARM_UP_SECONDS = 8;

export const QUEUE: readonly FaultCase[] = [
  {
    name: "queue volume full",
    promise: "The live path goes on; what comes in an outage meanwhile may be lost, but is counted and alarmed.",
    without: { chart: NO_VOLUME },
    agentVolumeMiB: VOLUME_MIB,
    mayLose: takenUntilRetry,
    expectedAlerts: ["AgentEnqueueFailed"],
    run: async (running) => {
      await running.each(({ proxy }) => proxy.set(UNAVAILABLE));
      await running.wait(WARM_UP_SECONDS);
      await running.each(({ proxy }) => proxy.set({ kind: "pass" }));
      await running.wait(WARM_UP_SECONDS);
      const volumes = running.variants.flatMap(smallVolumes);
      for (const volume of volumes) volume.fill();
      await running.wait(15);
      await running.faultFor(UNAVAILABLE, 20);
      await running.wait(10);
      for (const volume of volumes) volume.free();
      await running.wait(10);
    },
    check: reportedLoss,
  },
  {
    name: "queue volume full from the start",
    promise: "The agent starts and the live path goes on, with a spare queue; it is alarmed.",
    without: { chart: NO_VOLUME },
    agentVolumeMiB: VOLUME_MIB,
    mayLose: ({ at }, { agent }) => at <= (agent.kills.at(-1) ?? 0),
    expectedAlerts: [UNUSABLE],
    run: async (running) => {
      await running.each(async (variant) => {
        await variant.agent.terminate();
        variant.agent.emptyVolumes();
        for (const volume of smallVolumes(variant)) volume.fill();
        await variant.agent.startAsKubelet();
      });
      await running.wait(20);
    },
  },
  ...DAMAGES.map(({ name, fast, damage }): FaultCase => ({
    name,
    ...(fast && { fast }),
    promise: "The agent starts and the live path goes on; what the file held is lost, and alarmed.",
    without: { chart: NO_VOLUME },
    mayLose: takenBeforeRestart,
    expectedAlerts: [UNUSABLE],
    run: (running) =>
      restartsInOutage(running, (variant) => {
        everyQueueFile(variant).forEach(damage);
      }),
  })),
  {
    name: "queue volume read-only",
    promise:
      "The agent starts and the live path goes on, with a spare queue; the backlog waits until the volume can be written. It is alarmed.",
    without: { chart: NO_VOLUME },
    mayLose: takenBeforeRestart,
    expectedAlerts: [UNUSABLE],
    run: (running) =>
      restartsInOutage(running, ({ agent }) => {
        agent.readOnlyQueue = true;
      }),
  },
  {
    name: "memory limiter refusing",
    promise: "Only what is refused is lost; it is counted and alarmed.",
    extraTargets: [
      {
        name: "heavy",
        answer: (response, sequence) =>
          response.writeHead(200, CONTENT_TYPE).end(isHeavy(sequence) ? heavyBody : "fault_heavy 1\n"),
      },
    ],
    adapt: (agent) => ({ ...agent, processors: { ...agent.processors, memory_limiter: LIMITED } }),
    mayLose: () => true,
    atMost: refused,
    expectedAlerts: ["AgentMemoryLimiterRefuses", "AgentRefusesData"],
    run: (running) => running.wait(HEAVY_SCRAPES.to + 10),
    check: async (variant) => `${await refused(variant)} points refused`,
  },
];
