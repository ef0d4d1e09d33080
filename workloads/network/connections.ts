/** Every allowed connection: source, destination, ports and purpose. Network policies deny all others. */
import { AGENT_SELECTOR, instanceLabel } from "../../contract/collectorChart";
import { labels, NAMES, NAMESPACES } from "../../contract/names";
import { PORTS } from "../../contract/ports";
import { ANY_RANGES } from "../../facts/addresses";
import { clusterFacts } from "../../facts/cluster";
import { storeFacts, type StoreLocation, type StoreWorkload } from "../../facts/store";
import { unhandled } from "../../facts/unhandled";
import type { Settings } from "../../settings/schema/settings";
import { GOOGLE_LOAD_BALANCERS, INGRESS_CONTROLLER_LABEL, isGoogles } from "./ingress";

/** Pods of the stack that share a network policy. */
export interface Part {
  readonly kind: "part";
  readonly name: string;
  readonly namespace: string;
  readonly labels: Readonly<Record<string, string>>;
}

/** Every pod of the cluster, of one namespace, or of the namespaces with a label. */
export interface Pods {
  readonly kind: "pods";
  readonly name: string;
  readonly namespace?: string;
  /** Label that the namespaces have with the value `true`. */
  readonly namespaceLabel?: string;
}

/** Endpoints that are no pods, or are pods with the node's address: a policy can select them only by address. */
export interface Addresses {
  readonly kind: "addresses";
  readonly name: string;
  readonly ranges: readonly string[];
}

export type Peer = Part | Pods | Addresses;

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

export type NetworkSettings = Pick<
  Settings,
  "cluster" | "agent" | "metrics" | "nodeExporter" | "grafana" | "tracing" | "demo"
>;

const part = (name: string, namespace: string, podLabels: Readonly<Record<string, string>>): Part => ({
  kind: "part",
  name,
  namespace,
  labels: podLabels,
});

/** The pods of a release of the collector's chart. */
const collector = (release: string) => part(release, NAMESPACES.tracing, instanceLabel(release));

const AGENT = part(NAMES.agentDaemonSet, NAMESPACES.agent, AGENT_SELECTOR);
const GRAFANA = part(NAMES.grafana, NAMESPACES.monitoring, labels(NAMES.grafana));
const NODE_EXPORTER = part(NAMES.nodeExporter, NAMESPACES.nodeExporter, labels(NAMES.nodeExporter));
const GATEWAY = collector(NAMES.traceGateway);
const SAMPLER = collector(NAMES.traceSampler);
/** The Jaegers of all teams. Each also has a policy of its own for its clients. */
const JAEGER = part(NAMES.jaeger, NAMESPACES.tracing, labels(NAMES.jaeger));
const HOTROD = part(NAMES.hotrod, NAMESPACES.demo, labels(NAMES.hotrod));
const METRICS_DEMO = part(NAMES.metricsDemo, NAMESPACES.demo, labels(NAMES.metricsDemo));

const EVERY_POD: Pods = { kind: "pods", name: "every pod" };
const DNS_PODS: Pods = { kind: "pods", name: "cluster DNS", namespace: "kube-system" };

/** DNS servers at link-local addresses: NodeLocal DNSCache, and Cloud DNS at the metadata server. */
const NODE_DNS: Addresses = {
  kind: "addresses",
  name: "the node's DNS",
  ranges: ["169.254.20.10/32", "169.254.169.254/32"],
};

const ANYWHERE: Addresses = { kind: "addresses", name: "any address", ranges: ANY_RANGES };

const tcp = (...ports: number[]): Port[] => ports.map((port) => ({ port, protocol: "TCP" }));
const udp = (port: number): Port => ({ port, protocol: "UDP" });

function nodes({ cluster }: NetworkSettings): Addresses {
  return { kind: "addresses", name: "nodes", ranges: clusterFacts(cluster).nodeRanges };
}

