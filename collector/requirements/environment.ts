/** The environment variables that a collector configuration needs. */
import { CHART_VARIABLES } from "../../contract/collectorChart";
import { EXTENSIONS, PROCESSORS } from "../../contract/collectorComponents";
import { NODE_NAME_VARIABLE } from "../../contract/names";
import { ENTRYPOINT_INPUTS, ENTRYPOINT_VARIABLES } from "../agent/queue/entrypoint";
import { at, type CollectorConfig, componentsOfType, everyText } from "../common/model";

/** Variables that this program adds if a configuration refers to them. */
const OWN_VARIABLES: Readonly<Record<string, string>> = { [NODE_NAME_VARIABLE]: "spec.nodeName" };

/** Variables that the agent's entrypoint sets. */
const SET_BY_ENTRYPOINT: readonly string[] = Object.values(ENTRYPOINT_VARIABLES);

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
  const entrypoint = keepsQueue(config) ? SET_BY_ENTRYPOINT : [];
  return referencedVariables(config).filter((name) => !podVariables.includes(name) && !entrypoint.includes(name));
}

/** The variables that the pod needs besides those of the chart. */
export function extraVariables(config: CollectorConfig): EnvironmentVariable[] {
  const names = [...referencedVariables(config), ...(keepsQueue(config) ? ENTRYPOINT_INPUTS : [])];
  return [...new Set(names)].sort().flatMap((name) => {
    const fieldPath = OWN_VARIABLES[name];
    return fieldPath === undefined ? [] : [{ name, valueFrom: { fieldRef: { apiVersion: "v1", fieldPath } } }];
  });
}

/** Whether the configuration has a queue in a file, for which the pod needs volumes and an entrypoint of its own. */
export function keepsQueue(config: CollectorConfig): boolean {
  return componentsOfType(config.extensions, EXTENSIONS.fileStorage).length > 0;
}
