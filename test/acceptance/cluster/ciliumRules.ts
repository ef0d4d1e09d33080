/** The rules that Cilium's own parser makes of NetworkPolicies, and what they let through. */
import { spawnSync } from "node:child_process";
import { type Connection, contains, type Endpoint, type NetworkPolicy } from "../../../tools/live/network/policy";
import { type Selector, selects } from "../../../tools/live/network/selector";

interface PortRule {
  readonly ports: readonly { readonly port: string; readonly endPort?: number; readonly protocol: string }[];
}

type Peers = readonly Selector[] | undefined;
type Ranges = readonly { readonly cidr: string }[] | undefined;

/** What the names of the fields say in both directions. */
type Allowed = Readonly<Record<"fromEndpoints" | "toEndpoints", Peers>> &
  Readonly<Record<"fromCIDRSet" | "toCIDRSet", Ranges>> & { readonly toPorts?: readonly PortRule[] };

export interface CiliumRule {
  readonly endpointSelector: Selector;
  readonly ingress?: readonly Allowed[];
  readonly egress?: readonly Allowed[];
}

/** Runs Cilium's parser. Throws where it accepts a policy not. */
export function ciliumRules(program: string, policies: readonly NetworkPolicy[]): CiliumRule[] {
  const { status, stdout, stderr } = spawnSync(program, {
    ...{ input: JSON.stringify(policies), encoding: "utf8", maxBuffer: 64 * 1024 * 1024 },
  });
  if (status !== 0) throw new Error(`${program} ended with status ${String(status)}: ${stderr}`);
  return (JSON.parse(stdout) as CiliumRule[][]).flat();
}

/** The labels of an endpoint's identity: of a pod its own and its namespace's, and a reserved one of everything else. */
function identity({ pod, isNode = false }: Endpoint): Record<string, string> {
  if (!pod) return { [isNode ? "reserved:remote-node" : "reserved:world"]: "" };
  const namespaceLabels = { ...pod.namespaceLabels, "kubernetes.io/metadata.name": pod.namespace };
  return Object.fromEntries([
    ...Object.entries(pod.labels).map(([key, value]) => [`k8s:${key}`, value]),
    ...Object.entries(namespaceLabels).map(([key, value]) => [`k8s:io.cilium.k8s.namespace.labels.${key}`, value]),
    ["k8s:io.kubernetes.pod.namespace", pod.namespace],
  ]) as Record<string, string>;
}

function matchesPeer(selectors: Peers, ranges: Ranges, other: Endpoint): boolean {
  if (selectors?.some((selector) => selects(selector, identity(other)))) return true;
  // A range is a label of endpoints outside the cluster alone.
  const isOutside = !other.pod && !other.isNode;
  return isOutside && (ranges ?? []).some(({ cidr }) => contains(cidr, other.address ?? ""));
}

function matchesPort(rules: readonly PortRule[] | undefined, { port, protocol = "TCP" }: Connection): boolean {
  if (rules === undefined) return true;
  return rules
    .flatMap(({ ports }) => ports)
    .some((one) => {
      const first = Number(one.port);
      const last = Math.max(first, one.endPort ?? 0);
      return ["ANY", protocol].includes(one.protocol) && (first === 0 || (port >= first && port <= last));
    });
}

/** Whether the rules of both ends let a connection through. */
export function ciliumAllows(rules: readonly CiliumRule[], connection: Connection): boolean {
  const { from, to } = connection;
  return (["ingress", "egress"] as const).every((direction) => {
    const [own, other] = direction === "ingress" ? [to, from] : [from, to];
    if (!own.pod) return true;
    const selecting = rules.filter(({ endpointSelector }) => selects(endpointSelector, identity(own)));
    const allowed = selecting.flatMap((rule) => rule[direction] ?? []);
    // A rule with no field allows nothing, and makes everything else denied.
    if (allowed.length === 0) return true;
    return allowed.some(
      (one) =>
        matchesPeer(one.fromEndpoints ?? one.toEndpoints, one.fromCIDRSet ?? one.toCIDRSet, other) &&
        matchesPort(one.toPorts, connection),
    );
  });
}
