/** Reads the collector configurations of a stack. */
import { chartVariable, CONFIGURATION_KEY } from "../../contract/collector/chart";
import { nameOf } from "./manifests";
import { type Manifest, at, listAt, objectAt, textAt } from "./reading";
import { contentOf } from "./shape";

/** A collector's configuration, and its name in findings. */
export interface CollectorConfiguration {
  readonly name: string;
  readonly config: Manifest;
}

/** The collector configuration in a manifest, if there is one: YAML text in a cluster, plain data in the model of the chart. */
export function collectorConfigOf(manifest: Manifest): CollectorConfiguration | undefined {
  const content = at(manifest, "data", CONFIGURATION_KEY);
  if (textAt(manifest, "kind") !== "ConfigMap" || content === undefined || content === "") return undefined;
  return { name: nameOf(manifest), config: objectAt(typeof content === "string" ? contentOf(content) : content) };
}

/** A destination of an exporter. */
export interface Destination {
  /** Id of the exporter. */
  readonly exporter: string;
  /** Signals of the pipelines that use the exporter: `metrics`, `traces` or `logs`. */
  readonly signals: readonly string[];
  readonly url: string;
  /** Host name without port. */
  readonly host: string;
  /** The settings of the exporter's client: TLS, headers, authenticator. */
  readonly client: Manifest;
}

const isOwnPod = (host: string) => [chartVariable("MY_POD_IP"), "localhost", "127.0.0.1", "[::1]"].includes(host);

/** Every destination outside the collector's own pod of an exporter that a pipeline uses. */
export function destinationsOf({ config }: CollectorConfiguration): readonly Destination[] {
  const pipelines = Object.entries(objectAt(config, "service", "pipelines"));
  return Object.entries(objectAt(config, "exporters")).flatMap(([exporter, settings]) => {
    const users = pipelines.filter(([, pipeline]) => listAt(pipeline, "exporters").includes(exporter));
    if (users.length === 0) return [];
    const signals = [...new Set(users.map(([id]) => id.replace(/\/.*/, "")))];
    // With a section `http`, the exporter ignores the settings beside it.
    const client = at(settings, "http") === undefined ? objectAt(settings) : objectAt(settings, "http");
    return ["endpoint", "metrics_endpoint", "traces_endpoint", "logs_endpoint"].flatMap((key) => {
      const url = textAt(client, key);
      const host = url
        .replace(/^[a-z+]+:\/\//, "")
        .replace(/^[^/]*@/, "")
        .replace(/[/?].*$/, "")
        .replace(/:\d+$/, "");
      return url === "" || isOwnPod(host) ? [] : [{ exporter, signals, url, host, client }];
    });
  });
}

/** Whether a host is the address of a Service in the cluster. */
export function isInCluster(host: string): boolean {
  return /\.svc(\.cluster\.local)?$/.test(host) || !/[.:]/.test(host);
}

/** Whether the connection uses TLS and verifies the server's certificate. */
export function isEncrypted({ url, client }: Destination): boolean {
  const encrypted = url.startsWith("https://") || (!url.includes("://") && at(client, "tls", "insecure") !== true);
  return encrypted && at(client, "tls", "insecure_skip_verify") !== true;
}

/** Settings of an authenticator that are credentials; as plain text they would be readable in a ConfigMap. */
const CREDENTIAL = /^(password|token|client_secret|inline|api_?key)$/i;
const CREDENTIAL_HEADER = /^(authorization|proxy-authorization|x-api-key|api-key)$/i;

/** Whether a value comes from a file or an environment variable, which a Secret can fill. */
const isReference = (value: unknown) => typeof value === "string" && /^(\w+ )?\$\{(env|file):[^}]+\}$/.test(value);

function literalCredentials(settings: unknown): string[] {
  if (Array.isArray(settings)) return settings.flatMap(literalCredentials);
  return Object.entries(objectAt(settings)).flatMap(([key, value]) => {
    if (typeof value === "object") return literalCredentials(value);
    return CREDENTIAL.test(key) && value !== "" && !isReference(value) ? [key] : [];
  });
}

/** The problems of a destination's credentials; no message contains a credential. */
export function credentialProblems({ config }: CollectorConfiguration, destination: Destination): string[] {
  const { exporter, url, client } = destination;
  const id = textAt(client, "auth", "authenticator");
  const extension = at(config, "extensions", id);
  const started = listAt(config, "service", "extensions").includes(id);
  const certificate = textAt(client, "tls", "cert_file") !== "";
  const headers = Object.entries(objectAt(client, "headers")).filter(([name]) => CREDENTIAL_HEADER.test(name));
  const proven = certificate || headers.length > 0 || (id !== "" && extension !== undefined && started);
  return [
    ...(proven ? [] : [`exporter ${exporter} has no authenticator.`]),
    ...(/\/\/[^/@]*@/.test(url) ? [`exporter ${exporter} has credentials in its URL.`] : []),
    ...headers
      .filter(([, value]) => !isReference(value))
      .map(([name]) => `exporter ${exporter} has the header ${name} in plain text; put it into a Secret.`),
    ...literalCredentials(extension).map((key) => `extension ${id} has ${key} in plain text; put it into a Secret.`),
  ];
}
