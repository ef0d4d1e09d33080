/** Looks for the stack's secret values wherever none of them belongs. */
import * as fs from "node:fs";
import * as path from "node:path";
import { kubectl, list, type Pod } from "./kubectl";

const CERTIFICATES = /-----BEGIN CERTIFICATE-----[^]*?-----END CERTIFICATE-----/g;
/** Of a private key the first line alone: the last one of an elliptic curve's is the end of the public key. */
const PRIVATE_KEYS = /(-----BEGIN [A-Z ]*PRIVATE KEY-----\s+\S+)[^]*?-----END [A-Z ]*PRIVATE KEY-----/g;
/** A password, a hash or a line of a key; nothing that is shorter is secret here. */
const VALUE = /[A-Za-z0-9+/=$.]{20,}/g;
/** Everything that a stack makes in a cluster but Secrets, and what the cluster says about it. */
const KINDS =
  "configmaps,pods,deployments,statefulsets,daemonsets,services,serviceaccounts,networkpolicies,leases,events,namespaces,clusterroles,clusterrolebindings";

/** The passwords, hashes and keys of these namespaces' Secrets. Certificates and paths are no secrets. */
export function secretValues(namespaces: readonly string[]): string[] {
  const secrets = namespaces.flatMap((namespace) =>
    list<{ data?: Record<string, string> }>("secrets", "--namespace", namespace),
  );
  const texts = secrets.flatMap(({ data }) => Object.values(data ?? {})).map((value) => Buffer.from(value, "base64"));
  const values = texts.flatMap(
    (text) => text.toString().replace(CERTIFICATES, "").replace(PRIVATE_KEYS, "$1").match(VALUE) ?? [],
  );
  return [...new Set(values.filter((value) => !value.startsWith("/")))];
}

function filesBelow(folder: string): string[] {
  return fs
    .readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => path.join(entry.parentPath, entry.name));
}

/** The objects that are no Secrets, and the logs of every container of these namespaces. */
function clusterTexts(namespaces: readonly string[]): [string, string][] {
  const pods = namespaces.flatMap((namespace) => list<Pod>("pods", "--namespace", namespace));
  return [
    ["the cluster's objects", kubectl(["get", KINDS, "--all-namespaces", "--output", "json"])],
    ...pods.map(({ metadata: { name, namespace } }): [string, string] => [
      `the logs of ${name}`,
      kubectl(["logs", name, "--namespace", namespace, "--all-containers"]),
    ]),
  ];
}

/**
 * Where the values are found, as they are or in base64: in objects that are no Secrets, in logs, in the files of a
 * folder.
 *
 * @param outputs what commands have printed
 */
export function leaks(
  values: readonly string[],
  namespaces: readonly string[],
  folder: string,
  outputs: readonly string[],
): string[] {
  const texts: [string, string][] = [
    ...clusterTexts(namespaces),
    ...filesBelow(folder).map((file): [string, string] => [file, fs.readFileSync(file, "latin1")]),
    ...outputs.map((output): [string, string] => ["the output of a command", output]),
  ];
  // The end of a value in base64 depends on what follows it.
  const encoded = (value: string) => Buffer.from(value).toString("base64").replace(/=+$/, "").slice(0, -2);
  return texts
    .filter(([, text]) => values.some((value) => text.includes(value) || text.includes(encoded(value))))
    .map(([name]) => name);
}
