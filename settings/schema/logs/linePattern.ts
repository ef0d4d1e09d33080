/** Regular expressions about the text of log lines, which the collector reads as RE2. */
import { z } from "zod";

const MEANING = "a regular expression in RE2 syntax: without looking around and without back references";

const NOT_RE2 = /\(\?(?:[=!]|<[=!])|\\[1-9]/;

/** A pattern that matches anywhere in a line. */
export const linePattern = (meaning: string) =>
  z
    .string()
    .min(1)
    .max(1000)
    .regex(/^[ -~]*$/, "printable ASCII")
    .refine(isRe2, MEANING)
    .describe(meaning);

function isRe2(text: string): boolean {
  if (NOT_RE2.test(text) || text.includes("${")) return false;
  try {
    new RegExp(text, "u");
    return true;
  } catch {
    return false;
  }
}
