/**
 * What a command is doing, for a person who waits: one line on a terminal that is renewed, and that goes away before
 * anything else is printed. In a pipe and on a terminal without a cursor there is none.
 */
import { printable } from "./text";

const ERASE = "\r\u001b[K";
const RENEWED_MILLISECONDS = 1000;

/** From then on the line says for how many seconds the same thing has been going on. */
const COUNTED_SECONDS = 2;

/** Tells what is going on, as `Planning stack dev`. */
type Tell = (text: string) => void;

interface Line {
  readonly text: string;
  readonly since: number;
}

/**
 * A line on a terminal.
 *
 * @param others streams of the same terminal, before whose output the line goes away, as before that of `stream` itself
 */
export function progressOn(stream: NodeJS.WriteStream, others: readonly NodeJS.WriteStream[]): Tell {
  const write = stream.write.bind(stream);
  let line: Line | undefined;

  function draw(): void {
    if (line === undefined) return;
    const seconds = Math.floor((Date.now() - line.since) / 1000);
    const text = `${line.text} …${seconds >= COUNTED_SECONDS ? ` ${seconds} s` : ""}`;
    write(`${ERASE}${text.slice(0, (stream.columns || 80) - 1)}`);
  }

  function end(): void {
    if (line !== undefined) write(ERASE);
    line = undefined;
  }

  for (const other of [stream, ...others]) {
    const print = other.write.bind(other);
    other.write = ((...args: Parameters<typeof print>) => {
      end();
      return print(...args);
    }) as typeof print;
  }
  process.on("exit", end);
  setInterval(draw, RENEWED_MILLISECONDS).unref();
  return (text) => {
    const told = printable(text);
    line = { text: told, since: line?.text === told ? line.since : Date.now() };
    draw();
  };
}

let shown: Tell = () => undefined;

/** Begins to show what this process tells. Only a command does so; where others call the same functions, nothing is shown. */
export function showProgress(): void {
  const { stdout, stderr } = process;
  if (stderr.isTTY && process.env["TERM"] !== "dumb") shown = progressOn(stderr, [stdout]);
}

/** Tells a person who waits what is going on, until something else is told or printed. */
export const tell: Tell = (text) => {
  shown(text);
};
