/** Where a plan's folder has a resource. */
import type { PlannedResource } from "../engine";

interface Named {
  readonly kind: string;
  readonly name: string;
  readonly metadata: { readonly name: string; readonly namespace?: string };
}

const CHART_TYPE = "kubernetes:helm.sh/v4:Chart";

/** Whether a resource is a Kubernetes object with a type; charts have it in their name alone, components have none. */
export function isKubernetesObject({ type, custom }: PlannedResource): boolean {
  return custom && type.startsWith("kubernetes:");
}

/**
 * The file of a resource, such as `manifests/monitoring-service-prometheus.yaml`, which is unique to it.
 *
 * @returns undefined for what has no file of its own: components, and what other providers manage
 */
export function resourceFile(resource: PlannedResource): string | undefined {
  const { kind, name, metadata } = resource.inputs as unknown as Named;
  if (resource.type === CHART_TYPE) return `charts/${name}/values.yaml`;
  if (!isKubernetesObject(resource)) return undefined;
  return `manifests/${[metadata.namespace ?? "cluster", kind.toLowerCase(), metadata.name].join("-")}.yaml`;
}

/** Name of the files with the objects of charts. */
export const CHART_OBJECTS = "objects.yaml";

/** The file with the objects that a chart makes. */
export function chartObjectsFile(release: string): string {
  return `charts/${release}/${CHART_OBJECTS}`;
}
