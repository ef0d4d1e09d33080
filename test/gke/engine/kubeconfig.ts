/** The cluster that KUBECONFIG names, as what stands behind a GKE cluster. */
import * as fs from "node:fs";
import * as path from "node:path";
import { kubectl } from "../../cluster/kubectl";
import type { ApiServer } from "../google/apis/clusters";

/** What is left of a kubeconfig with `--minify --flatten`: one cluster, one user. */
interface Kubeconfig {
  readonly clusters: readonly [{ readonly cluster: Readonly<Record<string, string>> }];
  readonly users: readonly [{ readonly user: Readonly<Record<string, string>> }];
}

function read(): Kubeconfig {
  return JSON.parse(kubectl(["config", "view", "--minify", "--flatten", "--raw", "--output", "json"])) as Kubeconfig;
}

/** @throws Error where the address is none of HTTPS, or the kubeconfig has no certificate authority */
export function apiServerOfKubeconfig(): ApiServer {
  const { cluster } = read().clusters[0];
  const { host, protocol } = new URL(cluster["server"] ?? "");
  const certificateAuthority = cluster["certificate-authority-data"];
  if (protocol !== "https:" || certificateAuthority === undefined)
    throw new Error("the kubeconfig of the tests needs an HTTPS server and its certificate authority");
  return { address: host, certificateAuthority };
}

/**
 * Puts a `gke-gcloud-auth-plugin` into a folder that answers with the credentials of KUBECONFIG: a client certificate or
 * a token.
 */
export function writeAuthenticationPlugin(folder: string): void {
  const { user } = read().users[0];
  const decoded = (field: string) =>
    user[field] === undefined ? undefined : Buffer.from(user[field], "base64").toString();
  const status = {
    clientCertificateData: decoded("client-certificate-data"),
    clientKeyData: decoded("client-key-data"),
    token: user["token"],
  };
  if (status.clientKeyData === undefined && status.token === undefined)
    throw new Error("the kubeconfig of the tests needs a client certificate or a token");
  const credential = { apiVersion: "client.authentication.k8s.io/v1beta1", kind: "ExecCredential", status };
  const file = path.join(folder, "credential.json");
  fs.writeFileSync(file, JSON.stringify(credential), { mode: 0o600 });
  fs.writeFileSync(path.join(folder, "gke-gcloud-auth-plugin"), `#!/bin/sh\nexec cat '${file}'\n`, { mode: 0o700 });
}
