/** The settings from which a size is computed: those of a stack, or those of a new one. */
import { parsedValue } from "../../../settings/load/load";
import { credentialKeys } from "../../../settings/load/secrets";
import { type CredentialKeys, SECRET_KEYS } from "../../../settings/rules/rule";
import { PROJECT } from "../../../settings/schema/settings";
import type { StackConfiguration } from "../../plan/stackFile";

/** Settings as a stack file has them, without prefix. */
export type Raw = Readonly<Record<string, unknown>>;

export interface Base {
  readonly stack: string;
  readonly configuration: StackConfiguration;
  readonly raw: Raw;
  readonly credentials: CredentialKeys;
  /** Whether there is no such stack yet, so that its whole file is asked for. */
  readonly isNew: boolean;
}

const keyOf = (name: string) => `${PROJECT}:${name}`;

/** The settings of a stack's configuration. */
export function baseOf(stack: string, configuration: StackConfiguration): Base {
  const { values, secretKeys } = configuration;
  const secrets = SECRET_KEYS.map(keyOf);
  const names = Object.keys(values).filter((key) => key.startsWith(`${PROJECT}:`) && !secrets.includes(key));
  const credentials = credentialKeys(
    (key) => secretKeys.includes(key),
    (key) => (key in values ? parsedValue(values[key] ?? "") : undefined),
  );
  const raw = Object.fromEntries(names.map((key) => [key.slice(keyOf("").length), parsedValue(values[key] ?? "")]));
  return { stack, configuration, raw, credentials, isNew: false };
}

/** A stack that has nothing but a cluster, in one zone, so that it has as many nodes as are asked for. */
export function newBase(): Base {
  const cluster = { kind: "gke", name: "telemetry", project: "my-project", location: "europe-west1-b" };
  const raw = { environment: "prod", cluster };
  return { ...baseOf("new", configurationOf(raw, { values: {}, secretKeys: [] })), isNew: true };
}

/** A stack's configuration with these settings in the place of its own. */
function configurationOf(raw: Raw, { values, secretKeys }: StackConfiguration): StackConfiguration {
  const texts = Object.entries(raw).map(([name, value]) => [
    keyOf(name),
    typeof value === "string" ? value : JSON.stringify(value),
  ]);
  return { values: { ...values, ...(Object.fromEntries(texts) as Record<string, string>) }, secretKeys };
}