function apiServer({ cluster }: NetworkSettings): Edge {
  const { ranges, ports } = clusterFacts(cluster).apiServer;
  return {
    from: AGENT,
    to: { kind: "addresses", name: "API server", ranges },
    ports: tcp(...ports),
    why: "watch the pods of the node",
  };
}

/**
 * The connection to a URL. For a Service of the cluster it allows all ports of the namespace's pods, because they may
 * listen on another port than the Service. For every other host it allows the URL's port at any address.
 */
function urlEdge(from: Part, url: string, why: string): Edge {
  const { hostname, port, protocol } = new URL(url);
  const namespace = /^[^.]+\.([^.]+)\.svc(\.cluster\.local)?$/.exec(hostname)?.[1];
  if (namespace !== undefined)
    return { from, to: { kind: "pods", name: `namespace ${namespace}`, namespace }, ports: [], why };
  return { from, to: ANYWHERE, ports: tcp(Number(port === "" ? (protocol === "http:" ? 80 : 443) : port)), why };
}

const storePart = ({ name, namespace, labels: podLabels }: StoreWorkload) => part(name, namespace, podLabels);

/** A connection to the metrics store. */
function storeEdge(from: Part, location: StoreLocation, why: string): Edge {
  switch (location.kind) {
    case "workload":
      return { from, to: storePart(location), ports: tcp(location.port), why };
    case "address":
      return urlEdge(from, location.url, why);
    default:
      return unhandled(location);
  }
}

function metricsEdges({ metrics, grafana }: NetworkSettings): Edge[] {
  const { location, scraped } = storeFacts(metrics);
  return [
    storeEdge(AGENT, location.write, scraped ? "write samples, scrape" : "write samples"),
    ...(grafana.enabled ? [storeEdge(GRAFANA, location.query, "query samples")] : []),
  ];
}

/** Connections of ingress controllers to Grafana, and of Grafana to its identity provider. */
function loginEdges({ grafana: { enabled, ingress, oauth } }: NetworkSettings): Edge[] {
  if (!enabled) return [];
  const controllers: Peer[] = [
    { kind: "pods", name: "ingress controllers", namespaceLabel: INGRESS_CONTROLLER_LABEL },
    ...(ingress && isGoogles(ingress.className)
      ? [{ kind: "addresses", name: "Google's load balancers", ranges: GOOGLE_LOAD_BALANCERS } as const]
      : []),
  ];
  const login = oauth ? [...new Set([oauth.tokenUrl, oauth.apiUrl].map((url) => new URL(url).origin))] : [];
  return [
    ...(ingress
      ? controllers.map((from) => ({ from, to: GRAFANA, ports: tcp(PORTS.grafana), why: "serve its Ingress" }))
      : []),
    ...login.map((url) => urlEdge(GRAFANA, url, "authenticate users")),
  ];
}

function scrapeEdges(settings: NetworkSettings): Edge[] {
  const { nodeExporter, grafana, demo } = settings;
  const scrape = (to: Part, port: number): Edge => ({ from: AGENT, to, ports: tcp(port), why: "scrape" });
  return [
    { from: AGENT, to: EVERY_POD, ports: [], why: "scrape annotated pods" },
    { from: AGENT, to: nodes(settings), ports: [], why: "scrape annotated pods in the node's network" },
    ...(nodeExporter.enabled && !nodeExporter.hostNetwork ? [scrape(NODE_EXPORTER, PORTS.nodeExporter)] : []),
    ...(grafana.enabled ? [scrape(GRAFANA, PORTS.grafana)] : []),
    ...(demo.hotrod ? [scrape(HOTROD, PORTS.hotrod)] : []),
    ...(demo.metrics ? [scrape(METRICS_DEMO, PORTS.metricsDemo)] : []),
  ];
}

