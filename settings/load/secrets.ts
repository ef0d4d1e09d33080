/** The secrets of a stack, always as secret Outputs. */
import * as pulumi from "@pulumi/pulumi";
import {
  ALERTMANAGER_SECRET,
  CREDENTIAL_KEYS,
  type CredentialKeys,
  type EXPORTER_SECRETS,
  GRAFANA_SECRET,
  IAP_SECRET,
  IMAGE_PULL_SECRET,
  LOG_CREDENTIAL_KEYS,
  type RECEIVER_SECRETS,
  type SCRAPE_JOB_SECRETS,
  SECRET_KEYS,
} from "../rules/rule";
import { PROJECT } from "../schema/settings";

export interface Credentials {
  readonly username?: pulumi.Output<string>;
  readonly password?: pulumi.Output<string>;
  readonly bearerToken?: pulumi.Output<string>;
}

/** The credentials under some keys, as secret Outputs; undefined where none is set. */
function readKeys(keys: Readonly<Record<keyof Credentials, string>>): Credentials | undefined {
  const config = new pulumi.Config(PROJECT);
  const found = Object.entries(keys).flatMap(([name, key]) => {
    const value = config.getSecret(key);
    return value ? [[name, value] as const] : [];
  });
  return found.length === 0 ? undefined : Object.fromEntries(found);
}

/** The credentials of the metrics store that a stack sets, as secret Outputs; undefined where it sets none. */
export function readCredentials(): Credentials | undefined {
  const [username, password, bearerToken] = CREDENTIAL_KEYS;
  return readKeys({ username, password, bearerToken });
}

/** The credentials of the log store that a stack sets, as secret Outputs; undefined where it sets none. */
export function readLogCredentials(): Credentials | undefined {
  const [username, password, bearerToken] = LOG_CREDENTIAL_KEYS;
  return readKeys({ username, password, bearerToken });
}

/** Grafana's OAuth client secret, as a secret Output; undefined where it is not set. */
export function readGrafanaSecret(): pulumi.Output<string> | undefined {
  return new pulumi.Config(PROJECT).getSecret(GRAFANA_SECRET);
}

/** Secret of the Identity-Aware Proxy's OAuth client, as a secret Output; undefined where it is not set. */
export function readIapSecret(): pulumi.Output<string> | undefined {
  return new pulumi.Config(PROJECT).getSecret(IAP_SECRET);
}

/** Password for an Alertmanager that exists already, as a secret Output; undefined where it is not set. */
export function readAlertmanagerPassword(): pulumi.Output<string> | undefined {
  return new pulumi.Config(PROJECT).getSecret(ALERTMANAGER_SECRET);
}

/** Content of a Docker configuration file, as a secret Output; undefined where it is not set. */
export function readImagePullCredentials(): pulumi.Output<string> | undefined {
  return new pulumi.Config(PROJECT).getSecret(IMAGE_PULL_SECRET);
}

/** The texts of a map of secrets, by their names, as secret Outputs. */
export function readSecretMap(
  key: typeof RECEIVER_SECRETS | typeof SCRAPE_JOB_SECRETS | typeof EXPORTER_SECRETS,
  names: readonly string[],
): Readonly<Record<string, pulumi.Output<string>>> {
  const secrets = new pulumi.Config(PROJECT).getSecretObject<Record<string, unknown>>(key);
  if (secrets === undefined) return {};
  return Object.fromEntries(names.map((name) => [name, secrets.apply((all) => String(all[name]))]));
}

/** What a plan has in place of a secret, which it cannot read: a word in brackets. */
const HIDDEN = /^\[[a-z]+\]$/;

/**
 * Which secrets are set and whether each is encrypted; no values.
 *
 * @param valueOf the value of a key; undefined where it is not set
 */
export function credentialKeys(
  isEncrypted: (key: string) => boolean,
  valueOf: (key: string) => unknown,
): CredentialKeys {
  return Object.fromEntries(
    SECRET_KEYS.flatMap((name) => {
      const value = valueOf(`${PROJECT}:${name}`);
      if (value === undefined) return [];
      const names =
        typeof value === "object" && value !== null && !Array.isArray(value) ? Object.keys(value) : undefined;
      const hidden = typeof value === "string" && HIDDEN.test(value);
      const encrypted = isEncrypted(`${PROJECT}:${name}`);
      return [
        [
          name,
          { encrypted, ...(names && { names }), ...(hidden && { hidden }), ...(value === "" && { empty: true }) },
        ] as const,
      ];
    }),
  );
}
