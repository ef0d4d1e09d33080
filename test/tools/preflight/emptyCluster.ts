/** A cluster in which nothing stands in the way of a plan, for tests to change. */
import type { NodeThere, Snapshot, WorkloadThere } from "../../../tools/preflight/cluster/snapshot";
import type { Wanted } from "../../../tools/live/wanted";

export function nodeThere(name: string, change: Partial<NodeThere> = {}): NodeThere {
  return {
    name,
    labels: { "kubernetes.io/os": "linux" },
    version: "v1.34.2",
    allocatable: { cpuMillicores: 4000, memoryMiB: 16_000, pods: 110 },
    ...change,
  };
}

export function workloadThere(change: Partial<WorkloadThere>): WorkloadThere {
  return {
    kind: "DaemonSet",
    namespace: "other",
    name: "other",
    images: [],
    annotations: {},
    nodePorts: [],
    ...change,
  };
}

export function objectThere(kind: string, name: string, namespace?: string) {
  return {
    apiVersion: "v1",
    kind,
    name,
    ...(namespace !== undefined && { namespace }),
    labels: {},
    annotations: {},
    isBeingDeleted: false,
  };
}

export function emptyCluster({ objects }: Wanted): Snapshot {
  return {
    version: "v1.34.2",
    kinds: new Set(objects.map(({ apiVersion, kind }) => `${apiVersion} ${kind}`)),
    groups: new Set(),
    own: new Set(),
    existing: [],
    missing: new Set(),
    namespaces: [objectThere("Namespace", "default")],
    nodes: [nodeThere("one"), nodeThere("two")],
    pods: [],
    workloads: [workloadThere({ namespace: "kube-system", name: "calico-node", images: ["quay.io/calico/node:v3"] })],
    storageClasses: [{ name: "standard", isDefault: true, allowsExpansion: true }],
    strictMesh: [],
    refused: [],
    unseen: [],
  };
}
