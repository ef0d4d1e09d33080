/** Output for people: coloured on a terminal, plain in a pipe. */
import { styleText } from "node:util";

type Style = Parameters<typeof styleText>[0];

/** A function that styles text where the stream is a terminal and NO_COLOR is not set. */
export function styler(stream: NodeJS.WriteStream): (style: Style, text: string) => string {
  const coloured = stream.isTTY && !process.env["NO_COLOR"];
  return (style, text) => (coloured ? styleText(style, text, { validateStream: false }) : text);
}

/** Rows of two columns, the first as wide as its longest entry. */
export function aligned(rows: readonly (readonly [string, string])[], indent = "  "): string[] {
  const width = Math.max(0, ...rows.map(([first]) => first.length));
  return rows.map(([first, second]) => `${indent}${first.padEnd(width)}  ${second}`);
}

/** Columns of a terminal that does not say how many it has. */
const COLUMNS = 80;

/** Styling takes no columns. */

const STYLES = /\u001b\[[0-9;]*m/g;

/**
 * A sentence in lines that fit a terminal. In a pipe it stays one line, for programs such as `grep`.
 *
 * @param indent of every line but the first
 */
export function wrapped(text: string, indent: string, stream: NodeJS.WriteStream): string[] {
  if (!stream.isTTY) return [text];
  const columns = stream.columns || COLUMNS;
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
