/** Every allowed connection: source, destination, ports and purpose. Network policies deny all others. */
import { AGENT_SELECTOR, agentSelector, instanceLabel } from "../../contract/collector/chart";
import { labels, NAMES, NAMESPACES, PLACEMENTS, traceNames } from "../../contract/names";
import { PORTS } from "../../contract/ports";
import { clusterFacts } from "../../facts/cluster";
import { storeFacts, type StoreLocation, type StoreWorkload } from "../../facts/store";
import { unhandled } from "../../facts/unhandled";
import { type IngressSettings, isGoogleClass, pageClass } from "../../settings/schema/ingress";
import type { Settings } from "../../settings/schema/settings";
import { type JaegerInput, jaegerInputs, jaegerMetadata, type JaegerSurroundings } from "../jaeger/input";
import { ANYONE, type Edge, EVERY_POD, type Part, part, type Peer, podsOf, type Port, selectsPart } from "./peers";
import { urlEdges } from "./urls";

export type NetworkSettings = Pick<
  Settings,
  "cluster" | "agent" | "metrics" | "nodeExporter" | "grafana" | "tracing" | "demo"
>;

/** The pods of a release of the collector's chart. */
const collector = (release: string, namespace: string) => part(release, namespace, instanceLabel(release));

const AGENT = part(NAMES.agentDaemonSet, NAMESPACES.agent, AGENT_SELECTOR);
const GRAFANA = part(NAMES.grafana, NAMESPACES.monitoring, labels(NAMES.grafana));
const NODE_EXPORTER = part(NAMES.nodeExporter, NAMESPACES.nodeExporter, labels(NAMES.nodeExporter));
const GATEWAY = collector(NAMES.traceGateway, NAMESPACES.tracing);
const SAMPLER = collector(NAMES.traceSampler, NAMESPACES.tracing);
const HOTROD = part(NAMES.hotrod, NAMESPACES.demo, labels(NAMES.hotrod));
const METRICS_DEMO = part(NAMES.metricsDemo, NAMESPACES.demo, labels(NAMES.metricsDemo));

const DNS_PODS: Peer = { kind: "pods", name: "cluster DNS", namespace: "kube-system" };

/** DNS servers at link-local addresses: NodeLocal DNSCache, and Cloud DNS at the metadata server. */
const NODE_DNS: Peer = {
  kind: "addresses",
  name: "the node's DNS",
  ranges: ["169.254.20.10/32", "169.254.169.254/32"],
};

const tcp = (...ports: number[]): Port[] => ports.map((port) => ({ port, protocol: "TCP" }));

function apiServerEdge({ cluster }: NetworkSettings): Edge {
  const { ranges, ports } = clusterFacts(cluster).apiServer;
  const to: Peer = { ...(ranges === "any" ? ANYONE : { kind: "addresses", ranges }), name: "API server" };
  return { from: AGENT, to, ports: tcp(...ports), why: "watch the pods of the node" };
}

const storePart = ({ name, namespace, labels: podLabels }: StoreWorkload) => part(name, namespace, podLabels);

/** The connections to the metrics store. */
function storeEdges(from: Part, location: StoreLocation, why: string): Edge[] {
  switch (location.kind) {
    case "workload":
      return [{ from, to: storePart(location), ports: tcp(location.port), why }];
    case "address":
      return urlEdges(from, location.url, why);
    default:
      return unhandled(location);
  }
}

function metricsEdges({ metrics, grafana }: NetworkSettings): Edge[] {
  const { location, scraped } = storeFacts(metrics);
  return [
    ...storeEdges(AGENT, location.write, scraped ? "write samples, scrape" : "write samples"),
    ...(grafana.enabled ? storeEdges(GRAFANA, location.query, "query samples") : []),
  ];
}

/** Label (value `true`) of namespaces whose ingress controllers can connect to pages that are served outside. */
const CONTROLLER_LABEL = "gke-telemetry/ingress-controller";

/** Addresses from which Google's global load balancers send requests, and all of them health checks, to pods. */
const GOOGLE_LOAD_BALANCERS: readonly string[] = ["35.191.0.0/16", "130.211.0.0/22"];

