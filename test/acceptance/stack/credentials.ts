/** The Secrets of a stack with real content: a plan has none. */
import { readFileSync } from "node:fs";
import * as pulumi from "@pulumi/pulumi";
import { parse } from "yaml";
import { certificatesSecret, NAMES, NAMESPACES, serviceHost } from "../../../contract/names";
import { SECRET_KEYS } from "../../../settings/rules/rule";
import { PROJECT, type Settings, settingsSchema } from "../../../settings/schema/settings";
import { deployStack } from "../../../stack/stack";
import type { SpanTlsFiles } from "../../harness/credentials/spanTls";
import { providers, revealed } from "../../harness/providers";
import type { KubernetesObject } from "../cluster/kubernetes";
import type { PrometheusAccess } from "../../programs/prometheusApi";

export interface Secret extends KubernetesObject {
  readonly stringData: Readonly<Record<string, string>>;
}

/** One set of providers for the run: what they made stays, as in a stack's state. */
const PROVIDERS = providers();

const noTraces = () => Promise.reject(new Error("the stack has no traces"));

function settingsOf(stack: string, credentialsGeneration: number) {
  const settings = settingsOfFile(`Pulumi.${stack}.yaml`);
  if (settings.metrics.kind !== "prometheus") throw new Error(`stack ${stack} has no Prometheus of its own`);
  return { ...settings, metrics: { ...settings.metrics, credentialsGeneration } };
}

/** The settings of a stack file, without its secrets. */
export function settingsOfFile(file: string): Settings {
  const { config } = parse(readFileSync(file, "utf8")) as { config: Record<string, unknown> };
  const values = Object.entries(config)
    .map(([key, value]) => [key.slice(PROJECT.length + 1), value] as const)
    .filter(([key]) => !SECRET_KEYS.some((secret) => secret === key));
  return settingsSchema.parse(Object.fromEntries(values));
}

/** Every Secret that the program makes for a stack, with the given generation of its credentials. */
export function stackSecrets(stack: string, credentialsGeneration = 1): Promise<readonly Secret[]> {
  return secretsOf(stack, settingsOf(stack, credentialsGeneration));
}

/**
 * Every Secret that the program makes for these settings.
 *
 * @param maps secrets of receivers of alerts and of exporters, by their names. Default: none
 */
export async function secretsOf(
  stack: string,
  settings: Settings,
  maps: Partial<Record<"receiverSecrets" | "exporterSecrets", Readonly<Record<string, string>>>> = {},
): Promise<readonly Secret[]> {
  const secrets: Secret[] = [];
  const newResource = ({ type, name, inputs }: pulumi.runtime.MockResourceArgs) => {
    if (type === "kubernetes:core/v1:Secret") secrets.push(revealed(inputs) as Secret);
    const computed = PROVIDERS[type]?.(inputs, name);
    return { id: `${name}-id`, state: { ...(inputs as Record<string, unknown>), ...computed } };
  };
  await pulumi.runtime.setMocks({ newResource, call: () => ({}) }, PROJECT, stack, false);
  await pulumi.runtime.runInPulumiStack(() => {
    const secretMap = (texts: Readonly<Record<string, string>> = {}) =>
      Object.fromEntries(Object.entries(texts).map(([name, value]) => [name, pulumi.secret(value)] as const));
    const { receiverSecrets, exporterSecrets } = maps;
    const secretMaps = { receiverSecrets: secretMap(receiverSecrets), exporterSecrets: secretMap(exporterSecrets) };
    return deployStack({ settings, ...secretMaps }, noTraces);
  });
  await pulumi.runtime.disconnect();
  return secrets;
}

const isNamed = (name: string, namespace: string) => (object: KubernetesObject) =>
  object.kind === "Secret" && object.metadata.name === name && object.metadata.namespace === namespace;

/** What an agent shows Prometheus, out of the Secret that it mounts. */
export function agentAccess(secrets: readonly Secret[]): PrometheusAccess {
  const secret = secrets.find(isNamed(NAMES.remoteWriteSecret, NAMESPACES.agent));
  const { username, password, "ca.crt": authority } = secret?.stringData ?? {};
  if (!username || !password || !authority) throw new Error("the agents have no credentials");
  return { username, password, authority, host: serviceHost(NAMES.prometheus, NAMESPACES.monitoring) };
}

/** The Secret with a workload's certificates of the trace pipeline. */
export function certificatesObject(
  workload: string,
  namespace: string,
  files: SpanTlsFiles[string] | undefined,
): KubernetesObject {
  if (files === undefined) throw new Error(`nobody made certificates for ${workload}`);
  const metadata = { name: certificatesSecret(workload), namespace };
  return { apiVersion: "v1", kind: "Secret", metadata, stringData: files } as KubernetesObject;
}
