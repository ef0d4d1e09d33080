/** Writes the outcomes into the document, between its marks. */
import { readFileSync, writeFileSync } from "node:fs";
import { resolve } from "node:path";
import { type Writer, WRITER_NAMES } from "../programs/scrapingAgent";
import pins from "../programs/pinnedPrograms.json";
import { explanationOf } from "./explanations";
import { keptColumns, type Outcome, type Outcomes } from "./results";
import { SUITES, type Version } from "./suites";

const DOCUMENT = resolve("docs", "reliability.md");
const BEGIN = "<!-- compliance:begin -->";
const END = "<!-- compliance:end -->";

const HEADINGS: Readonly<Record<Writer, string>> = {
  durable: "own image, `durable`",
  memory: "own image, `memory`",
  contrib: "contrib's image, `memory`",
};

type Columns = readonly (Outcomes | undefined)[];

const row = (cells: readonly string[]) => `| ${cells.join(" | ")} |`;
const table = (headings: readonly string[], rows: readonly (readonly string[])[]) =>
  [headings, headings.map(() => "---"), ...rows].map(row).join("\n");

function cell(outcome: Outcome | undefined): string {
  if (!outcome) return "not run";
  return outcome.passed ? "passes" : "**fails**";
}

/** How many tests of a level each writer passes. */
function counts(level: string, columns: Columns): string[] {
  return columns.map((outcomes) => {
    if (!outcomes) return "not run";
    const ofLevel = Object.values(outcomes).filter((outcome) => outcome.level === level);
    return `${ofLevel.filter(({ passed }) => passed).length} of ${ofLevel.length}`;
  });
}

function section(version: Version): string {
  const kept = keptColumns(version);
  const columns = WRITER_NAMES.map((writer) => kept[writer]);
  const all = Object.assign({}, ...columns) as Outcomes;
  const names = Object.keys(all).sort((one, other) => one.localeCompare(other));
  const levels = [...new Set(names.map((name) => all[name]?.level ?? ""))].sort();
  const headings = WRITER_NAMES.map((writer) => HEADINGS[writer]);
  const cells = (name: string) => columns.map((outcomes) => cell(outcomes?.[name]));
  const failing = names.filter((name) => columns.some((outcomes) => outcomes?.[name]?.passed === false));
  return [
    `Remote write ${version}, tests of commit ${SUITES[version].commit.slice(0, 7)}:`,
    table(
      ["level", ...headings],
      levels.map((level) => [level || "all tests", ...counts(level, columns)]),
    ),
    table(
      ["test that fails", ...headings, "why"],
      failing.map((name) => [`\`${name}\``, ...cells(name), explanationOf(version, name) ?? "not explained"]),
    ),
    `<details><summary>Every test of remote write ${version}</summary>`,
    table(
      ["test", "level", ...headings],
      names.map((name) => [`\`${name}\``, all[name]?.level ?? "", ...cells(name)]),
    ),
    "</details>",
  ].join("\n\n");
}

/** Failures of ours for which there is no explanation: news. */
export function unexplained(version: Version, outcomes: Outcomes): string[] {
  return Object.entries(outcomes).flatMap(([name, { passed }]) =>
    passed || explanationOf(version, name) !== undefined ? [] : [name],
  );
}

/** Puts the tables into the document. */
export function writeTables(): void {
  const text = readFileSync(DOCUMENT, "utf8");
  const [before, after] = [text.indexOf(BEGIN), text.indexOf(END)];
  if (before === -1 || after < before) throw new Error(`${DOCUMENT} has no marks ${BEGIN} and ${END}`);
  const made = `Collector ${pins.otelcol.version}. Made by \`npm run test:compliance\`.`;
  const tables = [made, section("2.0"), section("1.0")].join("\n\n");
  writeFileSync(DOCUMENT, `${text.slice(0, before)}${BEGIN}\n\n${tables}\n\n${text.slice(after)}`);
}
