/** What the pipeline behind the Prometheus receiver makes of a target's series. */
import { at, listAt, objectAt, textAt, textsAt } from "../../../../policy/evidence/reading";
import { resolved } from "../../../live/scraping/job";
import { compiled } from "../../../live/scraping/re2";
import type { Labels } from "../../../live/scraping/relabel";
import { ENVIRONMENT } from "./targets";

const PLURALS: Readonly<Record<string, string>> = {
  ReplicaSet: "deployment",
  StatefulSet: "statefulset",
  DaemonSet: "daemonset",
  Job: "job",
};

/** Attributes that the API server knows of a pod, by which k8s_attributes fills resources. */
export function podAttributes(pod: unknown): Labels {
  const owner = listAt(pod, "metadata", "ownerReferences")[0];
  const kind = PLURALS[textAt(owner, "kind")];
  const name = textAt(owner, "name");
  return {
    "k8s.namespace.name": textAt(pod, "metadata", "namespace"),
    "k8s.pod.name": textAt(pod, "metadata", "name"),
    "k8s.node.name": textAt(pod, "spec", "nodeName"),
    // A ReplicaSet's name ends with the fingerprint of its template.
    ...(kind !== undefined && { [`k8s.${kind}.name`]: kind === "deployment" ? name.replace(/-[^-]+$/, "") : name }),
  };
}

/** A pipeline of metrics that a receiver feeds. */
export interface Pipeline {
  readonly name: string;
  readonly processors: readonly string[];
  readonly exporters: readonly string[];
}

/** The pipelines behind the Prometheus receiver. */
export function scrapedPipelines(config: unknown): Pipeline[] {
  return Object.entries(objectAt(config, "service", "pipelines"))
    .filter(([, pipeline]) => textsAt(pipeline, "receivers").includes("prometheus"))
    .map(([name, pipeline]) => ({
      name,
      processors: textsAt(pipeline, "processors"),
      exporters: textsAt(pipeline, "exporters"),
    }));
}

/** Processors that change neither series nor labels. */
const WITHOUT_EFFECT = ["batch", "memory_limiter"];

const kindOf = (processor: string) => processor.split("/")[0] ?? "";

function withAction(attributes: Labels, action: unknown): Labels {
  const key = textAt(action, "key");
  const value = textAt(action, "value");
  const pattern = textAt(action, "pattern");
  const without = (isGone: (name: string) => boolean) =>
    Object.fromEntries(Object.entries(attributes).filter(([name]) => !isGone(name)));
  switch (textAt(action, "action")) {
    case "delete":
      return without((name) => name === key || (pattern !== "" && compiled(pattern).matcher(name).find()));
    case "insert":
      return key in attributes ? attributes : { ...attributes, [key]: value };
    case "update":
      return key in attributes ? { ...attributes, [key]: value } : attributes;
    case "upsert":
      return { ...attributes, [key]: value };
    default:
      return attributes;
  }
}

/** The attributes of a resource after the processors of a pipeline, and those processors that nobody evaluates here. */
export function processed(
  config: unknown,
  { processors }: Pipeline,
  attributes: Labels,
  known: Labels,
): { readonly attributes: Labels; readonly unevaluated: readonly string[] } {
  const unevaluated: string[] = [];
  const result = processors.reduce((all, processor) => {
    const settings = resolved(at(config, "processors", processor), ENVIRONMENT);
    switch (kindOf(processor)) {
      case "resource":
        return listAt(settings, "attributes").reduce<Labels>(withAction, all);
      case "k8s_attributes": {
        const wanted = textsAt(settings, "extract", "metadata");
        return { ...all, ...Object.fromEntries(Object.entries(known).filter(([name]) => wanted.includes(name))) };
      }
      default:
        if (!WITHOUT_EFFECT.includes(kindOf(processor))) unevaluated.push(processor);
        return all;
    }
  }, attributes);
  return { attributes: result, unevaluated };
}

/** Labels that the exporters of a pipeline add to every series. */
export function externalLabels(config: unknown, { exporters }: Pipeline): Labels {
  return Object.assign(
    {},
    ...exporters.map((exporter) => objectAt(config, "exporters", exporter, "external_labels")),
  ) as Labels;
}
