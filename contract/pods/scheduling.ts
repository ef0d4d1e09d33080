/** What the pods that run on every node have in common for the scheduler. */

/** Nodes on which the images run: those with Linux. Kubernetes sets the label on every node. */
export const LINUX_NODES: Readonly<Record<string, string>> = { "kubernetes.io/os": "linux" };

/** An affinity to the nodes that do not have all of these labels. */
export function nodesWithout(labels: Readonly<Record<string, string>>) {
  // One of several terms is enough, and NotIn also holds for a node without the label.
  const nodeSelectorTerms = Object.entries(labels).map(([key, value]) => ({
    matchExpressions: [{ key, operator: "NotIn", values: [value] }],
  }));
  return { nodeAffinity: { requiredDuringSchedulingIgnoredDuringExecution: { nodeSelectorTerms } } };
}

/** Above pods without a class, which have 0, and below Kubernetes' own components, which have 2,000,000,000. */
const NODE_POD_PRIORITY = 1_000_000;

/**
 * PriorityClass of a DaemonSet's pods. Such a pod fits one node only: where that node is full and nothing makes room
 * for it, it stays Pending for ever, and the autoscaler adds no node for it.
 *
 * @param name name in the cluster, because a PriorityClass has no namespace
 */
export function nodePriorityClass(name: string, labels: Readonly<Record<string, string>>) {
  return {
    apiVersion: "scheduling.k8s.io/v1" as const,
    kind: "PriorityClass" as const,
    metadata: { name, labels },
    value: NODE_POD_PRIORITY,
    globalDefault: false,
    preemptionPolicy: "PreemptLowerPriority",
    description: "A pod that every node needs; it takes the place of pods that can run on another node.",
  };
}

export type PriorityClassManifest = ReturnType<typeof nodePriorityClass>;
