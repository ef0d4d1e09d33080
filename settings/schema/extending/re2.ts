/** Regular expressions as the collector and Prometheus read them: in RE2 syntax, which is not JavaScript's. */
import { RE2JS } from "re2js";

/** Whether a text is a regular expression in RE2 syntax, as Go reads it. */
export function isRe2(text: string): boolean {
  try {
    RE2JS.compile(text);
    return true;
  } catch {
    return false;
  }
}
