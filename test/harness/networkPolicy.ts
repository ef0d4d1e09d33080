/**
 * Decides what NetworkPolicies let through: by the rules of Kubernetes' API reference (networking.k8s.io/v1), and as
 * Cilium reads them, which GKE's Dataplane V2 is.
 */

/**
 * How a network reads a policy.
 *
 * - `api`: by the words of the API, with addresses of pods and nodes matched by an `ipBlock`.
 * - `cilium`: an `ipBlock` selects neither pods nor nodes, which have identities instead of addresses
 *   (pkg/k8s/network_policy.go `ParseNetworkPolicy`: `FromCIDRSet`; pkg/policy/api/selector.go: a CIDR is a label of
 *   endpoints outside the cluster alone).
 * - `cilium before 1.16`: `endPort` is ignored as well, so that a range is its first port (there `parsePorts`).
 */
export const READINGS = ["api", "cilium", "cilium before 1.16"] as const;
export type Reading = (typeof READINGS)[number];

export interface Selector {
  readonly matchLabels?: Readonly<Record<string, string>>;
  readonly matchExpressions?: readonly {
    readonly key: string;
    readonly operator: string;
    readonly values?: readonly string[];
  }[];
}

interface PolicyPeer {
  readonly podSelector?: Selector;
  readonly namespaceSelector?: Selector;
  readonly ipBlock?: { readonly cidr: string; readonly except?: readonly string[] };
}

interface PolicyPort {
  readonly port?: number;
  readonly endPort?: number;
  readonly protocol?: string;
}

interface Rule {
  readonly from?: readonly PolicyPeer[];
  readonly to?: readonly PolicyPeer[];
  readonly ports?: readonly PolicyPort[];
}

export interface NetworkPolicy {
  readonly metadata: { readonly name: string; readonly namespace: string };
  readonly spec: {
    readonly podSelector: Selector;
    readonly policyTypes: readonly string[];
    readonly ingress?: readonly Rule[];
    readonly egress?: readonly Rule[];
  };
}

/** A pod, a node or a pod in a node's network, or something outside the cluster. */
export interface Endpoint {
  readonly address: string;
  readonly isNode?: boolean;
  readonly pod?: {
    readonly namespace: string;
    readonly labels: Readonly<Record<string, string>>;
    /** Labels of its namespace besides the name. */
    readonly namespaceLabels?: Readonly<Record<string, string>>;
  };
}

export interface Connection {
  readonly from: Endpoint;
  readonly to: Endpoint;
  readonly port: number;
  readonly protocol?: "TCP" | "UDP";
}

/** Whether a selector selects an object with these labels. */
export function selects(selector: Selector, labels: Readonly<Record<string, string>>): boolean {
  const { matchLabels = {}, matchExpressions = [] } = selector;
  return (
    Object.entries(matchLabels).every(([key, value]) => labels[key] === value) &&
    matchExpressions.every(({ key, operator, values = [] }) => {
      const value = labels[key];
      switch (operator) {
        case "In":
          return value !== undefined && values.includes(value);
        case "NotIn":
          return value === undefined || !values.includes(value);
        case "Exists":
          return value !== undefined;
        case "DoesNotExist":
          return value === undefined;
        default:
          throw new Error(`unknown operator ${operator}`);
      }
    })
  );
}

const isV6 = (address: string) => address.includes(":");
const bits = (address: string) => address.split(".").reduce((sum, part) => sum * 256 + Number(part), 0);

/** Whether an IPv4 address lies in a range; of IPv6 only the range of all addresses is known. */
export function contains(cidr: string, address: string): boolean {
  const [base = "", length = "32"] = cidr.split("/");
  if (isV6(base) || isV6(address)) return isV6(base) === isV6(address) && length === "0";
  const size = 2 ** (32 - Number(length));
  return Math.floor(bits(base) / size) === Math.floor(bits(address) / size);
}

function matchesPeer(peer: PolicyPeer, endpoint: Endpoint, namespace: string, reading: Reading): boolean {
  const { address, pod, isNode = false } = endpoint;
  if (peer.ipBlock) {
    if (reading !== "api" && (pod || isNode)) return false;
    const { cidr, except = [] } = peer.ipBlock;
    return contains(cidr, address) && !except.some((range) => contains(range, address));
  }
  if (!pod) return false;
  const labels = { ...pod.namespaceLabels, "kubernetes.io/metadata.name": pod.namespace };
  const inNamespace = peer.namespaceSelector ? selects(peer.namespaceSelector, labels) : pod.namespace === namespace;
  return inNamespace && selects(peer.podSelector ?? {}, pod.labels);
}

function matchesPort(
  ports: readonly PolicyPort[] | undefined,
  { port, protocol = "TCP" }: Connection,
  reading: Reading,
): boolean {
  if (ports === undefined || ports.length === 0) return true;
  return ports.some((one) => {
    if ((one.protocol ?? "TCP") !== protocol) return false;
    if (one.port === undefined) return true;
    const last = reading === "cilium before 1.16" ? one.port : (one.endPort ?? one.port);
    return port >= one.port && port <= last;
  });
}

function letsThrough(
  policies: readonly NetworkPolicy[],
  direction: "Ingress" | "Egress",
  connection: Connection,
  reading: Reading,
): boolean {
  const [own, other] = direction === "Ingress" ? [connection.to, connection.from] : [connection.from, connection.to];
  const { pod } = own;
  if (!pod) return true;
  const selecting = policies.filter(
    ({ metadata, spec }) =>
      metadata.namespace === pod.namespace &&
      spec.policyTypes.includes(direction) &&
      selects(spec.podSelector, pod.labels),
  );
  if (selecting.length === 0) return true;
  return selecting.some(({ spec }) =>
    ((direction === "Ingress" ? spec.ingress : spec.egress) ?? []).some((rule) => {
      const peers = direction === "Ingress" ? rule.from : rule.to;
      const anyone = peers === undefined || peers.length === 0;
      return (
        matchesPort(rule.ports, connection, reading) &&
        (anyone || peers.some((peer) => matchesPeer(peer, other, pod.namespace, reading)))
      );
    }),
  );
}

/** Whether both ends' policies let a connection through, as a network reads them. */
export function isAllowed(policies: readonly NetworkPolicy[], connection: Connection, reading: Reading): boolean {
  return (["Ingress", "Egress"] as const).every((direction) => letsThrough(policies, direction, connection, reading));
}

/** The readings by which a connection is let through. */
export function allowedBy(policies: readonly NetworkPolicy[], connection: Connection): Reading[] {
  return READINGS.filter((reading) => isAllowed(policies, connection, reading));
}
