/** Output for people: coloured and wrapped on a terminal, plain in a pipe. */
import { styleText } from "node:util";

/** One style: of a list, Node 20 does not ask the stream. */
type Style = Exclude<Parameters<typeof styleText>[0], readonly unknown[]>;

/**
 * A function that styles text for a stream: on a terminal that knows colours, and not where NO_COLOR is set.
 * FORCE_COLOR colours a pipe too. Each stream is asked by itself, because one may be a file and the other a terminal.
 */
export function styler(stream: NodeJS.WriteStream): (style: Style, text: string) => string {
  return (style, text) => styleText(style, text, { stream });
}

/** Rows of two columns, the first as wide as its longest entry. */
export function aligned(rows: readonly (readonly [string, string])[], indent = "  "): string[] {
  const width = Math.max(0, ...rows.map(([first]) => first.length));
  return rows.map(([first, second]) => `${indent}${first.padEnd(width)}  ${second}`);
}

/** Columns of a terminal that does not say how many it has. */
const COLUMNS = 80;

/** Fewest columns in which sentences stand beside their subject; in fewer they stand below it. */
const BESIDE = 40;

const columnsOf = (stream: NodeJS.WriteStream) => stream.columns || COLUMNS;

/** Rows of a subject and sentences about it, in lines that fit a terminal: beside the subject, or below where it is narrow. */
export function alignedSentences(rows: readonly (readonly [string, string])[], stream: NodeJS.WriteStream): string[] {
  const width = Math.max(0, ...rows.map(([first]) => first.length)) + 4;
  if (stream.isTTY && columnsOf(stream) - width < BESIDE)
    return rows.flatMap(([first, second]) => [`  ${first}`, ...wrapped(`    ${second}`, "    ", stream)]);
  return rows.flatMap(([first, second]) => {
    const [start = "", ...rest] = wrapped(`${" ".repeat(width)}${second}`, " ".repeat(width), stream);
    return [`  ${first.padEnd(width - 2)}${start.slice(width)}`, ...rest];
  });
}

/** Rows of a name and a value to copy, such as a command: never broken, and below its name where it would not fit. */
export function alignedValues(rows: readonly (readonly [string, string])[], stream: NodeJS.WriteStream): string[] {
  return aligned(rows).flatMap((line, index) => {
    const [name = "", value = ""] = rows[index] ?? [];
    return stream.isTTY && line.length > columnsOf(stream) ? [`  ${name}`, `    ${value}`] : [line];
  });
}

/** Styling takes no columns. */

const STYLES = /\u001b\[[0-9;]*m/g;

/**
 * A sentence in lines that fit a terminal. In a pipe it stays one line, for programs such as `grep`.
 *
 * @param indent of every line but the first
 */
export function wrapped(text: string, indent: string, stream: NodeJS.WriteStream): string[] {
  if (!stream.isTTY) return [text];
  const columns = columnsOf(stream);
  const width = (line: string) => line.replace(STYLES, "").length;
  const [, start = "", rest = ""] = /^(\s*)(.*)$/.exec(text) ?? [];
  const lines: string[] = [];
  let line = start;
  for (const word of rest.split(" ")) {
    const longer = line.trim() === "" ? line + word : `${line} ${word}`;
    if (width(longer) > columns && line.trim() !== "") {
      lines.push(line);
      line = indent + word;
    } else line = longer;
  }
  return [...lines, line];
}

/** Writes a report to standard output: as JSON for machines, else as lines for the terminal. */
export function writeReport<Report>(
  report: Report,
  isJson: boolean,
  linesOf: (report: Report, stream: NodeJS.WriteStream) => readonly string[],
): void {
  const lines = isJson ? [JSON.stringify(report, undefined, 2)] : linesOf(report, process.stdout);
  process.stdout.write(`${lines.join("\n")}\n`);
}
