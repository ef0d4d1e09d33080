/** Every allowed connection: source, destination, ports and purpose. Network policies deny all others. */
import { everyAgentSelector } from "../../contract/collector/chart";
import { labels, NAMES, type Placement, type StackNames, stackNames } from "../../contract/names";
import { PORTS } from "../../contract/ports";
import { SCRAPER } from "../../contract/collector/scraper";
import { clusterFacts } from "../../facts/cluster";
import { storeFacts, type StoreLocation, type StoreWorkload } from "../../facts/store";
import { unhandled } from "../../facts/unhandled";
import type { Settings } from "../../settings/schema/settings";
import { jaegerInputs } from "../jaeger/input";
import { alertEdges, alertParts } from "./alerts";
import { collector, onNodes, pageEdges, scrapeEdge, spansEdge, tcp, withoutPods } from "./edges";
import { exporterEdges } from "./exporters";
import { jaegerEdges } from "./jaegerConnections";
import { logAgentPart, logEdges, logParts } from "./logs";
import { ANYONE, type Edge, EVERY_POD, type Part, part, type Peer, podsOf, type Port } from "./peers";
import { staticTargetEdges } from "./staticTargets";
import { urlEdges } from "./urls";

export type NetworkSettings = Pick<
  Settings,
  | "cluster"
  | "namespaces"
  | "agent"
  | "metrics"
  | "containers"
  | "objects"
  | "nodeExporter"
  | "grafana"
  | "tracing"
  | "logs"
  | "demo"
  | "scrapeJobs"
  | "exporters"
  | "alerts"
>;

/** The parts of a stack, each in the namespace of the settings. */
function partsOf({ agent, traces, placements, namespaces }: StackNames, hasCanary: boolean) {
  const placed = ({ name, namespace }: Placement) => part(name, namespace, labels(name));
  return {
    agent: part(agent.daemonSet, agent.namespace, everyAgentSelector(agent.release, hasCanary)),
    prometheus: placed(placements.prometheus),
    grafana: placed(placements.grafana),
    nodeExporter: placed(placements.nodeExporter),
    kubeStateMetrics: placed(placements.kubeStateMetrics),
    gateway: collector(traces.gateway, traces.namespace),
    sampler: collector(traces.sampler, traces.namespace),
    scraper: collector(SCRAPER, namespaces.scraper),
    hotrod: placed({ name: NAMES.hotrod, namespace: namespaces.demo }),
    metricsDemo: placed({ name: NAMES.metricsDemo, namespace: namespaces.demo }),
  };
}

/** Settings with what follows from their names. */
interface Surroundings extends NetworkSettings {
  readonly names: StackNames;
  readonly own: ReturnType<typeof partsOf>;
}

function surroundingsOf(settings: NetworkSettings): Surroundings {
  const names = stackNames(settings.namespaces);
  return { ...settings, names, own: partsOf(names, settings.agent.canary !== undefined) };
}

/** Cilium, and with it GKE's Dataplane V2, applies no rule with addresses to a node. */
const KUBELET: Peer = { ...ANYONE, name: "anyone, for the kubelet of the node" };

const DNS_PODS: Peer = { kind: "pods", name: "cluster DNS", namespace: "kube-system" };

/** DNS servers at link-local addresses: NodeLocal DNSCache, and Cloud DNS at the metadata server. */
const NODE_DNS: Peer = {
  kind: "addresses",
  name: "the node's DNS",
  ranges: ["169.254.20.10/32", "169.254.169.254/32"],
};

/** The API server and its ports. */
function apiServer({ cluster }: Surroundings): Pick<Edge, "to" | "ports"> {
  const { ranges, ports } = clusterFacts(cluster).apiServer;
  const to: Peer = { ...(ranges === "any" ? ANYONE : { kind: "addresses", ranges }), name: "API server" };
  return { to, ports: tcp(...ports) };
}

