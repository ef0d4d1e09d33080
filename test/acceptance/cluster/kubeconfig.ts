/** The API server that a kubeconfig names, with its client certificate or token. */
import { readFileSync } from "node:fs";
import { dirname, resolve } from "node:path";
import { parse } from "yaml";
import type { ApiAccess } from "./kubernetes";

interface Kubeconfig {
  readonly "current-context"?: string;
  readonly contexts?: readonly { name: string; context: { cluster: string; user: string } }[];
  readonly clusters?: readonly { name: string; cluster: Readonly<Record<string, string>> }[];
  readonly users?: readonly { name: string; user: Readonly<Record<string, string>> }[];
}

/** Reads the current context of `file`. Throws where it needs a login program, which these tests do not run. */
export function readKubeconfig(file: string): ApiAccess {
  const config = parse(readFileSync(file, "utf8")) as Kubeconfig;
  const context = config.contexts?.find(({ name }) => name === config["current-context"])?.context;
  const cluster = config.clusters?.find(({ name }) => name === context?.cluster)?.cluster;
  const user = config.users?.find(({ name }) => name === context?.user)?.user;
  if (!cluster?.server || !user) throw new Error(`${file} has no current context with a server and a user`);

  const pem = (fields: Readonly<Record<string, string>>, key: string): string | undefined => {
    const inline = fields[`${key}-data`];
    if (inline) return Buffer.from(inline, "base64").toString();
    return fields[key] ? readFileSync(resolve(dirname(file), fields[key]), "utf8") : undefined;
  };
  const authority = pem(cluster, "certificate-authority");
  const certificate = pem(user, "client-certificate");
  const key = pem(user, "client-key");
  if (!authority) throw new Error(`${file}: the cluster has no certificate-authority`);
  if (!user.token && !(certificate && key)) {
    throw new Error(
      `${file}: the user has neither a client certificate nor a token; other logins are not supported here`,
    );
  }
  return {
    server: new URL(cluster.server),
    authority,
    ...(user.token && { token: user.token }),
    ...(certificate && key && { clientCertificate: { certificate, key } }),
  };
}
