/** The Kubernetes objects of a resource, and their pods and containers. */
import { VALUES_INPUTS } from "../../contract/collector/chart";
import { chartManifests } from "./collectorChart";
import { at, listAt, objectAt, textAt, type Manifest } from "./reading";

/**
 * The Kubernetes objects of a resource: itself, or the objects that the collector's chart renders from its values.
 *
 * The components `NodeAgent` and `TraceGateway` have the values among their inputs, which the engine always shows; in
 * a plan the charts have them too. A preview of a cluster that does not exist yet lacks the charts' own children.
 */
export function manifestsOf(type: string, props: unknown): readonly Manifest[] {
  if (typeof props !== "object" || props === null) return [];
  const found = rendered.get(props) ?? rendering(type, props);
  rendered.set(props, found);
  return found;
}

/** Objects by the inputs of their resource: all rules read the same ones. */
const rendered = new WeakMap<object, readonly Manifest[]>();

function rendering(type: string, props: object): readonly Manifest[] {
  const charts = VALUES_INPUTS.map((name) => objectAt(props, name)).filter(
    (values) => typeof values["mode"] === "string",
  );
  if (charts.length > 0) return charts.flatMap(chartManifests);
  // A patch is a part of somebody else's object.
  const isObject = type.startsWith("kubernetes:") && !type.endsWith("Patch") && textAt(props, "kind") !== "";
  return isObject ? [objectAt(props)] : [];
}

/** Kind and name of the object, for findings. */
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

/** The pod template of a manifest, with metadata and spec. */
export function podOf(manifest: Manifest): Manifest | undefined {
  const path = POD_PATHS[textAt(manifest, "kind")];
  return path && objectAt(manifest, ...path);
}

/** All containers of a manifest's pod: init, ordinary and ephemeral. */
export function containersOf(manifest: Manifest): readonly Manifest[] {
  const pod = podOf(manifest);
  return ["initContainers", "containers", "ephemeralContainers"].flatMap((sort) =>
    listAt(pod, "spec", sort).map((container) => objectAt(container)),
  );
}

/** Whether labels match a selector; an empty selector matches nothing here. */
export function selects(selector: Manifest, labels: unknown): boolean {
  const wanted = Object.entries(selector);
  return wanted.length > 0 && wanted.every(([key, value]) => at(labels, key) === value);
}
