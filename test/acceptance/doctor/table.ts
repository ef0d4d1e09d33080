/** The table of states in the guide for operators, written by the run that has found them. */
import { writeMarked } from "../../../tools/markedText";

export interface Row {
  readonly made: string;
  readonly check: string;
  /** What doctor said of it. */
  readonly line: string;
}

const cell = (text: string) => text.replaceAll("|", "\\|").replaceAll("<", "&lt;");

const capitalized = (text: string) => `${text[0]?.toUpperCase() ?? ""}${text.slice(1)}`;

/**
 * Writes docs/operating.md: `DOCTOR_TABLE=1 npm run test:acceptance -- --grep "^doctor "`.
 *
 * @param name of the marks between which the table is
 */
export function writeTable(rows: readonly Row[], name = "doctor-states"): void {
  const head = ["| what was made | check | what doctor says |", "| --- | --- | --- |"];
  const lines = rows.map(({ made, check, line }) => `| ${cell(capitalized(made))} | \`${check}\` | ${cell(line)} |`);
  writeMarked("docs/operating.md", name, [...head, ...lines].join("\n"));
}
