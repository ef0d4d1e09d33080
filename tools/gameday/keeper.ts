/** What brings the store back when the command itself is gone: signals, and a process of its own that waits for the end. */
import { spawn } from "node:child_process";

/** Option of the command in that process. */
const KEEP = "--end-at";

/** Seconds after its end in which the command itself brings the store back. */
const GRACE_SECONDS = 30;

/**
 * Starts a process that outlives this one and ends the game day after its time, if nobody has done so before.
 *
 * @param end Unix seconds
 * @param options of the command that name the stack and its cluster
 */
export function startKeeper(end: number, options: readonly string[]): void {
  const command = ["tools/run.cjs", "tools/gameday/main.ts"];
  const keeper = spawn(process.execPath, [...command, ...options, KEEP, String(Math.ceil(end + GRACE_SECONDS))], {
    detached: true,
    stdio: "ignore",
  });
  keeper.unref();
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
