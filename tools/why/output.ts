/** An answer for a person at a terminal. */
import { styler, wrapped } from "../terminal";
import { printable } from "../text";
import type { Answer, Station } from "./answer";

const MARKS = { passed: "√", ended: "×", unseen: "?", note: "!", beyond: "·" } as const;
const COLOURS = { passed: "green", ended: "red", unseen: "yellow", note: "yellow", beyond: "dim" } as const;

/** The whole answer as lines: the verdict, then the stations, below each its evidence and its fix. */
export function answerLines({ verdict, arrives, stations }: Answer, stream: NodeJS.WriteStream): string[] {
  const style = styler(stream);
  const width = Math.max(...stations.map(({ name }) => name.length));
  const indent = " ".repeat(width + 6);
  const more = (text: string) => wrapped(`${indent}${printable(text)}`, `${indent}  `, stream);
  const station = ({ name, state, text, details = [], fix }: Station): string[] => {
    const mark = style(COLOURS[state], MARKS[state]);
    const title = state === "beyond" ? style("dim", name) : name.padEnd(width);
    return [
      ...wrapped(`  ${mark} ${title}${text && `  ${printable(text)}`}`, indent, stream),
      ...details.flatMap((line) => wrapped(`${indent}${style("dim", printable(line))}`, `${indent}  `, stream)),
      ...(fix ? more(fix.text) : []),
      ...(fix?.commands ?? []).map((command) => `${indent}${style("cyan", printable(command))}`),
    ];
  };
  const colour = arrives === undefined ? "yellow" : arrives ? "green" : "red";
  return [...wrapped(style("bold", style(colour, printable(verdict))), "", stream), ...stations.flatMap(station)];
}
