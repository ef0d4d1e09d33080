/** What the pods that run on every node have in common for the scheduler. */

/** Nodes on which the images run: those with Linux. Kubernetes sets the label on every node. */
export const LINUX_NODES: Readonly<Record<string, string>> = { "kubernetes.io/os": "linux" };
