/**
 * Decides what NetworkPolicies let through: by the rules of Kubernetes' API reference (networking.k8s.io/v1), and as
 * Cilium reads them, which GKE's Dataplane V2 is.
 */
import { BlockList, isIPv6 } from "node:net";
import { selects, type Selector } from "./selector";

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

interface PolicyPeer {
  readonly podSelector?: Selector;
  readonly namespaceSelector?: Selector;
  readonly ipBlock?: { readonly cidr: string; readonly except?: readonly string[] };
}

interface PolicyPort {
  /** A number, or the name of a port that the pod at the connection's end declares. */
  readonly port?: number | string;
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
  /** Absent where it is not known: any `ipBlock` may well have it. */
  readonly address?: string;
  readonly isNode?: boolean;
  readonly pod?: {
    readonly namespace: string;
    readonly labels: Readonly<Record<string, string>>;
    /** Numbers of its declared ports by name. Default: none. */
    readonly ports?: Readonly<Record<string, number>>;
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

/** Whether an address lies in a range. */
export function contains(cidr: string, address: string): boolean {
  const [base = "", length = ""] = cidr.split("/");
  const family = isIPv6(base) ? "ipv6" : "ipv4";
  const range = new BlockList();
  range.addSubnet(base, Number(length || (family === "ipv6" ? 128 : 32)), family);
  return range.check(address, isIPv6(address) ? "ipv6" : "ipv4");
}

function matchesPeer(peer: PolicyPeer, endpoint: Endpoint, namespace: string, reading: Reading): boolean {
  const { address, pod, isNode = false } = endpoint;
  if (peer.ipBlock) {
    if (reading !== "api" && (pod || isNode)) return false;
    const { cidr, except = [] } = peer.ipBlock;
    if (address === undefined) return true;
    return contains(cidr, address) && !except.some((range) => contains(range, address));
  }
  if (!pod) return false;
  const labels = { ...pod.namespaceLabels, "kubernetes.io/metadata.name": pod.namespace };
  const inNamespace = peer.namespaceSelector ? selects(peer.namespaceSelector, labels) : pod.namespace === namespace;
  return inNamespace && selects(peer.podSelector ?? {}, pod.labels);
}

function matchesPort(
  ports: readonly PolicyPort[] | undefined,
  { to, port, protocol = "TCP" }: Connection,
  reading: Reading,
): boolean {
  if (ports === undefined || ports.length === 0) return true;
  return ports.some((one) => {
    if ((one.protocol ?? "TCP") !== protocol) return false;
    if (one.port === undefined) return true;
    const first = typeof one.port === "string" ? to.pod?.ports?.[one.port] : one.port;
    if (first === undefined) return false;
    const last = reading === "cilium before 1.16" ? first : (one.endPort ?? first);
    return port >= first && port <= last;
  });
}

type Direction = "Ingress" | "Egress";

/** The policies that limit what comes to a pod, or goes from it. */
function selecting(policies: readonly NetworkPolicy[], direction: Direction, { pod }: Endpoint): NetworkPolicy[] {
  if (!pod) return [];
  return policies.filter(
    ({ metadata, spec }) =>
      metadata.namespace === pod.namespace &&
      spec.policyTypes.includes(direction) &&
      selects(spec.podSelector, pod.labels),
  );
}

/** Whether the policies of one end let a connection through. */
function letsThrough(
  policies: readonly NetworkPolicy[],
  direction: Direction,
  connection: Connection,
  reading: Reading,
): boolean {
  const [own, other] = direction === "Ingress" ? [connection.to, connection.from] : [connection.from, connection.to];
  const { pod } = own;
  const limiting = selecting(policies, direction, own);
  if (!pod || limiting.length === 0) return true;
  return limiting.some(({ spec }) =>
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

/** The policies of the end that denies a connection; none where both let it through. */
export function denying(policies: readonly NetworkPolicy[], connection: Connection, reading: Reading): NetworkPolicy[] {
  const ends = { Egress: connection.from, Ingress: connection.to } as const;
  const denied = (Object.keys(ends) as Direction[]).find(
    (direction) => !letsThrough(policies, direction, connection, reading),
  );
  return denied ? selecting(policies, denied, ends[denied]) : [];
}

/** Whether both ends' policies let a connection through, as a network reads them. */
export function isAllowed(policies: readonly NetworkPolicy[], connection: Connection, reading: Reading): boolean {
  return (["Ingress", "Egress"] as const).every((direction) => letsThrough(policies, direction, connection, reading));
}

/** The readings by which a connection is let through. */
export function allowedBy(policies: readonly NetworkPolicy[], connection: Connection): Reading[] {
  return READINGS.filter((reading) => isAllowed(policies, connection, reading));
}
