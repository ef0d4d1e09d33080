/** Outcomes by test, kept in a file so that writers that were run one by one make one table. */
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, resolve } from "node:path";
import type { Writer } from "../programs/scrapingAgent";
import type { Version } from "./suites";

export interface Outcome {
  readonly passed: boolean;
  /** How binding the specification is: MUST, SHOULD, MAY or RECOMMENDED. Only the suite for 2.0 says it. */
  readonly level: string;
}

export type Outcomes = Readonly<Record<string, Outcome>>;
type Columns = Readonly<Partial<Record<Writer, Outcomes>>>;

const FILE = resolve("out", "compliance", "results.json");

interface TestEvent {
  readonly Action: string;
  readonly Test?: string;
  readonly Key?: string;
  readonly Value?: string;
}

/** The suite runs each test once for each sender, which is a part of its name. */
const SENDER = /\/prometheus(?=\/|$)/;

const nameOf = (test: string) => test.replace(SENDER, "").replace(/^Test(RemoteWrite\/)?/, "");

/** The outcome of each test, from what `go test -json` writes. */
export function readOutcomes(output: string): Outcomes {
  const events = output
    .split("\n")
    .filter((line) => line.startsWith("{"))
    .map((line) => JSON.parse(line) as TestEvent);
  const levels = new Map<string, string>();
  const outcomes: Record<string, Outcome> = {};
  for (const { Action, Test = "", Key, Value = "" } of events) {
    const name = nameOf(Test);
    if (Action === "attr" && Key === "rfcLevel" && !levels.has(name)) levels.set(name, Value);
    if (!SENDER.test(Test) || (Action !== "pass" && Action !== "fail")) continue;
    outcomes[name] = { passed: Action === "pass", level: levels.get(name) ?? "" };
  }
  delete outcomes["RemoteWrite"];
  return outcomes;
}

/** What was kept of earlier runs. */
export function keptColumns(version: Version): Columns {
  try {
    return (JSON.parse(readFileSync(FILE, "utf8")) as Partial<Record<Version, Columns>>)[version] ?? {};
  } catch {
    return {};
  }
}

/** Keeps the outcomes of a writer in the place of earlier ones. */
export function keepColumn(version: Version, writer: Writer, outcomes: Outcomes): void {
  const kept = { "2.0": keptColumns("2.0"), "1.0": keptColumns("1.0") };
  const text = JSON.stringify({ ...kept, [version]: { ...kept[version], [writer]: outcomes } }, undefined, 2);
  mkdirSync(dirname(FILE), { recursive: true });
  writeFileSync(FILE, `${text}\n`);
}
