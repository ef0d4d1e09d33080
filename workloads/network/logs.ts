/** The connections of the log agents and of the log store. */
import { instanceLabel } from "../../contract/collector/chart";
import { eventNames, logNames } from "../../contract/logs";
import type { StackNames } from "../../contract/names";
import { PORTS } from "../../contract/ports";
import { logStoreFacts } from "../../facts/logStore";
import type { LogsSettings } from "../../settings/schema/logs/logs";
import type { Settings } from "../../settings/schema/settings";
import { type Edge, type Part, part, type Peer } from "./peers";
import { urlEdges } from "./urls";

type LogsOf = Pick<Settings, "logs">;

export function logAgentPart({ namespaces }: StackNames): Part {
  const { daemonSet, namespace, release } = logNames(undefined, namespaces.logs);
  return part(daemonSet, namespace, instanceLabel(release));
}

const tcp = (...ports: number[]) => ports.map((port) => ({ port, protocol: "TCP" as const }));

function eventCollector({ namespaces }: StackNames): Part {
  const { release, namespace } = eventNames(logNames(undefined, namespaces.logs));
  return part(release, namespace, instanceLabel(release));
}

/** The collectors that send logs. */
const senders = (logs: LogsSettings, names: StackNames): Part[] => [
  logAgentPart(names),
  ...(logs.events ? [eventCollector(names)] : []),
];

/** Parts of the logs that have a network policy. */
export function logParts({ logs }: LogsOf, names: StackNames): Part[] {
  if (logs === undefined) return [];
  return [
    ...senders(logs, names),
    ...logStoreFacts(logs, names.placements.victoriaLogs).workloads.map(({ name, namespace, labels }) =>
      part(name, namespace, labels),
    ),
  ];
}

/** What the logs are connected with. */
interface LogSurroundings {
  /** The agents, which scrape the log agents. */
  readonly agent: Part;
  /** The API server and its ports. */
  readonly apiServer: Pick<Edge, "to" | "ports">;
  /** It queries the stack's own store, if the settings want that. */
  readonly grafana: Part;
}

/** Every connection of the logs. */
export function logEdges(
  {
    logs,
    grafana: { enabled, logs: shown },
    names,
  }: LogsOf & Pick<Settings, "grafana"> & { readonly names: StackNames },
  { agent, apiServer, grafana }: LogSurroundings,
): Edge[] {
  if (logs === undefined) return [];
  const { location } = logStoreFacts(logs, names.placements.victoriaLogs);
  const collectors = senders(logs, names);
  const why = "send logs";
  const toStore = (from: Peer, purpose: string): Edge[] =>
    location.kind === "address"
      ? []
      : [
          {
            from,
            to: part(location.name, location.namespace, location.labels),
            ports: tcp(location.port),
            why: purpose,
          },
        ];
  return [
    ...collectors.flatMap((from, index) => [
      { ...apiServer, from, why: index === 0 ? "watch the pods of the node" : "watch events" },
      { from: agent, to: from, ports: tcp(PORTS.collectorMetrics), why: "scrape" },
      ...(location.kind === "address" ? urlEdges(from, location.url, why) : toStore(from, why)),
    ]),
    ...toStore(agent, "scrape"),
    ...(enabled && shown ? toStore(grafana, "query logs") : []),
  ];
}
