/** What a plan wants of its cluster: every Kubernetes object, charts' objects among them. */
import { chartManifests } from "../../policy/evidence/collectorChart";
import { at, listAt, objectAt, textAt, type Manifest } from "../../policy/evidence/reading";
import type { Settings } from "../../settings/schema/settings";
import type { Plan, PlannedChart } from "../plan/plan";

/** Identifies an object in a cluster. */
export interface ObjectId {
  readonly apiVersion: string;
  readonly kind: string;
  /** Absent for an object without a namespace. */
  readonly namespace?: string;
  readonly name: string;
}

export interface PlannedObject extends ObjectId {
  readonly manifest: Manifest;
  /** Whether the update only changes fields of it, as it does with an existing namespace. */
  readonly isPatch: boolean;
}

/** A plan, as far as it can be compared with a cluster. */
export interface Wanted {
  readonly settings: Settings;
  readonly objects: readonly PlannedObject[];
}

/** `Kind namespace/name`, or `Kind name` of an object without a namespace. */
export function keyOf({ kind, namespace, name }: Pick<ObjectId, "kind" | "namespace" | "name">): string {
  return `${kind} ${namespace === undefined ? name : `${namespace}/${name}`}`;
}

/** Ends the types of resources that change fields of an object that is there. */
const PATCH = "Patch";

function idOf(manifest: Manifest): ObjectId {
  const namespace = textAt(manifest, "metadata", "namespace");
  return {
    apiVersion: textAt(manifest, "apiVersion"),
    kind: textAt(manifest, "kind"),
    ...(namespace !== "" && { namespace }),
    name: textAt(manifest, "metadata", "name"),
  };
}

/** An object of which every field is known. */
export function plannedObject(manifest: Manifest): PlannedObject {
  return { ...idOf(manifest), manifest, isPatch: false };
}

/** API versions of what the collector's chart makes. */
const CHART_API_VERSIONS: Readonly<Record<string, string>> = {
  ConfigMap: "v1",
  Service: "v1",
  ServiceAccount: "v1",
  DaemonSet: "apps/v1",
  Deployment: "apps/v1",
  StatefulSet: "apps/v1",
  ClusterRole: "rbac.authorization.k8s.io/v1",
  ClusterRoleBinding: "rbac.authorization.k8s.io/v1",
  HorizontalPodAutoscaler: "autoscaling/v2",
  PodDisruptionBudget: "policy/v1",
};

const CLUSTER_WIDE = ["ClusterRole", "ClusterRoleBinding"];

/** What the chart makes besides what policies look at. */
function otherChartManifests(values: Manifest): Manifest[] {
  const name = textAt(values, "fullnameOverride");
  const account = textAt(values, "serviceAccount", "name") || name;
  return [
    ...(at(values, "serviceAccount", "create") === false
      ? []
      : [{ kind: "ServiceAccount", metadata: { name: account } }]),
    ...(at(values, "autoscaling", "enabled") === true ? [{ kind: "HorizontalPodAutoscaler", metadata: { name } }] : []),
    ...(at(values, "podDisruptionBudget", "enabled") === true
      ? [{ kind: "PodDisruptionBudget", metadata: { name } }]
      : []),
  ];
}

/** Replicas of a chart's workload: the fewest of its autoscaler, or those of its values. */
function replicasOf(values: Manifest): unknown {
  return at(values, "autoscaling", "enabled") === true
    ? at(values, "autoscaling", "minReplicas")
    : at(values, "replicaCount");
}

/** The objects that a planned chart makes, as far as its values are known. */
export function chartObjects({ namespace, values }: PlannedChart): PlannedObject[] {
  const replicas = replicasOf(values);
  return [...chartManifests(values), ...otherChartManifests(values)].map((rendered) => {
    const kind = textAt(rendered, "kind");
    const metadata = { ...objectAt(rendered, "metadata"), ...(CLUSTER_WIDE.includes(kind) ? {} : { namespace }) };
    const manifest = {
      ...rendered,
      apiVersion: CHART_API_VERSIONS[kind] ?? "",
      metadata,
      ...(rendered["spec"] !== undefined && { spec: { replicas, ...objectAt(rendered, "spec") } }),
    };
    return plannedObject(manifest);
  });
}

/** The objects of a plan besides those of its charts: every field of them is known. */
export function typedObjects({ resources }: Pick<Plan, "resources">): PlannedObject[] {
  return resources
    .filter(({ type, custom, inputs }) => custom && type.startsWith("kubernetes:") && textAt(inputs, "kind") !== "")
    .map(({ type, inputs }): PlannedObject => ({
      ...idOf(inputs),
      manifest: inputs,
      isPatch: type.endsWith(PATCH),
    }));
}

/** What a plan wants of its cluster. */
export function wantedOf({ settings, charts, ...plan }: Plan): Wanted | undefined {
  return settings && { settings, objects: [...typedObjects(plan), ...charts.flatMap(chartObjects)] };
}

/** The planned objects of some kinds. */
export function ofKind({ objects }: Wanted, ...kinds: readonly string[]): PlannedObject[] {
  return objects.filter(({ kind }) => kinds.includes(kind));
}

/** The pods' specification of a planned DaemonSet, Deployment or StatefulSet. */
export function podSpecOf({ manifest }: Pick<PlannedObject, "manifest">): Manifest {
  return objectAt(manifest, "spec", "template", "spec");
}

const WORKLOADS = ["DaemonSet", "Deployment", "StatefulSet"];

export function workloadsOf(wanted: Wanted): PlannedObject[] {
  return ofKind(wanted, ...WORKLOADS);
}

/** Images of the containers of a pod's specification. */
export function imagesOf(podSpec: Manifest): string[] {
  return ["initContainers", "containers"].flatMap((sort) =>
    listAt(podSpec, sort).map((container) => textAt(container, "image")),
  );
}
