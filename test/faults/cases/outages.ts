/** A store that is away: killed, full, elsewhere or without a name. */
import type { Expected } from "../verdict/accounting";
import { STORE_HOST } from "../startVariant";
import type { Variant } from "../variant";
import { reportedLoss } from "../verdict/reportedLoss";
import type { FaultCase } from "../faultCase";
import { LOSS_ALERTS } from "../verdict/evaluate";
import { takenInFault } from "../verdict/losses";
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
function beforePromisedTime({ at }: Expected, { fault }: Variant): boolean {
  return at >= fault.from - TOLERANCE_MILLISECONDS && at < fault.to - PROMISED_MINUTES * 60_000;
}

const usesOwnExporter = ({ name }: Variant) => name === "memory" || name === "durable";

/** What was counted, and that nothing of the fault is kept that is older than something lost. */
async function onlyOldest(variant: Variant): Promise<string> {
  const { lost } = await variant.account();
  const missing = new Set(lost.map(({ key, value }) => `${key} ${value}`));
  const newestLost = lost.reduce((newest, { at }) => Math.max(newest, at), 0);
  const olderKept = variant
    .expected()
    .filter(({ at }) => at >= variant.fault.from && at < newestLost - TOLERANCE_MILLISECONDS)
    .filter(({ key, value }) => !missing.has(`${key} ${value}`));
  if (usesOwnExporter(variant) && olderKept.length > 0)
    throw new Error(`${olderKept.length} samples are kept that are older than lost ones`);
  return reportedLoss(variant);
}

const BY_ROOM = "its queue loses the newest, when it is full, and nothing by age";

/** Waits for the address change of a Service to reach the agent's resolver. */
const NAME_DELAY_SECONDS = 5;

export const OUTAGES: readonly FaultCase[] = [
  {
    name: "no fault",
    promise: "Nothing is lost, and no alert is raised.",
    noAlerts: true,
    run: (running) => running.wait(OUTAGE_SECONDS),
  },
  {
    name: "store killed for 30 s",
    promise: "Nothing is lost.",
    run: (running) =>
      running.during(
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
    run: (running) => running.faultFor({ kind: "refuse" }, PROMISED_MINUTES * 60),
  },
  {
    name: "down longer than promised",
    promise: `Only the oldest is lost, beyond ${PROMISED_MINUTES} min; it is counted and alarmed.`,
    settings: STATED,
    targets: STATED_TARGETS,
    mayLose: beforePromisedTime,
    expectedAlerts: LOSS_ALERTS,
    exceptions: { contrib: { reason: BY_ROOM, mayLose: takenInFault, expectedAlerts: [] } },
    run: (running) => running.faultFor({ kind: "refuse" }, PROMISED_MINUTES * 60 * LONGER),
    check: onlyOldest,
  },
  {
    name: "name resolution gone for 30 s",
    promise: "Nothing is lost.",
    run: (running) =>
      running.during(
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
    run: async (running) => {
      await running.during(
        NAME_DELAY_SECONDS,
        ({ proxy, spareAddress }) => proxy.move(spareAddress),
        ({ agent, spareAddress }) => {
          agent.resolve({ [STORE_HOST]: spareAddress });
        },
      );
      await running.wait(15);
    },
  },
  {
    name: "store out of disk for 30 s",
    promise: "Nothing is lost.",
    storeVolumeMiB: VOLUME_MIB,
    run: async (running) => {
      const volumes = new Map(running.variants.map((variant) => [variant, new SmallVolume(variant.store.data)]));
      await running.during(
        OUTAGE_SECONDS,
        (variant) => volumes.get(variant)?.fill(),
        (variant) => volumes.get(variant)?.free(),
      );
      await running.wait(10);
    },
  },
];
