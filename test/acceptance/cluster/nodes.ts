/** Two nodes and the addresses of their pods, all of 127.0.0.0/8, so that nothing leaves the machine. */
import type { KubernetesApi, KubernetesObject } from "./kubernetes";

export const NODES = ["acceptance-1", "acceptance-2"] as const;
export type NodeName = (typeof NODES)[number];

/** Addresses of one range: none ends with 0 or 255. */
const RANGE = 254;

/** An address of the node, whose ranges stand between those of the other nodes. */
function addressOf(node: NodeName, number: number): string {
  const range = Math.floor(number / RANGE) * NODES.length + NODES.indexOf(node) + 1;
  return `127.10.${range}.${(number % RANGE) + 1}`;
}

/** Address of the node itself. */
export function nodeAddress(node: NodeName): string {
  return addressOf(node, 0);
}

const given: Record<NodeName, number> = { "acceptance-1": 0, "acceptance-2": 0 };

/** The next free pod address of the node. */
export function nextPodAddress(node: NodeName): string {
  given[node] += 1;
  return addressOf(node, given[node]);
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