function apiServerEdges(surroundings: Surroundings): Edge[] {
  const { objects, own } = surroundings;
  const to = apiServer(surroundings);
  return [
    { ...to, from: own.agent, why: "watch the pods of the node" },
    ...(objects.enabled ? [{ ...to, from: own.kubeStateMetrics, why: "watch the cluster's objects" }] : []),
  ];
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

function metricsEdges({ metrics, grafana, names, own }: Surroundings): Edge[] {
  const { location, scraped } = storeFacts(metrics, names.placements.prometheus);
  return [
    ...storeEdges(own.agent, location.write, scraped ? "write samples, scrape" : "write samples"),
    ...(grafana.enabled ? storeEdges(own.grafana, location.query, "query samples") : []),
  ];
}

/** Connections to Grafana's page, and of Grafana to its identity provider. */
function loginEdges({ grafana: { enabled, ingress, oauth }, own }: Surroundings): Edge[] {
  if (!enabled) return [];
  const login = oauth ? [...new Set([oauth.tokenUrl, oauth.apiUrl].map((url) => new URL(url).origin))] : [];
  return [
    ...pageEdges(own.grafana, PORTS.grafana, ingress),
    ...login.flatMap((url) => urlEdges(own.grafana, url, "authenticate users")),
  ];
}

function scrapeEdges({ cluster, containers, objects, nodeExporter, grafana, demo, own }: Surroundings): Edge[] {
  const nodes: Peer = { kind: "addresses", name: "nodes", ranges: clusterFacts(cluster).nodeRanges };
  return [
    { from: own.agent, to: EVERY_POD, ports: [], why: "scrape annotated pods" },
    { from: own.agent, to: nodes, ports: [], why: "scrape annotated pods in the node's network" },
    ...(containers.enabled ? [scrapeEdge(own.agent, KUBELET, PORTS.kubelet)] : []),
    ...(nodeExporter.enabled
      ? [
          scrapeEdge(
            own.agent,
            nodeExporter.hostNetwork ? onNodes(own.nodeExporter) : own.nodeExporter,
            PORTS.nodeExporter,
          ),
        ]
      : []),
    ...(objects.enabled ? [scrapeEdge(own.agent, own.kubeStateMetrics, PORTS.kubeStateMetrics)] : []),
    ...(grafana.enabled ? [scrapeEdge(own.agent, own.grafana, PORTS.grafana)] : []),
    ...(demo.hotrod ? [scrapeEdge(own.agent, own.hotrod, PORTS.hotrod)] : []),
    ...(demo.metrics ? [scrapeEdge(own.agent, own.metricsDemo, PORTS.metricsDemo)] : []),
  ];
}

function tracingEdges({ tracing, metrics, agent, grafana, names, own }: Surroundings): Edge[] {
  if (tracing === undefined) return [];
  const { sampling, spanMetrics } = tracing;
  const tail = sampling.kind === "tail";
  return [
    spansEdge(own.agent, own.gateway, "forward spans"),
    // The gateway believes whoever reaches this port.
    ...agent.trustedNamespaces.map((namespace) => ({
      from: podsOf(namespace),
      to: own.gateway,
      ports: tcp(PORTS.sidecarSpans),
      why: "forward spans for others",
    })),
    ...[own.gateway, ...(tail ? [own.sampler] : [])].map((to) => scrapeEdge(own.agent, to, PORTS.collectorMetrics)),
    ...(tail ? [spansEdge(own.gateway, own.sampler, "forward spans by trace id")] : []),
    ...(spanMetrics
      ? storeEdges(own.gateway, storeFacts(metrics, names.placements.prometheus).location.write, "write span metrics")
      : []),
    ...jaegerEdges(jaegerInputs({ tracing, agent, grafana }), {
      traces: names.traces,
      agents: names.agent,
      grafana: names.placements.grafana,
    }),
  ];
}

/** The scraper's connections; none without static targets. */
function scraperEdges({ scrapeJobs, metrics, names, own }: Surroundings): Edge[] {
  if (scrapeJobs.length === 0) return [];
  return [
    ...staticTargetEdges(own.scraper, scrapeJobs),
    ...storeEdges(own.scraper, storeFacts(metrics, names.placements.prometheus).location.write, "write samples"),
    scrapeEdge(own.agent, own.scraper, PORTS.collectorMetrics),
  ];
}

/** The Prometheus of an operator, which finds the agents by their ServiceMonitor. */
function monitorEdges({ agent, own }: Surroundings): Edge[] {
  return agent.serviceMonitor ? [scrapeEdge(podsOf(agent.monitorNamespace), own.agent, PORTS.collectorMetrics)] : [];
}

function applicationEdges({ demo, own }: Surroundings, ports: readonly Port[]): Edge[] {
  return [
    { from: EVERY_POD, to: own.agent, ports, why: "send OTLP and legacy protocols" },
    ...(demo.hotrod ? [{ from: own.hotrod, to: own.agent, ports: tcp(PORTS.otlpHttp), why: "send spans" }] : []),
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

/**
 * Every connection of a stack with these settings.
 *
 * @param applicationPorts ports at which the agents receive from applications
 */
export function networkEdges(settings: NetworkSettings, applicationPorts: readonly Port[]): Edge[] {
  const surroundings = surroundingsOf(settings);
  const edges = [
    ...apiServerEdges(surroundings),
    ...scrapeEdges(surroundings),
    ...applicationEdges(surroundings, applicationPorts),
    ...metricsEdges(surroundings),
    ...alertEdges(surroundings.alerts.alertmanager, surroundings.names.placements.alertmanager, surroundings.own),
    ...loginEdges(surroundings),
    ...tracingEdges(surroundings),
    ...logEdges(surroundings, { ...surroundings.own, apiServer: apiServer(surroundings) }),
    ...exporterEdges(surroundings, { ...surroundings.own, logAgent: logAgentPart(surroundings.names) }),
    ...scraperEdges(surroundings),
    ...monitorEdges(surroundings),
  ];
  return [...edges, ...dnsEdges(edges)]
    .map((edge) => (settings.agent.hostNetwork ? withoutPods(surroundings.own.agent, edge) : edge))
    .filter(({ from, to }) => from.kind === "part" || to.kind === "part");
}

/** Every part of a stack that has a network policy, except the Jaegers, including parts without a connection. */
export function parts(settings: NetworkSettings): Part[] {
  const { agent, metrics, objects, alerts, grafana, nodeExporter, tracing, demo, scrapeJobs, names, own } =
    surroundingsOf(settings);
  return [
    ...(agent.hostNetwork ? [] : [own.agent]),
    ...storeFacts(metrics, names.placements.prometheus).workloads.map(storePart),
    ...alertParts(alerts.alertmanager, names.placements.alertmanager),
    ...(grafana.enabled ? [own.grafana] : []),
    ...(nodeExporter.enabled && !nodeExporter.hostNetwork ? [own.nodeExporter] : []),
    ...(objects.enabled ? [own.kubeStateMetrics] : []),
    ...(tracing ? [own.gateway, ...(tracing.sampling.kind === "tail" ? [own.sampler] : [])] : []),
    ...logParts(settings, names),
    ...(scrapeJobs.length > 0 ? [own.scraper] : []),
    ...(demo.hotrod ? [own.hotrod] : []),
    ...(demo.metrics ? [own.metricsDemo] : []),
  ];
}
