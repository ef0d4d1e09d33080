/**
 * The configuration of a team's Jaeger: that of an OpenTelemetry Collector with extensions that store and serve traces.
 */
import { JAEGER_COMPONENTS, PROCESSORS, RECEIVERS } from "../../contract/collector/components";
import { spanServerTls } from "../../contract/credentials/spanTls";
import { PORTS } from "../../contract/ports";
import type { TraceStorageSettings } from "../../settings/schema/tracing";

/** Mount path of the volume, which contains the folders of the database. */
export const DATA_DIRECTORY = "/var/lib/jaeger";

/** Mount path of the ConfigMap, and its file. */
export const CONFIG_DIRECTORY = "/etc/jaeger";
export const CONFIG_FILE = "config.yaml";

/** The environment variable with the pod's address. */
export const POD_IP_VARIABLE = "POD_IP";

/** Path of the health endpoint: 200 once every part has started, 503 before. */
export const HEALTH_PATH = "/status";

/** Port of the query API over gRPC, which is not used but cannot be disabled. */
const QUERY_GRPC_PORT = 16_685;

/** Largest request of spans, in MiB. The gateway's largest batch is smaller. */
const REQUEST_LIMIT_MIB = 16;

const TRACE_STORE = "traces";

const { healthCheck, storage: storageExtension, query, storageExporter } = JAEGER_COMPONENTS;

/**
 * Jaeger reads the authorities of its clients only when it starts, and a changed Secret restarts it: where an older
 * grpc-go (before 1.68) reloads them, it negotiates no protocol, and today's clients refuse that.
 */
const SERVER_TLS = { ...spanServerTls(), client_ca_file_reload: false } as const;

export interface JaegerConfigInput {
  readonly storage: TraceStorageSettings;
  /** Heap at which the memory limiter refuses spans, in MiB. The gateway queues refused spans. */
  readonly memoryLimiterMiB: number;
}

/**
 * The configuration of a Jaeger.
 *
 * There is no queue between receiver and storage: if the storage fails, the sender gets a retryable error. There is no
 * metrics storage for the page *Monitor*, because it would show a team the metrics of all services.
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
        // By default, Jaeger sends spans of its own to a collector on the loopback address, which does not exist.
        enable_tracing: false,
        // Listens on all addresses of the pod, because a port-forward connects to the loopback address.
        http: { endpoint: `:${PORTS.jaegerQuery}` },
        grpc: { endpoint: `127.0.0.1:${QUERY_GRPC_PORT}` },
      },
    },
    receivers: {
      [RECEIVERS.otlp]: {
        protocols: {
          grpc: {
            endpoint: podAddress(PORTS.otlpGrpc),
            max_recv_msg_size_mib: REQUEST_LIMIT_MIB,
            tls: SERVER_TLS,
          },
          http: { endpoint: podAddress(PORTS.otlpHttp), tls: SERVER_TLS },
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

/** Part of the memory limiter's limit that is kept free for one burst. */
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

/** Jaeger's own log, and its own metrics with the suffixes `_total` and units, like those of the collectors. */
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
