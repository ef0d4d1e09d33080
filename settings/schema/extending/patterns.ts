/** Regular expressions in settings, which the collector and Prometheus read as RE2. */
import { z } from "zod";

const MEANING = "a regular expression in RE2 syntax that matches the whole name, such as go_.*|process_.*";

/** What JavaScript reads and RE2 does not: looking around, back references, and escapes of other characters. */
const NOT_RE2 = /\(\?(?:[=!]|<[=!])|\\[1-9]|\\[^dDwWsS.+*?()|[\]{}\\^/-]/;

/** A pattern of whole names. It has no `$`, because names have none and the end is implied. */
export const pattern = (meaning: string) =>
  z
    .string()
    .min(1)
    .max(2000)
    .regex(/^[ -#%-~]*$/, `${MEANING}; without $, because the end is implied`)
    .refine(isRe2, MEANING)
    .describe(meaning);

function isRe2(text: string): boolean {
  if (NOT_RE2.test(text) || text.includes("{{")) return false;
  try {
    new RegExp(`^(?:${text})$`, "u");
    return true;
  } catch {
    return false;
  }
}
