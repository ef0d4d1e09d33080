/** Progress for a person who waits: one line that goes away, on a terminal alone. */
import { printable } from "../text";

/** Before this, nobody asks. */
const QUIET_SECONDS = 2;

export function progressOn(stream: NodeJS.WriteStream) {
  const begin = Date.now();
  const isShown = () => stream.isTTY && Date.now() - begin > QUIET_SECONDS * 1000;
  return {
    tell: (text: string) => {
      if (isShown()) stream.write(`\r\u001b[K${printable(text)}`);
    },
    end: () => {
      if (isShown()) stream.write("\r\u001b[K");
    },
  };
}
