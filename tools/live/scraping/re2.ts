/** Patterns of RE2. */
import { RE2JS } from "re2js";

const known = new Map<string, RE2JS>();

/**
 * A pattern, which is compiled once: compiling takes longer than many matches.
 *
 * @throws Error where it is not RE2
 */
export function compiled(pattern: string): RE2JS {
  const made = known.get(pattern) ?? RE2JS.compile(pattern);
  known.set(pattern, made);
  return made;
}
