/** Everything that depends on the kind of the log store. No other folder that computes or deploys asks for the kind. */
import { victoriaLogsUrl, victoriaLogsWriteUrl } from "../contract/endpoints";
import { labels, type Placement, PLACEMENTS } from "../contract/names";
import { PORTS } from "../contract/ports";
import type { Endpoint } from "../contract/types";
import type { LogsSettings, OtlpLogsSettings, VictoriaLogsSettings } from "../settings/schema/logs/logs";
import { logStorageBytes, storedLogBytes, victoriaLogsMemoryMiB } from "../settings/sizing/logs/victoriaLogs";
import { countText, gibText } from "../settings/sizing/units";
import type { StoreLocation, StoreWorkload } from "./store";
import { unhandled } from "./unhandled";

export interface LogStoreFacts {
  /** Settings of the VictoriaLogs that the stack runs; undefined where the store exists already. */
  readonly own: VictoriaLogsSettings | undefined;
  /** Workloads of the store that the stack runs, each with a network policy. */
  readonly workloads: readonly StoreWorkload[];
  /** Where log agents send. */
  readonly write: Endpoint;
  /** Base URL of the query API; undefined where the store exists already. */
  readonly query: Endpoint | undefined;
  readonly location: StoreLocation;
  /** The stored logs, as one line of the forecast. */
  readonly forecast: string;
}

/** Fields that say where a line comes from. VictoriaLogs keeps the lines of one place together. */
const STREAM_FIELDS = ["k8s.cluster.name", "k8s.namespace.name", "k8s.pod.name", "k8s.container.name"];

/**
 * The facts of a log store.
 *
 * @param placement name and namespace of VictoriaLogs, if the stack runs one. Default: `PLACEMENTS.victoriaLogs`
 */
export function logStoreFacts(logs: LogsSettings, placement: Placement = PLACEMENTS.victoriaLogs): LogStoreFacts {
  switch (logs.kind) {
    case "victorialogs":
      return victoriaLogsFacts(logs, placement);
    case "otlp":
      return otlpFacts(logs);
    default:
      return unhandled(logs);
  }
}

function victoriaLogsFacts(logs: VictoriaLogsSettings, { name, namespace }: Placement): LogStoreFacts {
  const port = PORTS.victoriaLogs;
  const workload: StoreWorkload = { kind: "workload", name, namespace, labels: labels(name), port };
  const stored = gibText(storedLogBytes(logs));
  return {
    own: logs,
    workloads: [workload],
    write: {
      url: victoriaLogsWriteUrl(workload),
      headers: { "VL-Stream-Fields": STREAM_FIELDS.join(",") },
      authority: "stack",
    },
    query: { url: victoriaLogsUrl(workload), headers: {}, authority: "stack" },
    location: workload,
    forecast: `${countText(logs.expectedKiBPerSecond)} KiB/s of text; ${logs.retentionDays} days of it are about ${stored} of ${gibText(logStorageBytes(logs))} on a volume of ${logs.storageGiB} GiB; VictoriaLogs requests ${countText(victoriaLogsMemoryMiB(logs))} MiB`,
  };
}

function otlpFacts({ url, headers, expectedKiBPerSecond }: OtlpLogsSettings): LogStoreFacts {
  return {
    own: undefined,
    workloads: [],
    write: { url, headers, authority: "public" },
    query: undefined,
    location: { kind: "address", url },
    forecast: `${countText(expectedKiBPerSecond)} KiB/s of text, sent to ${url}`,
  };
}
