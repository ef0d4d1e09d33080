/**
 * `npm run bench [-- --repetitions N] [--json]`: how long a plan takes beside loading Pulumi's SDK alone.
 *
 * Both run in turn as whole processes, so that other load of the machine affects both. It has no threshold.
 */
import { spawnSync } from "node:child_process";
import { UsageError, runCommand, stackNames } from "../cli";
import { tell } from "../progress";
import { aligned, styler } from "../terminal";
import { median } from "./median";

const USAGE = `Usage: npm run bench [-- --repetitions N] [--json]

Measures how long a plan of each stack takes, beside loading Pulumi's SDK alone.

  --repetitions N  number of runs of each (default: 9)
  --json           print the results as JSON`;

interface Timing {
  readonly name: string;
  readonly arguments: readonly string[];
  readonly seconds: number[];
}

function secondsOf(args: readonly string[]): number {
  const start = process.hrtime.bigint();
  const { status, stderr } = spawnSync(process.execPath, args, {
    stdio: ["ignore", "ignore", "pipe"],
    encoding: "utf8",
  });
  if (status !== 0) throw new Error(`node ${args.join(" ")} ended with status ${String(status)}: ${stderr}`);
  return Number(process.hrtime.bigint() - start) / 1e9;
}

function main(given: { repetitions: string; json: boolean }): number {
  const { json } = given;
  const repetitions = Number(given.repetitions);
  if (!Number.isInteger(repetitions) || repetitions < 1)
    throw new UsageError("--repetitions must be a whole number above 0.");
  const sdk: Timing = { name: "@pulumi/pulumi alone", arguments: ["-e", "require('@pulumi/pulumi')"], seconds: [] };
  const plans = stackNames().map((stack): Timing => ({
    name: `plan of ${stack}`,
    arguments: ["tools/run.cjs", "tools/plan/main.ts", "--stack", stack],
    seconds: [],
  }));
  for (let round = 1; round <= repetitions; round++) {
    tell(`Round ${round} of ${repetitions}`);
    for (const timing of [sdk, ...plans]) timing.seconds.push(secondsOf(timing.arguments));
  }
  const results = [sdk, ...plans].map(({ name, seconds }) => ({
    name,
    minimumSeconds: Math.min(...seconds),
    medianSeconds: median(seconds),
    maximumSeconds: Math.max(...seconds),
    ratio: median(seconds.map((value, round) => value / (sdk.seconds[round] ?? value))),
  }));
  if (json) process.stdout.write(`${JSON.stringify({ repetitions, results }, undefined, 2)}\n`);
  else {
    const rows = results.map(({ name, minimumSeconds, medianSeconds, maximumSeconds, ratio }): [string, string] => [
      name,
      `${minimumSeconds.toFixed(2)}  ${medianSeconds.toFixed(2)}  ${maximumSeconds.toFixed(2)}  ${ratio.toFixed(2)}`,
    ]);
    const head = styler(process.stdout)(
      "bold",
      `Seconds of ${repetitions} rounds: least, median, most, median ratio to the first`,
    );
    process.stdout.write([head, ...aligned(rows), ""].join("\n"));
  }
  return 0;
}

void runCommand({
  usage: USAGE,
  options: { repetitions: { type: "string", default: "9" }, json: { type: "boolean", default: false } },
  run: main,
});
