/** Which components of a collector's configuration do something: those of its pipelines. */
import { valueAt } from "../../engine/leaves";
import { listOf, mapOf } from "../common/values";

export type Signal = "metrics" | "traces" | "logs";

const NAMES = ["alternateConfig", "config"] as const;

/** The collector's configuration among a file's values; `alternateConfig` comes before `config`, as in the chart. */
export function configurationOf(root: unknown): Readonly<Record<string, unknown>> {
  const found = NAMES.map((name) => mapOf(mapOf(root)[name])).find((config) => Object.keys(config).length > 0);
  return found ?? {};
}

/** The signals of the pipelines that have a component. */
export function signalsOf(root: unknown, kind: "receivers" | "processors" | "exporters", id: string): Signal[] {
  const pipelines = Object.entries(mapOf(valueAt(configurationOf(root), ["service", "pipelines"])));
  return pipelines
    .filter(([, pipeline]) => listOf(mapOf(pipeline)[kind]).includes(id))
    .map(([name]) => name.split("/")[0] as Signal);
}

/** Whether a component is in no pipeline, so that the collector does not start it. */
export function isUnused(root: unknown, kind: "receivers" | "processors" | "exporters", id: string): boolean {
  return signalsOf(root, kind, id).length === 0;
}
