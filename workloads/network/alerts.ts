/** The connections of alerts: from Prometheus to Alertmanager, between its replicas, and to receivers. */
import type { Placement } from "../../contract/names";
import { PORTS } from "../../contract/ports";
import { alertmanagerFacts } from "../../facts/alertmanager";
import type { AlertmanagerSettings } from "../../settings/schema/alerts/alertmanager";
import type { ReceiverSettings } from "../../settings/schema/alerts/receivers";
import { ANYONE, type Edge, type Part, part, type Port } from "./peers";
import { urlEdges } from "./urls";

/** Parts that connect to Alertmanager. */
export interface AlertClients {
  /** Scrapes its metrics. */
  readonly agent: Part;
  /** Sends alerts. */
  readonly prometheus: Part;
}

const HTTPS_PORT = 443;

const tcp = (port: number): Port[] => [{ port, protocol: "TCP" }];

/** The pods of the stack's own Alertmanager; none where it runs none. */
export function alertParts(settings: AlertmanagerSettings, placement: Placement): Part[] {
  const { workload } = alertmanagerFacts(settings, placement);
  return workload ? [part(workload.name, workload.namespace, workload.labels)] : [];
}

/** Every connection of alerts; none where they are sent to nobody. */
export function alertEdges(
  settings: AlertmanagerSettings,
  placement: Placement,
  { agent, prometheus }: AlertClients,
): Edge[] {
  const { url } = alertmanagerFacts(settings, placement);
  const [own] = alertParts(settings, placement);
  if (url !== undefined) return urlEdges(prometheus, url, "send alerts");
  if (own === undefined || settings.kind !== "own") return [];
  return [
    { from: prometheus, to: own, ports: tcp(PORTS.alertmanager), why: "send alerts" },
    { from: agent, to: own, ports: tcp(PORTS.alertmanager), why: "scrape" },
    ...(settings.replicas > 1 ? [gossipEdge(own)] : []),
    ...distinct(settings.receivers.flatMap((receiver) => receiverEdges(own, receiver))),
  ];
}

function gossipEdge(own: Part): Edge {
  const ports = (["TCP", "UDP"] as const).map((protocol) => ({ port: PORTS.alertmanagerGossip, protocol }));
  return { from: own, to: own, ports, why: "agree on silences and sent notifications" };
}

/** A secret URL is not known here: it has https and its port, at any address. */
function receiverEdges(own: Part, receiver: ReceiverSettings): Edge[] {
  const anywhere = (port: number): Edge[] => [
    { from: own, to: { ...ANYONE, name: "any address" }, ports: tcp(port), why: "notify receivers" },
  ];
  switch (receiver.kind) {
    case "slack":
    case "pagerduty":
      return anywhere(HTTPS_PORT);
    case "webhook":
      return receiver.url === undefined ? anywhere(HTTPS_PORT) : urlEdges(own, receiver.url, "notify receivers");
    case "email":
      return urlEdges(own, `smtp://${receiver.smarthost}`, "notify receivers");
  }
}

function distinct(edges: readonly Edge[]): Edge[] {
  return [...new Map(edges.map((edge) => [JSON.stringify(edge), edge])).values()];
}
