/** The Secret whose files a collector that writes to the store reads. */
import * as k8s from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";
import { CREDENTIAL_FILES } from "../../collector/common/extensions";
import { labels, NAMES } from "../../contract/names";

/** Credentials of the remote-write endpoint; each goes into the Secret that the collectors mount, and nowhere else. */
export interface RemoteWriteCredentials {
  readonly username?: pulumi.Output<string>;
  readonly password?: pulumi.Output<string>;
  readonly bearerToken?: pulumi.Output<string>;
  /** Certificate of the authority that signed the endpoint's, where no system knows it. */
  readonly authority?: pulumi.Output<string>;
}

/**
 * Makes the Secret in a namespace, or none where there are no credentials.
 *
 * @param owner name of the workload that mounts it, for its labels
 */
export function remoteWriteSecret(
  namespace: string,
  owner: string,
  credentials: RemoteWriteCredentials,
  parent: pulumi.Resource,
): k8s.core.v1.Secret[] {
  const { username, password } = credentials;
  const basic = username && password && basicCredentials(username, password);
  const files = { ...credentials, ...(basic && { basic }) };
  const stringData = Object.fromEntries(
    (Object.keys(CREDENTIAL_FILES) as (keyof typeof CREDENTIAL_FILES)[]).flatMap((key) => {
      const value = files[key];
      return value === undefined ? [] : [[CREDENTIAL_FILES[key], value]];
    }),
  );
  if (Object.keys(stringData).length === 0) return [];
  const metadata = { name: NAMES.remoteWriteSecret, namespace, labels: labels(owner) };
  return [new k8s.core.v1.Secret("credentials", { metadata, type: "Opaque", stringData }, { parent })];
}

/** Name and password as HTTP sends them. */
function basicCredentials(username: pulumi.Output<string>, password: pulumi.Output<string>): pulumi.Output<string> {
  return pulumi
    .all([username, password])
    .apply(([name, word]) => pulumi.secret(Buffer.from(`${name}:${word}`).toString("base64")));
}
