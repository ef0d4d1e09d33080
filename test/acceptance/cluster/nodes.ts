/** Two nodes and the addresses of their pods, all of 127.0.0.0/8, so that nothing leaves the machine. */
import type { KubernetesApi, KubernetesObject } from "./kubernetes";

export const NODES = ["acceptance-1", "acceptance-2"] as const;
export type NodeName = (typeof NODES)[number];

const prefix = (node: NodeName) => `127.10.${NODES.indexOf(node) + 1}`;

/** Address of the node itself. */
export function nodeAddress(node: NodeName): string {
  return `${prefix(node)}.1`;
}

const given: Record<NodeName, number> = { "acceptance-1": 1, "acceptance-2": 1 };

/** The next free pod address of the node. */
export function nextPodAddress(node: NodeName): string {
  given[node] += 1;
  return `${prefix(node)}.${given[node]}`;
}

export const NODE_OBJECTS: readonly KubernetesObject[] = NODES.map((name) => ({
  apiVersion: "v1",
  kind: "Node",
  metadata: { name, labels: { "kubernetes.io/hostname": name, "kubernetes.io/os": "linux" } },
}));

/** Creates the nodes, ready, as their kubelets would. */
export async function createNodes(api: KubernetesApi): Promise<void> {
  for (const node of NODE_OBJECTS) {
    await api.apply(node);
    await api.patchStatus(node, {
      addresses: [{ type: "InternalIP", address: nodeAddress(node.metadata.name as NodeName) }],
      allocatable: { cpu: "2", memory: "4Gi", pods: "110" },
      conditions: [{ type: "Ready", status: "True", reason: "KubeletReady", message: "" }],
    });
  }
}
