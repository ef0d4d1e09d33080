/** Examines again and again until all is well, or the time is up. */
import { setTimeout as sleep } from "node:timers/promises";
import { exitCode, type Report } from "./report";

const PAUSE_SECONDS = 5;

/**
 * @param deadlineSeconds of the last examination's begin; zero examines once
 * @returns the last report
 */
export async function untilHealthy(
  examined: () => Promise<Report>,
  deadlineSeconds: number,
  pauseSeconds = PAUSE_SECONDS,
): Promise<Report> {
  const end = Date.now() + deadlineSeconds * 1000;
  let report = await examined();
  while (exitCode(report) !== 0 && Date.now() + pauseSeconds * 1000 <= end) {
    await sleep(pauseSeconds * 1000);
    report = await examined();
  }
  return report;
}
