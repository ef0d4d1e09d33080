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
