/** The ends of a connection: pods of the stack, other pods, addresses, or anyone. */

/** Pods of the stack that share a network policy. */
export interface Part {
  readonly kind: "part";
  readonly name: string;
  readonly namespace: string;
  /** Labels that select the pods in their namespace. */
  readonly labels: Readonly<Record<string, string>>;
}

/** Every pod of the cluster, of one namespace, or of the namespaces with a label. */
interface Pods {
  readonly kind: "pods";
  readonly name: string;
  readonly namespace?: string;
  /** Label that the namespaces have with the value `true`. */
  readonly namespaceLabel?: string;
}

/** Endpoints outside the cluster. Cilium applies a rule with addresses neither to pods nor to nodes. */
interface Addresses {
  readonly kind: "addresses";
  readonly name: string;
  readonly ranges: readonly string[];
}

/** Every pod, node and address: the rule has ports alone. Only so can a rule include nodes in every network. */
interface Anyone {
  readonly kind: "anyone";
  readonly name: string;
}

export type Peer = Part | Pods | Addresses | Anyone;

export interface Port {
  readonly port: number;
  readonly protocol: "TCP" | "UDP";
}

export interface Edge {
  /** The client, which opens the connection. */
  readonly from: Peer;
  readonly to: Peer;
  /** Ports of the destination's pods, not of a Service. Empty: every TCP port. */
  readonly ports: readonly Port[];
  readonly why: string;
}

export function part(name: string, namespace: string, podLabels: Readonly<Record<string, string>>): Part {
  return { kind: "part", name, namespace, labels: podLabels };
}

/** Every pod of a namespace. */
export function podsOf(namespace: string): Peer {
  return { kind: "pods", name: `namespace ${namespace}`, namespace };
}

export const ANYONE: Peer = { kind: "anyone", name: "anyone" };
export const EVERY_POD: Peer = { kind: "pods", name: "every pod" };

/** Whether a peer's labels select the pods of a part. */
export function selectsPart(peer: Peer, { namespace, labels }: Part): boolean {
  return (
    peer.kind === "part" &&
    peer.namespace === namespace &&
    Object.entries(peer.labels).every(([key, value]) => labels[key] === value)
  );
}
