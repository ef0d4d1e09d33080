/** Settings from plain values, for programs that use the library. */
import { problemsText } from "./problems";
import type { SECRET_KEYS } from "./rules/rule";
import type { Settings } from "./schema/settings";
import { validate } from "./validate";

/**
 * Fills in every default and checks every rule.
 *
 * @param raw values as a stack file has them, without prefix
 * @param secrets which secrets the program has, for the rules about them. Default: none
 * @throws Error with every problem at once
 */
export function parseSettings(
  raw: Readonly<Record<string, unknown>>,
  secrets: readonly (typeof SECRET_KEYS)[number][] = [],
): Settings {
  const { settings, problems } = validate(raw, Object.fromEntries(secrets.map((key) => [key, { encrypted: true }])));
  if (!settings) throw new Error(problemsText(problems));
  return settings;
}
