/** The secrets of a stack, always as secret Outputs. */
import * as pulumi from "@pulumi/pulumi";
import { type CREDENTIAL_KEYS, type CredentialKeys, GRAFANA_SECRET, IAP_SECRET, SECRET_KEYS } from "../rules/rule";
import { PROJECT } from "../schema/settings";

export interface Credentials {
  readonly username?: pulumi.Output<string>;
  readonly password?: pulumi.Output<string>;
  readonly bearerToken?: pulumi.Output<string>;
}

/** The credentials that a stack sets, as secret Outputs; undefined where it sets none. */
export function readCredentials(): Credentials | undefined {
  const config = new pulumi.Config(PROJECT);
  const read = (key: (typeof CREDENTIAL_KEYS)[number], name: keyof Credentials) => {
    const value = config.getSecret(key);
    return value ? { [name]: value } : {};
  };
  const credentials = {
    ...read("remoteWriteUsername", "username"),
    ...read("remoteWritePassword", "password"),
    ...read("remoteWriteBearerToken", "bearerToken"),
  };
  return Object.keys(credentials).length === 0 ? undefined : credentials;
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
