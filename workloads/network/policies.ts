/** NetworkPolicies of the stack. They deny all connections in both directions, except those of `connections.ts`. */
import { labels } from "../../contract/names";
import {
  type Edge,
  networkEdges,
  type NetworkSettings,
  type Part,
  parts,
  type Peer,
  type Pods,
  type Port,
} from "./connections";
import { inNamespace } from "./peers";

/** Denies all connections of every pod in the namespace that no other policy allows. */
function defaultDeny(namespace: string) {
  return policy("default-deny", namespace, labels(namespace), { podSelector: {} });
}

function policy(name: string, namespace: string, objectLabels: Record<string, string>, spec: PolicySpec) {
  return {
    apiVersion: "networking.k8s.io/v1" as const,
    kind: "NetworkPolicy" as const,
    metadata: { name, namespace, labels: objectLabels },
    spec: { ...spec, policyTypes: ["Ingress", "Egress"] },
  };
}

interface PolicySpec {
  readonly podSelector: { readonly matchLabels?: Record<string, string> };
  readonly ingress?: object[];
  readonly egress?: object[];
}

/** A peer in the form of a NetworkPolicy. */
function peers(peer: Peer): object[] {
  switch (peer.kind) {
    case "part":
      return [{ ...inNamespace(peer.namespace), podSelector: { matchLabels: { ...peer.labels } } }];
    case "pods":
      return [namespacesOf(peer)];
    case "addresses":
      return peer.ranges.map((cidr) => ({ ipBlock: { cidr } }));
  }
}

function namespacesOf({ namespace, namespaceLabel }: Pods) {
  if (namespace !== undefined) return inNamespace(namespace);
  return { namespaceSelector: namespaceLabel === undefined ? {} : { matchLabels: { [namespaceLabel]: "true" } } };
}

/** The ports of a rule. All TCP ports are a range, because a rule without ports would also allow UDP. */
function ports({ ports: wanted }: Edge): object[] {
  if (wanted.length === 0) return [{ port: 1, endPort: 65_535, protocol: "TCP" }];
  return wanted.map(({ port, protocol }) => ({ port, protocol }));
}

const isPart = (peer: Peer, { name, namespace }: Part) =>
  peer.kind === "part" && peer.name === name && peer.namespace === namespace;

function partPolicy(part: Part, edges: readonly Edge[]) {
  return policy(part.name, part.namespace, labels(part.name), {
    podSelector: { matchLabels: { ...part.labels } },
    ingress: edges.filter(({ to }) => isPart(to, part)).map((edge) => ({ from: peers(edge.from), ports: ports(edge) })),
    egress: edges.filter(({ from }) => isPart(from, part)).map((edge) => ({ to: peers(edge.to), ports: ports(edge) })),
  });
}

/**
 * Every policy of a stack.
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