/** Connections to a page that is served outside the cluster: of controllers in the cluster, and of Google's. */
function pageEdges(to: Part, port: number, ingress: IngressSettings | undefined): Edge[] {
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

/** Connections to Grafana's page, and of Grafana to its identity provider. */
function loginEdges({ grafana: { enabled, ingress, oauth } }: NetworkSettings): Edge[] {
  if (!enabled) return [];
  const login = oauth ? [...new Set([oauth.tokenUrl, oauth.apiUrl].map((url) => new URL(url).origin))] : [];
  return [
    ...pageEdges(GRAFANA, PORTS.grafana, ingress),
    ...login.flatMap((url) => urlEdges(GRAFANA, url, "authenticate users")),
  ];
}

const scrapeEdge = (to: Peer, port: number, from: Part = AGENT): Edge => ({
  ...{ from, to, ports: tcp(port), why: "scrape" },
});

function scrapeEdges({ cluster, nodeExporter, grafana, demo }: NetworkSettings): Edge[] {
  const nodes: Peer = { kind: "addresses", name: "nodes", ranges: clusterFacts(cluster).nodeRanges };
  return [
    { from: AGENT, to: EVERY_POD, ports: [], why: "scrape annotated pods" },
    { from: AGENT, to: nodes, ports: [], why: "scrape annotated pods in the node's network" },
    ...(nodeExporter.enabled
      ? [scrapeEdge(nodeExporter.hostNetwork ? onNodes(NODE_EXPORTER) : NODE_EXPORTER, PORTS.nodeExporter)]
      : []),
    ...(grafana.enabled ? [scrapeEdge(GRAFANA, PORTS.grafana)] : []),
    ...(demo.hotrod ? [scrapeEdge(HOTROD, PORTS.hotrod)] : []),
    ...(demo.metrics ? [scrapeEdge(METRICS_DEMO, PORTS.metricsDemo)] : []),
  ];
}

const spansEdge = (from: Peer, to: Part, why: string): Edge => ({ from, to, ports: tcp(PORTS.otlpGrpc), why });

function tracingEdges({ tracing, metrics, agent, grafana }: NetworkSettings): Edge[] {
  if (tracing === undefined) return [];
  const { sampling, spanMetrics } = tracing;
  const tail = sampling.kind === "tail";
  return [
    spansEdge(AGENT, GATEWAY, "forward spans"),
    // The gateway believes whoever reaches this port.
    ...agent.trustedNamespaces.map((namespace) => ({
      from: podsOf(namespace),
      to: GATEWAY,
      ports: tcp(PORTS.sidecarSpans),
      why: "forward spans for others",
    })),
    ...[GATEWAY, ...(tail ? [SAMPLER] : [])].map((to) => scrapeEdge(to, PORTS.collectorMetrics)),
    ...(tail ? [spansEdge(GATEWAY, SAMPLER, "forward spans by trace id")] : []),
    ...(spanMetrics ? storeEdges(GATEWAY, storeFacts(metrics).location.write, "write span metrics") : []),
    ...jaegerEdges(jaegerInputs({ tracing, agent, grafana })),
  ];
}

/** The pod of a team's Jaeger. */
export function jaegerPart(team: string, namespace: string): Part {
  const metadata = jaegerMetadata(team, namespace);
  return part(metadata.name, namespace, metadata.labels);
}

/**
 * Every connection of Jaegers. What all of them have in common is one edge to all of them.
 *
 * @param surroundings their clients. Default: those of the stack
 */
export function jaegerEdges(jaegers: readonly JaegerInput[], surroundings: JaegerSurroundings = {}): Edge[] {
  const { traces = traceNames(), grafana = PLACEMENTS.grafana, agents } = surroundings;
  const { namespace } = traces;
  const agent = agents ? part(agents.daemonSet, agents.namespace, agentSelector(agents.release)) : AGENT;
  const [first] = jaegers;
  if (first === undefined) return [];
  const all = part(NAMES.jaeger, namespace, labels(NAMES.jaeger));
  const query = (from: Peer, to: Part): Edge => ({ from, to, ports: tcp(PORTS.jaegerQuery), why: "query traces" });
  const fromGrafana = (to: Part) => query(part(grafana.name, grafana.namespace, labels(grafana.name)), to);
  const isCommon = jaegers.every(({ queriedByGrafana }) => queriedByGrafana);
  const common = [
    spansEdge(collector(traces[first.spansFrom], namespace), all, "store spans"),
    ...(isCommon ? [fromGrafana(all)] : []),
    scrapeEdge(all, PORTS.jaegerMetrics, agent),
  ];
  return [
    ...common.map((edge) => (first.agentsOnNodeNetwork ? withoutPods(agent, edge) : edge)),
    ...jaegers.flatMap(({ name, namespaces, ingress, queriedByGrafana }) => {
      const own = jaegerPart(name, namespace);
      const viewers = queriedByGrafana && !isCommon ? [fromGrafana(own)] : [];
      return [
        ...viewers,
        ...namespaces.map((one) => query(podsOf(one), own)),
        ...pageEdges(own, PORTS.jaegerQuery, ingress),
      ];
    }),
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
  const ports: Port[] = [...tcp(53), { port: 53, protocol: "UDP" }];
  return [...askers.values()].flatMap((from) =>
    [DNS_PODS, NODE_DNS].map((to) => ({ from, to, ports, why: "resolve names" })),
  );
}

/** Pods in the node's network, which no policy can select: neither by labels nor, in every network, by addresses. */
function onNodes({ name }: Part): Peer {
  return { ...ANYONE, name: `anyone, for \`${name}\` in the node's network` };
}

function withoutPods(onNode: Part, edge: Edge): Edge {
  const seen = (peer: Peer): Peer => (selectsPart(peer, onNode) ? onNodes(onNode) : peer);
  return { ...edge, from: seen(edge.from), to: seen(edge.to) };
}

/**
 * Every connection of a stack with these settings.
 *
 * @param applicationPorts ports at which the agents receive from applications
 */
export function networkEdges(settings: NetworkSettings, applicationPorts: readonly Port[]): Edge[] {
  const edges = [
    apiServerEdge(settings),
    ...scrapeEdges(settings),
    ...applicationEdges(settings, applicationPorts),
    ...metricsEdges(settings),
    ...loginEdges(settings),
    ...tracingEdges(settings),
  ];
  return [...edges, ...dnsEdges(edges)]
    .map((edge) => (settings.agent.hostNetwork ? withoutPods(AGENT, edge) : edge))
    .filter(({ from, to }) => from.kind === "part" || to.kind === "part");
}

/** Every part of a stack that has a network policy, except the Jaegers, including parts without a connection. */
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
