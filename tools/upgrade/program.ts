/** What collectors themselves say of a configuration: the new one, and beside it the one that is pinned. */
import { execFileSync, spawnSync } from "node:child_process";
import * as fs from "node:fs";
import * as path from "node:path";
import * as YAML from "yaml";
import { UserError } from "../cli";
import { temporaryFolder, writeWhole } from "../files";
import { tell } from "../progress";
import type { Collector } from "./documents";

/** What the new program says of a collector's configuration. */
export interface ProgramFindings {
  readonly subject: string;
  /** Why it would not start. */
  readonly refused: readonly string[];
  /** Values of the whole configuration, with its defaults, that are other ones than the pinned program has. */
  readonly differences: readonly string[];
}

/** Stands for what a pod's variables hold. It is an address, a number of words and a name. */
const ANY_VALUE = "127.0.0.1";

/** Variables that a configuration refers to. */
function environmentOf(text: string): Record<string, string> {
  const names = [...text.matchAll(/\$\{env:(\w+)|node_from_env_var: (\w+)/g)].map(([, one, other]) => one ?? other);
  return Object.fromEntries(names.map((name) => [name ?? "", ANY_VALUE]));
}

interface Answer {
  readonly status: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** Asks a program about a configuration. */
function ask(program: string, command: readonly string[], { config, args }: Collector): Answer {
  const folder = temporaryFolder("upgrade-");
  try {
    const file = path.join(folder, "config.yaml");
    const text = YAML.stringify(config);
    writeWhole(file, text);
    const gates = args.filter((arg) => arg.startsWith("--feature-gates="));
    const environment = { ...environmentOf(text), PATH: process.env["PATH"] ?? "" };
    const { status, stdout, stderr, error } = spawnSync(program, [...command, `--config=${file}`, ...gates], {
      ...{ env: environment, encoding: "utf8", maxBuffer: 64 * 1024 * 1024 },
    });
    if (error) throw new UserError(`${program} cannot be run: ${error.message}`);
    return { status: status ?? 1, stdout, stderr };
  } finally {
    fs.rmSync(folder, { recursive: true });
  }
}

/** Files that only the pod has are missing here. */
const isMissingFile = (line: string) => line.includes("no such file or directory");

/** Why a program would not start with a configuration; nothing if it would. */
function refusals(program: string, collector: Collector): string[] {
  const { status, stderr } = ask(program, ["validate"], collector);
  if (status === 0) return [];
  const lines = stderr.split("\n").map((line) => line.replace(/^Error: /, "").trim());
  return lines.filter((line) => line !== "" && !isMissingFile(line));
}

/** A configuration as a program understands it, with every default. */
function wholeConfiguration(program: string, collector: Collector): unknown {
  const { status, stdout } = ask(program, ["print-config", "--mode=unredacted", "--validate=false"], collector);
  return status === 0 ? YAML.parse(stdout) : undefined;
}

const isMap = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === "object" && value !== null;

const shown = (value: unknown) => (value === undefined ? "not there" : JSON.stringify(value));

/** One text for each value that differs, such as `exporters::debug::verbosity: "basic", was "normal"`. */
function differencesOf(before: unknown, after: unknown, place: readonly string[] = []): string[] {
  if (isMap(before) && isMap(after)) {
    const names = [...new Set([...Object.keys(before), ...Object.keys(after)])].sort();
    return names.flatMap((name) => differencesOf(before[name], after[name], [...place, name]));
  }
  if (JSON.stringify(before) === JSON.stringify(after)) return [];
  return [`${place.join("::")}: ${shown(after)}, was ${shown(before)}`];
}

/** The version that a program says it is. */
export function programVersion(program: string): string {
  try {
    const text = execFileSync(program, ["--version"], { encoding: "utf8" });
    return /\d+\.\d+\.\d+/.exec(text)?.[0] ?? text.trim();
  } catch (error) {
    throw new UserError(`${program} cannot be run: ${error instanceof Error ? error.message : String(error)}`);
  }
}

/**
 * What a program says of each configuration.
 *
 * @param pinned program of the version in use. Without it, nothing is said of defaults, and what both would refuse
 *   counts as refused
 */
export function askProgram(
  program: string,
  pinned: string | undefined,
  collectors: readonly Collector[],
): ProgramFindings[] {
  return collectors.map((collector) => {
    tell(`Asking ${program} about ${collector.subject}`);
    const before = pinned === undefined ? [] : refusals(pinned, collector);
    const refused = refusals(program, collector).filter((line) => !before.includes(line));
    const differences =
      pinned === undefined
        ? []
        : differencesOf(wholeConfiguration(pinned, collector), wholeConfiguration(program, collector));
    return { subject: collector.subject, refused, differences };
  });
}
