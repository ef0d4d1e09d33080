/** Pods of the stack's workloads, as their controllers would create them. */
import type { KubernetesObject } from "./kubernetes";
import type { NodeName } from "./nodes";
import type { Pod, Workload } from "./pods";

/** Hash of the template that a Deployment gives its ReplicaSet and pods; any will do. */
export const TEMPLATE_HASH = "6c5b9d7f4";

function owner({ apiVersion, kind, metadata }: Workload, uid: string) {
  if (kind !== "Deployment") return { apiVersion, kind, name: metadata.name, uid, controller: true };
  return { apiVersion, kind: "ReplicaSet", name: `${metadata.name}-${TEMPLATE_HASH}`, uid, controller: true };
}

/**
 * A pod of the workload's template on a node.
 *
 * @param ownerUid UID of the workload on the API server; without one the pod has no owner, for garbage collection
 *   would delete a pod whose owner is not there.
 */
export function podOf(workload: Workload, name: string, node: NodeName, ownerUid?: string): Pod {
  const { metadata = {}, spec } = workload.spec.template;
  return {
    apiVersion: "v1",
    kind: "Pod",
    metadata: {
      ...metadata,
      ...(workload.kind === "Deployment" && { labels: { ...metadata.labels, "pod-template-hash": TEMPLATE_HASH } }),
      name,
      namespace: workload.metadata.namespace!,
      ...(ownerUid && { ownerReferences: [owner(workload, ownerUid)] }),
    },
    spec: { ...spec, volumes: [...(spec.volumes ?? []), ...claimed(workload, name)], nodeName: node },
  };
}

/** The volumes that a StatefulSet gives its pod of its templates of claims. */
function claimed({ spec }: Workload, pod: string) {
  return (spec.volumeClaimTemplates ?? []).map(({ metadata: { name } }) => ({
    name,
    persistentVolumeClaim: { claimName: `${name}-${pod}` },
  }));
}

/** The workload of that kind and name among the objects. */
export function workloadNamed(objects: readonly KubernetesObject[], kind: string, name: string): Workload {
  const found = objects.find((object) => object.kind === kind && object.metadata.name === name);
  if (!found) throw new Error(`the plan has no ${kind} ${name}`);
  return found as Workload;
}

interface Service extends KubernetesObject {
  readonly spec: {
    readonly selector?: Readonly<Record<string, string>>;
    readonly ports: readonly { readonly name?: string; readonly port: number; readonly targetPort?: number | string }[];
  };
}

function containerPort(pod: Pod, port: number | string): number | undefined {
  if (typeof port === "number") return port;
  return pod.spec.containers.flatMap(({ ports = [] }) => ports).find(({ name }) => name === port)?.containerPort;
}

/**
 * Host names of the Services that select the pod, for a hosts file in the place of cluster DNS. That leads to the same
 * place only where the Service offers the container's own port numbers, so anything else is an error.
 */
export function serviceNames(objects: readonly KubernetesObject[], pod: Pod): string[] {
  const services = objects.filter(
    ({ kind, metadata }) => kind === "Service" && metadata.namespace === pod.metadata.namespace,
  );
  return (services as Service[]).flatMap(({ metadata, spec }) => {
    const selector = Object.entries(spec.selector ?? {});
    if (selector.length === 0 || !selector.every(([key, value]) => pod.metadata.labels?.[key] === value)) return [];
    for (const { port, targetPort = port } of spec.ports) {
      if (containerPort(pod, targetPort) !== port) {
        throw new Error(`Service ${metadata.name} offers port ${port}, which is not port ${targetPort} of its pods`);
      }
    }
    const short = `${metadata.name}.${metadata.namespace!}`;
    return [short, `${short}.svc`, `${short}.svc.cluster.local`];
  });
}
