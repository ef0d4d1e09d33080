/** What brings the store back when the command itself is gone: signals, and a process of its own that watches it. */
import { fork } from "node:child_process";
import { UserError } from "../cli";

/** Option of the command in that process. */
const KEEP = "--keep";

/** Seconds after its end in which the command itself brings the store back. */
export const GRACE_SECONDS = 30;

/** Seconds between two looks at the store, and those for which the keeper looks: longer than a request is under way. */
const LOOK_SECONDS = 5;
const CALM_SECONDS = 45;

/** Times that a look may fail, one after the other: half a day without the API server. */
const MOST_FAILURES = 8640;

/** A process that outlives this one. */
export interface Keeper {
  readonly pid: number;
  /** Tells it when the store has to be back, in Unix seconds. It acts `GRACE_SECONDS` later, or once this process is gone. */
  readonly watch: (until: number) => void;
}

/**
 * Starts the process, and waits until it has read the stack and its kubeconfig: what cannot bring the store back must
 * not be relied on.
 *
 * @param options of the command that name the stack and its cluster
 * @throws UserError where it ends before
 */
export async function startKeeper(options: readonly string[]): Promise<Keeper> {
  const command = fork("tools/run.cjs", ["tools/gameday/main.ts", ...options, KEEP], {
    detached: true,
    stdio: ["ignore", "ignore", "ignore", "ipc"],
  });
  await new Promise<void>((resolve, reject) => {
    command.once("message", () => {
      resolve();
    });
    command.once("exit", () => {
      reject(new UserError("No game day: the process that would bring the store back has not started."));
    });
  });
  command.unref();
  command.channel?.unref();
  return { pid: command.pid ?? 0, watch: (until) => command.send(until) };
}

const sleep = (seconds: number) => new Promise<void>((resolve) => setTimeout(resolve, seconds * 1000));

/** Of the clock on the wall: that of timers stands still while a machine sleeps. */
async function sleepUntil(end: number, isOver: () => boolean): Promise<void> {
  while (!isOver() && Date.now() / 1000 < end) await sleep(1);
}

/**
 * The keeper's own work: waits for its time, or for the end of the process that has started it, and brings the store
 * back. It looks more than once, because a request of the other may still be under way, and the API server be away.
 *
 * @param bringBack brings back what has to be back at a time
 */
export async function keep(bringBack: (until: number) => Promise<unknown>): Promise<void> {
  let isAlone = false;
  process.once("disconnect", () => (isAlone = true));
  const until = await new Promise<number | undefined>((resolve) => {
    process.once("message", (time) => {
      resolve(Number(time));
    });
    process.once("disconnect", () => {
      resolve(undefined);
    });
    process.send?.("ready");
  });
  if (until === undefined) return;
  await sleepUntil(until + GRACE_SECONDS, () => isAlone);
  let calm = 0;
  for (let failures = 0; calm < CALM_SECONDS && failures < MOST_FAILURES; calm += LOOK_SECONDS) {
    failures = await bringBack(until).then(
      () => 0,
      () => failures + 1,
    );
    if (failures > 0) calm = 0;
    await sleep(LOOK_SECONDS);
  }
}

/** Sleeps that a signal ends, so that a person who stops the command gets the store back first. */
export function interruptible(signals: readonly NodeJS.Signals[] = ["SIGINT", "SIGTERM", "SIGHUP"]) {
  let stop: (() => void) | undefined;
  let isStopped = false;
  const onSignal = () => {
    isStopped = true;
    stop?.();
  };
  for (const signal of signals) process.on(signal, onSignal);
  return {
    sleep: (seconds: number) =>
      new Promise<void>((resolve, reject) => {
        const stopped = () => {
          reject(new Stopped("Stopped"));
        };
        if (isStopped) {
          stopped();
          return;
        }
        const timer = setTimeout(resolve, seconds * 1000);
        stop = () => {
          clearTimeout(timer);
          stopped();
        };
      }),
  };
}

/** A person has stopped the command. */
export class Stopped extends Error {}
