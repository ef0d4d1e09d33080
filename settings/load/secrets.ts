/** The secrets of a stack, always as secret Outputs. */
import * as pulumi from "@pulumi/pulumi";
import {
  CREDENTIAL_KEYS,
  type CredentialKeys,
  GRAFANA_SECRET,
  IAP_SECRET,
  LOG_CREDENTIAL_KEYS,
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

/** Which secrets are set and whether each is encrypted; no values. */
export function credentialKeys(isEncrypted: (key: string) => boolean, isSet: (key: string) => boolean): CredentialKeys {
  return Object.fromEntries(
    SECRET_KEYS.filter((name) => isSet(`${PROJECT}:${name}`)).map((name) => [
      name,
      { encrypted: isEncrypted(`${PROJECT}:${name}`) },
    ]),
  );
}
