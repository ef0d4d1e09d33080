/** A target whose series have labels of 1,000 bytes that have nothing in common, as those of queries in a database. */
import { createHash } from "node:crypto";
import type { ExtraTarget } from "../faultCase";
import { CONTENT_TYPE } from "./targets";

const LABEL_BYTES = 1000;
const HASH_CHARACTERS = 128;

/** Text without repetition, the same for the same number. */
function label(number: number): string {
  const parts = Array.from({ length: Math.ceil(LABEL_BYTES / HASH_CHARACTERS) }, (_, part) =>
    createHash("sha512").update(`${number} ${part}`).digest("hex"),
  );
  return parts.join("").slice(0, LABEL_BYTES);
}

/** The metric of such a target. */
export const LARGE = "fault_large";

export function largeTarget(series: number, intervalSeconds: number): ExtraTarget {
  let body: string | undefined;
  return {
    name: "large",
    intervalSeconds,
    answer: (response) => {
      const numbers = Array.from({ length: series }, (_, number) => number);
      body ??= numbers.map((number) => `${LARGE}{query="${label(number)}"} 1\n`).join("");
      response.writeHead(200, CONTENT_TYPE).end(body);
    },
  };
}
