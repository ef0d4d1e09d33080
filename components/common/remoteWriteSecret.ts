/** The Secret whose files a collector that writes to the store reads. */
import * as k8s from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";
import { CREDENTIAL_FILES } from "../../collector/common/extensions";
import type { ObjectMetadata } from "../../contract/names";

/** Credentials of the remote-write endpoint. They are only in the Secret that the collectors mount. */
export interface RemoteWriteCredentials {
  readonly username?: pulumi.Output<string>;
  readonly password?: pulumi.Output<string>;
  readonly bearerToken?: pulumi.Output<string>;
  /** Certificate of the authority that signed the endpoint's, where no system knows it. */
  readonly authority?: pulumi.Output<string>;
}

/** Credentials and the Secret that is to hold them. */
export interface RemoteWriteSecret {
  /** Name of the Secret, which is the one that the collectors' values mount. */
  readonly name: string;
  readonly credentials: RemoteWriteCredentials;
}

/**
 * Creates the Secret; none without credentials.
 *
 * @param logicalName name in the Pulumi program
 * @param owner metadata of the workload that mounts it, for namespace and labels
 */
export function createRemoteWriteSecret(
  logicalName: string,
  secret: RemoteWriteSecret | undefined,
  owner: Pick<ObjectMetadata, "namespace" | "labels">,
  opts: pulumi.CustomResourceOptions,
): k8s.core.v1.Secret[] {
  if (secret === undefined) return [];
  const { username, password } = secret.credentials;
  const basic = username && password && basicCredentials(username, password);
  const files = { ...secret.credentials, ...(basic && { basic }) };
  const stringData = Object.fromEntries(
    (Object.keys(CREDENTIAL_FILES) as (keyof typeof CREDENTIAL_FILES)[]).flatMap((key) => {
      const value = files[key];
      return value === undefined ? [] : [[CREDENTIAL_FILES[key], value]];
    }),
  );
  if (Object.keys(stringData).length === 0) return [];
  const metadata = { name: secret.name, namespace: owner.namespace, labels: owner.labels };
  return [new k8s.core.v1.Secret(logicalName, { metadata, type: "Opaque", stringData }, opts)];
}

/** Name and password as HTTP sends them. */
function basicCredentials(username: pulumi.Output<string>, password: pulumi.Output<string>): pulumi.Output<string> {
  return pulumi
    .all([username, password])
    .apply(([name, word]) => pulumi.secret(Buffer.from(`${name}:${word}`).toString("base64")));
}