function tracingEdges({ agent, tracing, metrics, grafana }: NetworkSettings): Edge[] {
  if (tracing === undefined) return [];
  const { sampling, spanMetrics } = tracing;
  const spans = (from: Peer, to: Part, why: string): Edge => ({ from, to, ports: tcp(PORTS.otlpGrpc), why });
  const tail = sampling.kind === "tail";
  return [
    spans(AGENT, GATEWAY, "forward spans"),
    // The gateway believes whoever reaches it.
    ...agent.trustedNamespaces.map((namespace) =>
      spans({ kind: "pods", name: `namespace ${namespace}`, namespace }, GATEWAY, "forward spans for others"),
    ),
    ...[GATEWAY, ...(tail ? [SAMPLER] : [])].map((to) => ({
      ...{ from: AGENT, to, ports: tcp(PORTS.collectorMetrics), why: "scrape" },
    })),
    ...(tail ? [spans(GATEWAY, SAMPLER, "forward spans by trace id")] : []),
    spans(tail ? SAMPLER : GATEWAY, JAEGER, "store spans"),
    ...(spanMetrics ? [storeEdge(GATEWAY, storeFacts(metrics).location.write, "write span metrics")] : []),
    ...(grafana.enabled ? [{ from: GRAFANA, to: JAEGER, ports: tcp(PORTS.jaegerQuery), why: "query traces" }] : []),
  ];
}

function applicationEdges({ demo }: NetworkSettings, ports: readonly Port[]): Edge[] {
  return [
    { from: EVERY_POD, to: AGENT, ports, why: "send OTLP and legacy protocols" },
    ...(demo.hotrod ? [{ from: HOTROD, to: AGENT, ports: tcp(PORTS.otlpHttp), why: "send spans" }] : []),
  ];
}

/** Connections to DNS of every part that opens connections. */
function dnsEdges(edges: readonly Edge[]): Edge[] {
  const askers = new Map(edges.flatMap(({ from }) => (from.kind === "part" ? [[from.name, from] as const] : [])));
  const ports = [...tcp(53), udp(53)];
  return [...askers.values()].flatMap((from) =>
    [DNS_PODS, NODE_DNS].map((to) => ({ from, to, ports, why: "resolve names" })),
  );
}

/** With `agent.hostNetwork`, policies cannot select the agents' pods. The nodes' addresses stand for them. */
function withoutNodePods(settings: NetworkSettings, edges: readonly Edge[]): Edge[] {
  if (!settings.agent.hostNetwork) return [...edges];
  const seen = (peer: Peer): Peer => (peer === AGENT ? { ...nodes(settings), name: "nodes, where agents are" } : peer);
  return edges
    .map((edge) => ({ ...edge, from: seen(edge.from), to: seen(edge.to) }))
    .filter(({ from, to }) => from.kind === "part" || to.kind === "part");
}

/**
 * Every connection of a stack with these settings.
 *
 * @param applicationPorts ports at which the agents receive from applications
 */
export function networkEdges(settings: NetworkSettings, applicationPorts: readonly Port[]): Edge[] {
  const edges = [
    apiServer(settings),
    ...scrapeEdges(settings),
    ...applicationEdges(settings, applicationPorts),
    ...metricsEdges(settings),
    ...loginEdges(settings),
    ...tracingEdges(settings),
  ];
  return withoutNodePods(settings, [...edges, ...dnsEdges(edges)]);
}

/** Every part of a stack that has a network policy, including parts without a connection. */
export function parts(settings: NetworkSettings): Part[] {
  const { agent, metrics, grafana, nodeExporter, tracing, demo } = settings;
  return [
    ...(agent.hostNetwork ? [] : [AGENT]),
    ...storeFacts(metrics).workloads.map(storePart),
    ...(grafana.enabled ? [GRAFANA] : []),
    ...(nodeExporter.enabled && !nodeExporter.hostNetwork ? [NODE_EXPORTER] : []),
    ...(tracing ? [GATEWAY, ...(tracing.sampling.kind === "tail" ? [SAMPLER] : [])] : []),
    ...(demo.hotrod ? [HOTROD] : []),
    ...(demo.metrics ? [METRICS_DEMO] : []),
  ];
}
