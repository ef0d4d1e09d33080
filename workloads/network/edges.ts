/** What connections of several parts have in common. */
import { instanceLabel } from "../../contract/collector/chart";
import { PORTS } from "../../contract/ports";
import { type IngressSettings, isGoogleClass, pageClass } from "../../settings/schema/ingress";
import { ANYONE, type Edge, type Part, part, type Peer, type Port, selectsPart } from "./peers";

/** The pods of a release of the collector's chart. */
export const collector = (release: string, namespace: string) => part(release, namespace, instanceLabel(release));

export const tcp = (...ports: number[]): Port[] => ports.map((port) => ({ port, protocol: "TCP" }));

export const scrapeEdge = (from: Peer, to: Peer, port: number): Edge => ({
  ...{ from, to, ports: tcp(port), why: "scrape" },
});

export const spansEdge = (from: Peer, to: Part, why: string): Edge => ({ from, to, ports: tcp(PORTS.otlpGrpc), why });

/** Label (value `true`) of namespaces whose ingress controllers can connect to pages that are served outside. */
const CONTROLLER_LABEL = "gke-telemetry/ingress-controller";

/** Addresses from which Google's global load balancers send requests, and all of them health checks, to pods. */
const GOOGLE_LOAD_BALANCERS: readonly string[] = ["35.191.0.0/16", "130.211.0.0/22"];

/** Connections to a page that is served outside the cluster: of controllers in the cluster, and of Google's. */
export function pageEdges(to: Part, port: number, ingress: IngressSettings | undefined): Edge[] {
  if (ingress === undefined) return [];
  const className = pageClass(ingress);
  const controllers: Peer[] = [
    { kind: "pods", name: "ingress controllers", namespaceLabel: CONTROLLER_LABEL },
    ...(className === undefined || isGoogleClass(className)
      ? [{ kind: "addresses", name: "Google's load balancers", ranges: GOOGLE_LOAD_BALANCERS } as const]
      : []),
  ];
  return controllers.map((from) => ({ from, to, ports: tcp(port), why: "serve the page outside the cluster" }));
}

/** Pods in the node's network, which no policy can select: neither by labels nor, in every network, by addresses. */
export function onNodes({ name }: Part): Peer {
  return { ...ANYONE, name: `anyone, for \`${name}\` in the node's network` };
}

export function withoutPods(onNode: Part, edge: Edge): Edge {
  const seen = (peer: Peer): Peer => (selectsPart(peer, onNode) ? onNodes(onNode) : peer);
  return { ...edge, from: seen(edge.from), to: seen(edge.to) };
}
