/** NetworkPolicies of the stack. They deny all connections in both directions, except those of `connections.ts`. */
import { labels, type ObjectMetadata } from "../../contract/names";
import { networkEdges, type NetworkSettings, parts } from "./connections";
import { type Edge, type Part, type Peer, type Port, selectsPart } from "./peers";

/** The label that Kubernetes gives every namespace: its name. */
const NAMESPACE_NAME = "kubernetes.io/metadata.name";

/** Denies all connections of every pod in the namespace that no other policy allows. */
function defaultDeny(namespace: string) {
  return policy({ name: "default-deny", namespace, labels: labels(namespace) }, { podSelector: {} });
}

function policy(metadata: ObjectMetadata, spec: PolicySpec) {
  return {
    apiVersion: "networking.k8s.io/v1" as const,
    kind: "NetworkPolicy" as const,
    metadata,
    spec: { ...spec, policyTypes: ["Ingress", "Egress"] },
  };
}

interface PolicySpec {
  readonly podSelector: { readonly matchLabels?: Record<string, string> };
  readonly ingress?: object[];
  readonly egress?: object[];
}

/** A peer in the form of a NetworkPolicy; undefined for anyone, whose rule has no peers. */
function peers(peer: Peer): object[] | undefined {
  switch (peer.kind) {
    case "part":
      return [{ ...inNamespace(peer.namespace), podSelector: { matchLabels: { ...peer.labels } } }];
    case "pods":
      if (peer.namespace !== undefined) return [inNamespace(peer.namespace)];
      return [{ namespaceSelector: peer.namespaceLabel ? { matchLabels: { [peer.namespaceLabel]: "true" } } : {} }];
    case "addresses":
      return peer.ranges.map((cidr) => ({ ipBlock: { cidr } }));
    case "anyone":
      return undefined;
  }
}

function inNamespace(name: string) {
  return { namespaceSelector: { matchLabels: { [NAMESPACE_NAME]: name } } };
}

/**
 * The ports of a rule. All TCP ports are the protocol without a port: a range with `endPort` would be its first port
 * alone in Cilium before 1.16, and a rule without ports would also allow UDP.
 */
function ports({ ports: wanted }: Edge): object[] {
  return wanted.length === 0 ? [{ protocol: "TCP" }] : wanted.map(({ port, protocol }) => ({ port, protocol }));
}

function rule(direction: "from" | "to", peer: Peer, edge: Edge): object {
  const allowed = peers(peer);
  return { ...(allowed && { [direction]: allowed }), ports: ports(edge) };
}

/** The policy of a part, from all edges that begin or end at its pods. */
export function partPolicy(part: Part, edges: readonly Edge[], objectLabels = labels(part.name)) {
  return policy(
    { name: part.name, namespace: part.namespace, labels: objectLabels },
    {
      podSelector: { matchLabels: { ...part.labels } },
      ingress: edges.filter(({ to }) => selectsPart(to, part)).map((edge) => rule("from", edge.from, edge)),
      egress: edges.filter(({ from }) => selectsPart(from, part)).map((edge) => rule("to", edge.to, edge)),
    },
  );
}

/**
 * Every policy of a stack, except those of the Jaegers, which `jaegerManifests` has.
 *
 * The kubelet's probes and `kubectl port-forward` come from the node, which policies always allow. A cluster whose
 * network plugin does not support policies ignores them.
 *
 * @param namespaces names of the stack's namespaces
 * @param applicationPorts ports at which the agents receive from applications
 */
export function networkPolicies(
  settings: NetworkSettings,
  namespaces: readonly string[],
  applicationPorts: readonly Port[],
) {
  const edges = networkEdges(settings, applicationPorts);
  return [...namespaces.map(defaultDeny), ...parts(settings).map((part) => partPolicy(part, edges))];
}

export type NetworkPolicyManifest = ReturnType<typeof policy>;
