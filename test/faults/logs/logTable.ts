/** What the cases about logs found, kept in a file so that cases that were run one by one make one table. */
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, resolve } from "node:path";
import pins from "../../programs/pinnedPrograms.json";
import type { LogAccount } from "./logNode";
import type { LogCase } from "./logCase";
import { LOG_VARIANTS, type LogVariantName } from "./plannedLogs";

export type LogCells = Readonly<Partial<Record<LogVariantName, string>>>;

const number = (value: number) => value.toLocaleString("en-US");

/** What a cell says: what was lost of what was written, and what else was counted. */
export function logCellText({ written, lost, twice }: LogAccount, extra?: string): string {
  return [
    `${lost === 0 ? "0" : `**${number(lost)}**`} of ${number(written)}`,
    ...(twice > 0 ? [`${number(twice)} twice`] : []),
    ...(extra === undefined ? [] : [extra]),
  ].join("; ");
}

const FILE = resolve("out", "faults", "log-results.json");
/** Figures of other versions are not mixed with those of these. */
const VERSIONS = `Collector ${pins.otelcol.version}, VictoriaLogs ${pins["victoria-logs"].version}`;

interface Kept {
  readonly versions: string;
  readonly rows: Readonly<Record<string, LogCells>>;
}

function keptRows(): Kept["rows"] {
  try {
    const { versions, rows } = JSON.parse(readFileSync(FILE, "utf8")) as Kept;
    return versions === VERSIONS ? rows : {};
  } catch {
    return {};
  }
}

/** Keeps what a case found in the place of what it found earlier. */
export function keepLogCells(name: string, cells: LogCells): void {
  const kept: Kept = { versions: VERSIONS, rows: { ...keptRows(), [name]: { ...keptRows()[name], ...cells } } };
  mkdirSync(dirname(FILE), { recursive: true });
  writeFileSync(FILE, `${JSON.stringify(kept, undefined, 2)}\n`);
}

const LEGEND = [
  "A cell says how many lines were lost, of how many; every line has a number of its own. Two containers write 200 lines",
  "a second each, unless the case says otherwise. The log agent and VictoriaLogs have the plan's configuration, without",
  "TLS, credentials and API server; files and volumes are folders.",
].join(" ");

/** The table as Markdown. */
export function logTable(cases: readonly LogCase[], date: string): string {
  const rows = keptRows();
  const cell = ({ name, without }: LogCase, variant: LogVariantName) =>
    rows[name]?.[variant] ?? without?.[variant] ?? "not run";
  return [
    `${VERSIONS}; ${date}. Made by \`npm run test:faults\`.`,
    "",
    LEGEND,
    "",
    "| case | promise | contrib's image | own image |",
    "| --- | --- | --- | --- |",
    ...cases.map((one) => `| ${[one.name, one.promise, ...LOG_VARIANTS.map((name) => cell(one, name))].join(" | ")} |`),
  ].join("\n");
}
