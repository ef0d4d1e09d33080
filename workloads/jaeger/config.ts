/** What a team's Jaeger reads: an OpenTelemetry collector's configuration whose extensions keep and serve traces. */
import { JAEGER_COMPONENTS, PROCESSORS, RECEIVERS } from "../../contract/collectorComponents";
import { PORTS } from "../../contract/names";
import type { TraceStorageSettings } from "../../settings/schema/tracing";

/** Folder at which the volume is mounted, in one of whose folders the database lies. */
export const DATA_DIRECTORY = "/var/lib/jaeger";

/** Folder of what is mounted from the ConfigMap, and its file. */
export const CONFIG_DIRECTORY = "/etc/jaeger";
export const CONFIG_FILE = "config.yaml";

/** The environment variable with the pod's address. */
export const POD_IP_VARIABLE = "POD_IP";

/** Path of the health endpoint: 200 once every part has started, 503 before. */
export const HEALTH_PATH = "/status";

/** gRPC twin of the query API, which nothing here uses and which cannot be switched off. */
const QUERY_GRPC_PORT = 16_685;

/** Largest request of spans that is taken, in MiB: the gateway's largest batch, and more. */
const REQUEST_LIMIT_MIB = 16;

const TRACE_STORE = "traces";

const { healthCheck, storage: storageExtension, query, storageExporter } = JAEGER_COMPONENTS;

export interface JaegerConfigInput {
  readonly storage: TraceStorageSettings;
  /** Heap at which spans are refused, in MiB; the gateway keeps what is refused. */
  readonly memoryLimiterMiB: number;
}

/**
 * The configuration of a Jaeger.
 *
 * Between receiver and storage stands no queue: what the storage does not take, the sender is told to repeat. There is
 * no storage of metrics for the page *Monitor*: it would show a team the metrics of all services.
 */
export function jaegerConfig({ storage, memoryLimiterMiB }: JaegerConfigInput) {
  return {
    extensions: {
      [healthCheck]: {
        use_v2: true,
        http: { endpoint: podAddress(PORTS.jaegerHealth), status: { enabled: true, path: HEALTH_PATH } },
      },
      [storageExtension]: { backends: { [TRACE_STORE]: traceStore(storage) } },
      [query]: {
        storage: { traces: TRACE_STORE },
        // Else it sends spans of its own to a collector on its loopback address, where none is.
        enable_tracing: false,
        // On all addresses of the pod: a port-forward comes in on the loopback one.
        http: { endpoint: `:${PORTS.jaegerQuery}` },
        grpc: { endpoint: `127.0.0.1:${QUERY_GRPC_PORT}` },
      },
    },
    receivers: {
      [RECEIVERS.otlp]: {
        protocols: {
          grpc: { endpoint: podAddress(PORTS.otlpGrpc), max_recv_msg_size_mib: REQUEST_LIMIT_MIB },
          http: { endpoint: podAddress(PORTS.otlpHttp) },
        },
      },
    },
    processors: {
      [PROCESSORS.memoryLimiter]: {
        check_interval: "1s",
        limit_mib: memoryLimiterMiB,
        spike_limit_mib: Math.floor(memoryLimiterMiB * SPIKE_SHARE),
      },
    },
    exporters: { [storageExporter]: { trace_storage: TRACE_STORE } },
    service: {
      extensions: [storageExtension, query, healthCheck],
      telemetry: telemetry(),
      pipelines: {
        traces: {
          receivers: [RECEIVERS.otlp],
          processors: [PROCESSORS.memoryLimiter],
          exporters: [storageExporter],
        },
      },
    },
  };
}

/** Part of the limiter that is kept for one burst; between the two the limiter forces collections. */
const SPIKE_SHARE = 0.1;

/** An address on the pod's own IP, in brackets for IPv6. */
function podAddress(port: number): string {
  return `[\${env:${POD_IP_VARIABLE}}]:${port}`;
}

function traceStore(storage: TraceStorageSettings) {
  if (storage.kind === "memory") return { memory: { max_traces: storage.maxTraces } };
  return {
    badger: {
      ephemeral: false,
      directories: { keys: `${DATA_DIRECTORY}/keys`, values: `${DATA_DIRECTORY}/values` },
      ttl: { spans: `${storage.retentionHours}h` },
    },
  };
}

/** Jaeger's own log, and its own metrics with `_total` and units in their names, as the collectors' have them. */
function telemetry() {
  const prometheus = {
    host: `\${env:${POD_IP_VARIABLE}}`,
    port: PORTS.jaegerMetrics,
    without_type_suffix: false,
    without_units: false,
    without_scope_info: true,
  };
  return {
    resource: { "service.name": "jaeger" },
    logs: { level: "info", encoding: "json" },
    metrics: { level: "normal", readers: [{ pull: { exporter: { prometheus } } }] },
  };
}
