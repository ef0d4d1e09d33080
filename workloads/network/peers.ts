/** Peers and ports in the form of a NetworkPolicy. */

/** The label that Kubernetes gives every namespace: its name. */
const NAMESPACE_NAME = "kubernetes.io/metadata.name";

/** Every pod of a namespace, or with a `podSelector` beside it, the selected ones. */
export function inNamespace(name: string) {
  return { namespaceSelector: { matchLabels: { [NAMESPACE_NAME]: name } } };
}

export function tcpPort(port: number) {
  return { port, protocol: "TCP" };
}
