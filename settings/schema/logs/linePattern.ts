/** Regular expressions about the text of log lines, which the collector reads as RE2. */
import { z } from "zod";
import { isRe2 } from "../extending/re2";

const MEANING = "a regular expression in RE2 syntax: without looking around and without back references";

/** A pattern that matches anywhere in a line. */
export const linePattern = (meaning: string) =>
  z
    .string()
    .min(1)
    .max(1000)
    .regex(/^[ -~]*$/, "printable ASCII")
    .refine((text) => isRe2(text) && !text.includes("${"), MEANING)
    .describe(meaning);
