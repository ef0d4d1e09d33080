/** The environment variables that a collector configuration needs. */
import { CHART_VARIABLES } from "../../contract/collector/chart";
import { EXPORTERS, PROCESSORS } from "../../contract/collector/components";
import { NODE_NAME_VARIABLE } from "../../contract/names";
import { at, type CollectorConfig, componentsOfType, everyText } from "../common/model";

/** Variables that this program adds if a configuration refers to them. */
const OWN_VARIABLES: Readonly<Record<string, string>> = { [NODE_NAME_VARIABLE]: "spec.nodeName" };

/** An environment variable that holds a field of the pod. */
export type EnvironmentVariable = Readonly<{
  name: string;
  valueFrom: Readonly<{ fieldRef: Readonly<{ apiVersion: "v1"; fieldPath: string }> }>;
}>;

/** Names of the variables to which the configuration refers, sorted. */
export function referencedVariables(config: CollectorConfig): string[] {
  const inTexts = everyText(config).flatMap(({ text }) =>
    [...text.matchAll(/\$\{env:([^}]+)\}/g)].map(([, name]) => name ?? ""),
  );
  const byName = componentsOfType(config.processors, PROCESSORS.kubernetesAttributes)
    .map((processor) => at(processor, "filter", "node_from_env_var"))
    .filter((name) => typeof name === "string");
  return [...new Set([...inTexts, ...byName])].sort();
}

/** Variables that a pod of the collector's chart has. */
export const CHART_POD_VARIABLES: readonly string[] = [...Object.keys(CHART_VARIABLES), ...Object.keys(OWN_VARIABLES)];

/**
 * Variables to which the configuration refers, but which are not set.
 *
 * @param podVariables variables of the collector's pod
 */
export function unknownVariables(config: CollectorConfig, podVariables: readonly string[]): string[] {
  return referencedVariables(config).filter((name) => !podVariables.includes(name));
}

/** The variables that the pod needs besides those of the chart. */
export function extraVariables(config: CollectorConfig): EnvironmentVariable[] {
  return referencedVariables(config).flatMap((name) => {
    const fieldPath = OWN_VARIABLES[name];
    return fieldPath === undefined ? [] : [{ name, valueFrom: { fieldRef: { apiVersion: "v1", fieldPath } } }];
  });
}

/** Whether the configuration keeps a queue in files, for which the pod needs a volume. */
export function keepsQueue(config: CollectorConfig): boolean {
  return componentsOfType(config.exporters, EXPORTERS.durableRemoteWrite).some(
    (exporter) => at(exporter, "queue", "directory") !== undefined,
  );
}
