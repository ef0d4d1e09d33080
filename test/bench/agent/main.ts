/** `npm run bench:agent`: what the planned agents of a stack cost, beside Prometheus in agent mode. */
import { mkdirSync } from "node:fs";
import { resolve } from "node:path";
import { runCommand, stackFileOf, UsageError } from "../../../tools/cli";
import { writeMarked } from "../../../tools/markedText";
import { readStackFile } from "../../../tools/plan/stackFile";
import { styler } from "../../../tools/terminal";
import { findBusybox } from "../../programs/busybox";
import { findPrograms } from "../../programs/programs";
import { contenders } from "./contenders/contenders";
import { EXPOSED_SAMPLES, PODS } from "./load/kubelet";
import { agentTable, kubeletText, summaries, verdict } from "./report";
import { run } from "./run";

const USAGE = `Usage: npm run bench:agent [-- --stack NAME] [--seconds N] [--rounds N] [--json] [--write]

Runs the planned agents of a stack, with each delivery, and Prometheus in agent mode (and vmagent, where it is on PATH)
in turn against the same targets and the same sink, and compares what they need. Needs the rights to mount.

  --stack NAME     stack whose agents are planned (default: prod)
  --seconds N      seconds of each measurement, after a warm-up of half of that (default: 40)
  --rounds N       how often each is measured (default: 5)
  --targets N      number of targets (default: 20)
  --series N       series of each target, about (default: 1000)
  --interval N     seconds between two scrapes of a target, in place of the stack's (default: 2)
  --json           print the figures of every round as JSON, for machines
  --write          write the table into docs/reliability.md`;

const OPTIONS = {
  stack: { type: "string", default: "prod" },
  seconds: { type: "string", default: "40" },
  rounds: { type: "string", default: "5" },
  targets: { type: "string", default: "20" },
  series: { type: "string", default: "1000" },
  interval: { type: "string", default: "2" },
  json: { type: "boolean", default: false },
  write: { type: "boolean", default: false },
} as const;

function wholeNumber(name: string, text: string): number {
  const value = Number(text);
  if (!Number.isInteger(value) || value < 1) throw new UsageError(`--${name} must be a whole number above 0.`);
  return value;
}

interface Given {
  readonly stack: string;
  readonly seconds: string;
  readonly rounds: string;
  readonly targets: string;
  readonly series: string;
  readonly interval: string;
  readonly json: boolean;
  readonly write: boolean;
}

async function main(given: Given): Promise<number> {
  // What finds the programs tells about it; the standard output is for the figures.
  console.log = console.error;
  const number = (name: "seconds" | "rounds" | "targets" | "series" | "interval") => wholeNumber(name, given[name]);
  const seconds = number("seconds");
  const load = {
    targets: number("targets"),
    seriesOfEach: number("series"),
    seconds,
    warmUpSeconds: Math.ceil(seconds / 2),
  };
  const [rounds, interval] = [number("rounds"), number("interval")];
  const { stack, file } = stackFileOf(given.stack);
  const compared = await contenders(stack, readStackFile(file), interval);
  // Not in the folder for temporary files, which may be in memory.
  const folder = resolve("out", "bench", "agent");
  mkdirSync(folder, { recursive: true });
  const parts = { folder, programs: await findPrograms(["otelcol", "prometheus"]), busybox: await findBusybox() };
  const results = await run(compared, load, rounds, parts, (text) => process.stderr.write(`${text}\n`));
  const all = summaries(results);
  const kubelet = kubeletText(results, EXPOSED_SAMPLES, PODS, interval);
  const table = `${agentTable(all, load, rounds, interval)}\n\n${kubelet}`;
  const bold = styler(process.stdout);
  if (given.json) process.stdout.write(`${JSON.stringify({ load, results, summaries: all }, undefined, 2)}\n`);
  else process.stdout.write([...verdict(all).map((line) => bold("bold", line)), "", table, ""].join("\n"));
  if (given.write) writeMarked(resolve("docs", "reliability.md"), "agent-cost", table);
  return 0;
}

void runCommand({ usage: USAGE, options: OPTIONS, run: main });
