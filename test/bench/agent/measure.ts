/** What a process and those that it started have used so far, as the kernel counts it. */
import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { processTree } from "../../programs/processes";

export interface Usage {
  readonly cpuSeconds: number;
  /** The most memory that they had at any time, in MiB. */
  readonly peakMiB: number;
  /** Bytes that they made the kernel write to a disk. */
  readonly writtenBytes: number;
}

const TICKS_PER_SECOND = Number(execFileSync("getconf", ["CLK_TCK"], { encoding: "utf8" }));

function numberAfter(text: string, name: string): number {
  return Number(new RegExp(`^${name}:\\s+(\\d+)`, "m").exec(text)?.[1] ?? 0);
}

function usageOfOne(pid: number): Usage {
  const file = (name: string) => readFileSync(`/proc/${pid}/${name}`, "utf8");
  // The name before them is in parentheses and may have spaces.
  const fields = file("stat")
    .replace(/^.*\) /s, "")
    .split(" ");
  return {
    cpuSeconds: (Number(fields[11]) + Number(fields[12])) / TICKS_PER_SECOND,
    peakMiB: numberAfter(file("status"), "VmHWM") / 1024,
    writtenBytes: numberAfter(file("io"), "write_bytes"),
  };
}

export function usageOf(pid: number): Usage {
  const all = processTree(pid).map(usageOfOne);
  const sum = (of: (one: Usage) => number) => all.reduce((total, one) => total + of(one), 0);
  return {
    cpuSeconds: sum(({ cpuSeconds }) => cpuSeconds),
    peakMiB: sum(({ peakMiB }) => peakMiB),
    writtenBytes: sum(({ writtenBytes }) => writtenBytes),
  };
}
