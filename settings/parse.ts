/** Settings from plain values, for programs that use the library. */
import { problemsText } from "./problems";
import type { CredentialKeys, SECRET_KEYS } from "./rules/rule";
import type { Settings } from "./schema/settings";
import { validate } from "./validate";

type SecretKey = (typeof SECRET_KEYS)[number];

/** A secret of a program, or one of a map of them, such as `exporterSecrets.vendor`. */
export type SecretName = SecretKey | `${SecretKey}.${string}`;

function credentialKeys(secrets: readonly SecretName[]): CredentialKeys {
  const keys = [...new Set(secrets.map((secret) => secret.split(".", 1)[0] ?? secret))];
  return Object.fromEntries(
    keys.map((key) => {
      const names = secrets
        .filter((secret) => secret.startsWith(`${key}.`))
        .map((secret) => secret.slice(key.length + 1));
      return [key, { encrypted: true, ...(names.length > 0 && { names }) }];
    }),
  );
}

/**
 * Fills in every default and checks every rule.
 *
 * @param raw values as a stack file has them, without prefix
 * @param secrets which secrets the program has, for the rules about them. Default: none
 * @throws Error with every problem at once
 */
export function parseSettings(raw: Readonly<Record<string, unknown>>, secrets: readonly SecretName[] = []): Settings {
  const { settings, problems } = validate(raw, credentialKeys(secrets));
  if (!settings) throw new Error(problemsText(problems));
  return settings;
}
