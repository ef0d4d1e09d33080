/** Regular expressions in settings, which the collector and Prometheus read as RE2. */
import { z } from "zod";
import { isRe2 } from "./re2";

const MEANING = "a regular expression in RE2 syntax that matches the whole name, such as go_.*|process_.*";

/** A pattern of whole names. It has no `$`, because names have none and the end is implied. */
export const pattern = (meaning: string) =>
  z
    .string()
    .min(1)
    .max(2000)
    .regex(/^[ -#%-~]*$/, `${MEANING}; without $, because the end is implied`)
    .refine(isWhole, MEANING)
    .describe(meaning);

/** Whether it is a pattern by itself, and also as the collector has it: in a group, of which it must not be a part only. */
function isWhole(text: string): boolean {
  return isRe2(text) && isRe2(`^(?:${text})$`) && !text.includes("{{");
}
