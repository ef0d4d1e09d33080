/** The Kubernetes objects that a resource of a stack stands for, and what rules ask of them. */
import { VALUES_INPUTS } from "../../contract/collectorChart";
import { chartManifests } from "./collectorChart";
import { at, listAt, objectAt, textAt, type Manifest } from "./reading";

/**
 * The Kubernetes objects of a resource: itself, or what the collector's chart will make of its values.
 *
 * Values stand at the components `NodeAgent` and `TraceGateway`, which the engine always shows, and in a plan at the
 * charts too. The charts' own children are missing from a preview of a cluster that does not exist yet.
 */
export function manifestsOf(type: string, props: unknown): readonly Manifest[] {
  const charts = VALUES_INPUTS.map((name) => objectAt(props, name)).filter(
    (values) => typeof values["mode"] === "string",
  );
  if (charts.length > 0) return charts.flatMap(chartManifests);
  return type.startsWith("kubernetes:") && textAt(props, "kind") !== "" ? [objectAt(props)] : [];
}

/** How a finding names the object. */
export function nameOf(manifest: Manifest): string {
  return `${textAt(manifest, "kind")} ${textAt(manifest, "metadata", "name")}`;
}

const POD_PATHS: Readonly<Record<string, readonly string[]>> = {
  Pod: [],
  CronJob: ["spec", "jobTemplate", "spec", "template"],
  DaemonSet: ["spec", "template"],
  Deployment: ["spec", "template"],
  Job: ["spec", "template"],
  ReplicaSet: ["spec", "template"],
  StatefulSet: ["spec", "template"],
};

/** The pod, with metadata and spec, that a manifest describes. */
export function podOf(manifest: Manifest): Manifest | undefined {
  const path = POD_PATHS[textAt(manifest, "kind")];
  return path && objectAt(manifest, ...path);
}

/** The containers of a manifest's pod, of every sort. */
export function containersOf(manifest: Manifest): readonly Manifest[] {
  const pod = podOf(manifest);
  return ["initContainers", "containers", "ephemeralContainers"].flatMap((sort) =>
    listAt(pod, "spec", sort).map((container) => objectAt(container)),
  );
}

/** Whether labels contain all that a selector asks for; an empty selector selects nothing here. */
export function selects(selector: Manifest, labels: unknown): boolean {
  const wanted = Object.entries(selector);
  return wanted.length > 0 && wanted.every(([key, value]) => at(labels, key) === value);
}
