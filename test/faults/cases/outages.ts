/** A store that is away: killed, full, elsewhere or without a name. */
import type { Expected } from "../verdict/accounting";
import { STORE_HOST } from "../startVariant";
import type { Column } from "../variant";
import { countedLoss } from "../verdict/reportedLoss";
import type { FaultCase } from "../faultCase";
import { LOSS_ALERTS } from "../verdict/evaluate";
import { SmallVolume } from "../parts/smallVolume";

const OUTAGE_SECONDS = 30;
const PROMISED_MINUTES = 1;
const VOLUME_MIB = 256;
/** A request's samples, of all targets, leave together. */
const TOLERANCE_MILLISECONDS = 3000;

/** The rate for which the queue is made, and targets that have nearly as many series, with room for the agent's own. */
const STATED = { outageMinutes: PROMISED_MINUTES, samplesPerSecond: 1500 };
const STATED_TARGETS = { count: 4, series: 250 };
/** Times the promise: a queue is made with a margin of two minutes. */
const LONGER = 4.5;

/** Whether a sample was taken in the fault, but before the last promised minutes of it. */
function beforePromisedTime({ at }: Expected, { fault }: Column): boolean {
  return at >= fault.from - TOLERANCE_MILLISECONDS && at < fault.to - PROMISED_MINUTES * 60_000;
}

const takenInFault = ({ at }: Expected, { fault }: Column) =>
  at >= fault.from && at <= fault.to + TOLERANCE_MILLISECONDS;

/** How many samples of the fault are beyond what the queue has to hold at its rate, a tenth of the real one. */
function beyondQueue({ expected, fault }: Column): number {
  return Math.ceil(expected().filter(({ at }) => at >= fault.from && at <= fault.to).length * 0.9);
}

/** What was counted, and that nothing of the fault is kept that is older than something lost. */
async function onlyOldest(column: Column): Promise<string> {
  const { lost } = await column.account();
  const missing = new Set(lost.map(({ key, value }) => `${key} ${value}`));
  const newestLost = lost.reduce((newest, { at }) => Math.max(newest, at), 0);
  const olderKept = column
    .expected()
    .filter(({ at }) => at >= column.fault.from && at < newestLost - TOLERANCE_MILLISECONDS)
    .filter(({ key, value }) => !missing.has(`${key} ${value}`));
  if (column.name !== "chart" && olderKept.length > 0)
    throw new Error(`${olderKept.length} samples are kept that are older than lost ones`);
  return countedLoss(column);
}

/** Waits for the address change of a Service to reach the agent's resolver. */
const NAME_DELAY_SECONDS = 5;

export const OUTAGES: readonly FaultCase[] = [
  {
    name: "no fault",
    promise: "Nothing is lost, and no alert is raised.",
    silent: true,
    run: (bench) => bench.wait(OUTAGE_SECONDS),
  },
  {
    name: "store killed for 30 s",
    promise: "Nothing is lost.",
    run: (bench) =>
      bench.during(
        OUTAGE_SECONDS,
        ({ store }) => store.kill(),
        ({ store }) => store.start(),
      ),
  },
  {
    name: "down for the promised time",
    promise: `Nothing is lost in ${PROMISED_MINUTES} min at the stated rate.`,
    settings: STATED,
    targets: STATED_TARGETS,
    run: (bench) => bench.faultFor({ kind: "refuse" }, PROMISED_MINUTES * 60),
  },
  {
    name: "down longer than promised",
    promise: `Only the oldest is lost, beyond ${PROMISED_MINUTES} min; it is counted and alarmed.`,
    settings: STATED,
    targets: STATED_TARGETS,
    mayLose: beforePromisedTime,
    alarms: LOSS_ALERTS,
    run: (bench) => bench.faultFor({ kind: "refuse" }, PROMISED_MINUTES * 60 * LONGER),
    check: onlyOldest,
  },
  {
    name: "down at ten times the stated rate",
    fast: true,
    promise: "The queue takes what it was made for; what it cannot take is counted and alarmed.",
    settings: {
      outageMinutes: PROMISED_MINUTES,
      samplesPerSecond: (STATED_TARGETS.count * STATED_TARGETS.series) / 10,
    },
    targets: STATED_TARGETS,
    mayLose: takenInFault,
    atMost: beyondQueue,
    alarms: LOSS_ALERTS,
    run: (bench) => bench.faultFor({ kind: "refuse" }, PROMISED_MINUTES * 100),
    check: countedLoss,
  },
  {
    name: "name resolution gone for 30 s",
    promise: "Nothing is lost.",
    run: (bench) =>
      bench.during(
        OUTAGE_SECONDS,
        async ({ agent, proxy }) => {
          agent.resolve({});
          // An open connection would need no name.
          await proxy.stop();
          await proxy.start();
        },
        ({ agent, proxyAddress }) => {
          agent.resolve({ [STORE_HOST]: proxyAddress });
        },
      ),
  },
  {
    name: "the store's address changes",
    promise: "Nothing is lost.",
    run: async (bench) => {
      await bench.during(
        NAME_DELAY_SECONDS,
        ({ proxy, spareAddress }) => proxy.move(spareAddress),
        ({ agent, spareAddress }) => {
          agent.resolve({ [STORE_HOST]: spareAddress });
        },
      );
      await bench.wait(15);
    },
  },
  {
    name: "store out of disk for 30 s",
    promise: "Nothing is lost.",
    storeVolumeMiB: VOLUME_MIB,
    run: async (bench) => {
      const volumes = new Map(bench.columns.map((column) => [column, new SmallVolume(column.store.data)]));
      await bench.during(
        OUTAGE_SECONDS,
        (column) => volumes.get(column)?.fill(),
        (column) => volumes.get(column)?.free(),
      );
      await bench.wait(10);
    },
  },
];
