/** Peers and ports as every NetworkPolicy writes them. */

/** The label that Kubernetes gives every namespace: its name. */
const NAMESPACE_NAME = "kubernetes.io/metadata.name";

/** Every pod of a namespace; with a `podSelector` beside it, those that it selects. */
export function inNamespace(name: string) {
  return { namespaceSelector: { matchLabels: { [NAMESPACE_NAME]: name } } };
}

export function tcpPort(port: number) {
  return { port, protocol: "TCP" };
}
