import { type Manifest, objectAt, textsAt } from "../../evidence/reading";
import { collectorPolicy } from "../../rule";

/** What pipelines may name, and in which sections of the configuration it is. A connector is both of two ends. */
const SECTIONS = {
  receivers: ["receivers", "connectors"],
  processors: ["processors"],
  exporters: ["exporters", "connectors"],
} as const;

function usedIn(config: Manifest): readonly { readonly id: string; readonly sections: readonly string[] }[] {
  const pipelines = Object.values(objectAt(config, "service", "pipelines"));
  return pipelines.flatMap((pipeline) => [
    ...Object.entries(SECTIONS).flatMap(([list, sections]) => textsAt(pipeline, list).map((id) => ({ id, sections }))),
  ]);
}

/** A collector does not start with a component that is missing, and does nothing with one that no pipeline names. */
export const wholeConfigurations = collectorPolicy(
  {
    name: "whole-configurations",
    description: "A collector has every component that its pipelines name, and its pipelines name every one it has.",
  },
  ({ name, config }) => {
    const used = usedIn(config);
    const missing = used.filter(({ id, sections }) => sections.every((section) => !(id in objectAt(config, section))));
    const idle = ["receivers", "processors", "exporters", "connectors"].flatMap((section) =>
      Object.keys(objectAt(config, section)).filter((id) => used.every((one) => one.id !== id)),
    );
    return [
      ...[...new Set(missing.map(({ id }) => id))].map((id) => `${name} has no ${id}, which a pipeline names.`),
      ...idle.map((id) => `${name} has ${id}, which no pipeline names.`),
    ];
  },
);
