/** Every connection of a stack: who may open it, to whom, at which ports, and when. Add an edge in one line. */
import { GATEWAY_CONTROLLERS } from "./peers";
import type { Facts, Port } from "./peers";

export interface Edge {
  readonly from: string;
  readonly to: string;
  /** Ports of the destination's pods; `any` stands for every TCP port. */
  readonly ports: readonly Port[] | "any";
  /** Default: in every stack. */
  readonly when?: (facts: Facts) => boolean;
}

const edge = (from: string, to: string, ports: Edge["ports"], when?: Edge["when"]): Edge => ({
  from,
  to,
  ports,
  ...(when && { when }),
});

const DNS: readonly Port[] = [53, "53/UDP"];
const OTLP: readonly Port[] = [4317, 4318];
const LEGACY: readonly Port[] = [14250, 14268, "6831/UDP", 9411];

/** Parts that look up names. */
const ASKERS = [
  "agent",
  "alertmanager",
  "log agent",
  "events",
  "grafana",
  "gateway",
  "prometheus",
  "sampler",
  "scraper",
  "hotrod",
  "kube-state-metrics",
];
const SCRAPED: readonly (readonly [string, number])[] = [
  ["node exporter", 9100],
  ["kube-state-metrics", 8080],
  ["grafana", 3000],
  ["alertmanager", 9093],
  ["victoria logs", 9428],
  ["hotrod", 8080],
  ["metrics demo", 9898],
  ["gateway", 8888],
  ["sampler", 8888],
  ["log agent", 8888],
  ["events", 8888],
  ["scraper", 8888],
  ["jaeger", 8888],
];

const elsewhere = ({ hasCluster }: Facts) => !hasCluster;
const onNodes = ({ agentsOnNodes }: Facts) => agentsOnNodes;

export const EDGES: readonly Edge[] = [
  ...ASKERS.flatMap((part) => [edge(part, "cluster DNS", DNS), edge(part, "node DNS", DNS)]),
  ...["agent", "log agent", "events", "kube-state-metrics"].flatMap((part) => [
    edge(part, "private addresses", [443]),
    edge(part, "any address", [443, 6443], elsewhere),
  ]),
  edge("log agent", "victoria logs", [9428]),
  edge("events", "victoria logs", [9428]),
  edge("agent", "every pod", "any"),
  edge("agent", "nodes", "any"),
  edge("agent", "anyone", [10250]),
  edge("agent", "anyone", [9100], ({ exporterOnNodes }) => exporterOnNodes),
  edge("every pod", "agent", [...OTLP, ...LEGACY]),
  edge("hotrod", "agent", [4318]),
  edge("monitor", "agent", [8888], ({ monitored }) => monitored),
  edge("agent", "prometheus", [9090]),
  edge("gateway", "prometheus", [9090]),
  edge("scraper", "prometheus", [9090]),
  edge("grafana", "prometheus", [9090]),
  edge("grafana", "victoria logs", [9428]),
  edge("prometheus", "alertmanager", [9093]),
  edge("alertmanager", "alertmanager", [9094, "9094/UDP"]),
  edge("agent", "gateway", [4317]),
  edge("trusted namespace", "gateway", [4319]),
  edge("gateway", "sampler", [4317]),
  edge("gateway", "jaeger", OTLP),
  edge("sampler", "jaeger", OTLP),
  edge("grafana", "jaeger", [16686]),
  edge("team", "jaeger", [16686]),
  ...SCRAPED.map(([part, port]) => edge("agent", part, [port])),
  edge("agents' namespace", "jaeger", [8888]),
  // A policy cannot select agents in the node's network, and Cilium no nodes by their addresses.
  ...["nodes", "anyone"].flatMap((from) => [
    edge(from, "prometheus", [9090], onNodes),
    edge(from, "gateway", [4317], onNodes),
    ...SCRAPED.map(([part, port]) => edge(from, part, [port], onNodes)),
  ]),
  ...(["grafana", "jaeger"] as const).flatMap((part) =>
    GATEWAY_CONTROLLERS.map((from) =>
      edge(from, part, [part === "grafana" ? 3000 : 16686], ({ exposed }) => exposed.has(part)),
    ),
  ),
];

/** Parts that connect to a URL of the settings: a remote store, a further destination, an identity provider, or whoever is told of alerts. */
export const OUTWARD = [
  "agent",
  "alertmanager",
  "log agent",
  "events",
  "gateway",
  "grafana",
  "prometheus",
  "sampler",
  "scraper",
];
