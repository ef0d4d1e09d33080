/**
 * The collector's components: every type that a configuration uses, and every id that more than one part of the
 * program knows. A type that the collector renames is renamed here, with its earlier name; `distribution/otelcol.yaml`
 * lists the modules that bring the types.
 */

export const RECEIVERS = {
  fileLog: "file_log",
  jaeger: "jaeger",
  kubernetesObjects: "k8s_objects",
  /** Only in the image that is built from `distribution/otelcol.yaml`. */
  monitors: "monitors",
  otlp: "otlp",
  prometheus: "prometheus",
  zipkin: "zipkin",
} as const;

export const PROCESSORS = {
  attributes: "attributes",
  batch: "batch",
  deltaToCumulative: "delta_to_cumulative",
  filter: "filter",
  groupByTrace: "groupbytrace",
  kubernetesAttributes: "k8s_attributes",
  /** Only in the image that is built from `distribution/otelcol.yaml`. */
  logLimiter: "log_limiter",
  memoryLimiter: "memory_limiter",
  probabilisticSampler: "probabilistic_sampler",
  resource: "resource",
  tailSampling: "tail_sampling",
  transform: "transform",
} as const;

export const EXPORTERS = {
  debug: "debug",
  /** Only in the image that is built from `distribution/otelcol.yaml`. */
  durableRemoteWrite: "durable_remote_write",
  loadBalancing: "load_balancing",
  otlpGrpc: "otlp_grpc",
  otlpHttp: "otlp_http",
  prometheusRemoteWrite: "prometheus_remote_write",
} as const;

export const CONNECTORS = {
  forward: "forward",
  spanMetrics: "span_metrics",
} as const;

export const EXTENSIONS = {
  bearerTokenAuth: "bearertokenauth",
  fileStorage: "file_storage",
  healthCheck: "health_check",
  /** Only in the image that is built from `distribution/otelcol.yaml`. */
  monitors: "monitors",
} as const;

/** Components that only Jaeger has. Jaeger is an OpenTelemetry Collector with extensions of its own. */
export const JAEGER_COMPONENTS = {
  healthCheck: "healthcheckv2",
  storage: "jaeger_storage",
  query: "jaeger_query",
  storageExporter: "jaeger_storage_exporter",
} as const;

type ValueOf<Kind> = Kind extends unknown ? Kind[keyof Kind] & string : never;
type ComponentType = ValueOf<
  typeof RECEIVERS | typeof PROCESSORS | typeof EXPORTERS | typeof CONNECTORS | typeof EXTENSIONS
>;

export type ExporterType = ValueOf<typeof EXPORTERS>;

/** Id of a component whose type is in one of the tables above. */
export type ComponentId = ComponentType | `${ComponentType}/${string}`;

/** A renamed type. The collector still accepts the earlier name, with a warning. */
interface Rename {
  readonly type: string;
  readonly earlier: string;
  /** First version of the collector with the current name. */
  readonly since: string;
}

export const RENAMES: readonly Rename[] = [
  { type: EXPORTERS.otlpGrpc, earlier: "otlp", since: "0.144.0" },
  { type: PROCESSORS.kubernetesAttributes, earlier: "k8sattributes", since: "0.146.0" },
  { type: CONNECTORS.spanMetrics, earlier: "spanmetrics", since: "0.151.0" },
  { type: EXPORTERS.loadBalancing, earlier: "loadbalancing", since: "0.153.0" },
  { type: EXPORTERS.prometheusRemoteWrite, earlier: "prometheusremotewrite", since: "0.154.0" },
];

/** Every name under which a collector reads a type. */
export function typeNames(type: string): readonly string[] {
  return [type, ...RENAMES.filter((rename) => rename.type === type).map(({ earlier }) => earlier)];
}

/** The type of a component: its id without the name. */
export function componentType(id: string): string {
  return id.split("/", 1)[0] ?? id;
}

/** Ids by which components are known to alerts, dashboards and other components; `type` or `type/name`. */
export const COMPONENTS = {
  /** Writes samples, and keeps what the store does not take, in memory or in files. In the project's own image. */
  durableWriter: EXPORTERS.durableRemoteWrite,
  /** Writes what the gateway counts. */
  writer: EXPORTERS.prometheusRemoteWrite,
  /** Writes scraped samples, under the names that they were scraped with. In every image. */
  scrapedWriter: `${EXPORTERS.prometheusRemoteWrite}/scraped`,
  /** Writes samples that came by OTLP, under names that are made for Prometheus. In every image. */
  otlpWriter: `${EXPORTERS.prometheusRemoteWrite}/otlp`,
  /** Keeps of a scope what tells series apart. */
  scrapedScope: `${PROCESSORS.transform}/scraped_scope`,
  otlpScope: `${PROCESSORS.transform}/otlp_scope`,
  /** Renames what a sender says of where it runs. */
  senderClaims: `${PROCESSORS.transform}/sender_claims`,
  /** Adds the attributes of the pod whose connection it is. */
  senderAttributes: `${PROCESSORS.kubernetesAttributes}/sender`,
  /** Compares what a sender said with what the agent found. */
  senderTrust: `${PROCESSORS.transform}/sender_trust`,
  /** Removes labels by the settings' rules. */
  labelRules: `${PROCESSORS.transform}/label_rules`,
  /** Drops metrics by the settings' rules. */
  metricRules: `${PROCESSORS.filter}/metric_rules`,
  /** Cuts what a namespace logs above its limit. In the project's own image. */
  logLimiter: PROCESSORS.logLimiter,
  /** Counts the log records that are sent. In the project's own image. */
  logCounter: `${PROCESSORS.logLimiter}/sent`,
  /** Sets of a log record what its text says: severity, trace and span. */
  logFields: `${PROCESSORS.transform}/log_fields`,
  /** Makes a log record of a Kubernetes event. */
  eventFields: `${PROCESSORS.transform}/event_fields`,
  /** Replaces what the settings want out of the text of log lines. */
  redaction: `${PROCESSORS.transform}/redaction`,
  /** Sets the attributes of log records. */
  logResource: `${PROCESSORS.resource}/logs`,
  /** Authenticates at the log store. */
  logStoreAuthenticator: `${EXTENSIONS.bearerTokenAuth}/log_store`,
  /** Authenticates the writer. */
  writerAuthenticator: `${EXTENSIONS.bearerTokenAuth}/remote_write`,
  /** Adds cluster and environment to spans on an agent. */
  spanResource: `${PROCESSORS.resource}/spans`,
  /** Sets the resource attributes of span metrics. */
  spanMetricsResource: `${PROCESSORS.resource}/span_metrics`,
  /** Adds the pod's attributes in a sidecar. */
  podResource: `${PROCESSORS.resource}/pod`,
  /** Sends spans to any gateway. */
  gatewayRoundRobin: `${EXPORTERS.otlpGrpc}/gateway`,
  /** Sends all spans of a trace to the same gateway. */
  gatewayByTrace: `${EXPORTERS.loadBalancing}/gateway`,
  /** Sends all spans of a trace to the same sampler. */
  samplersByTrace: `${EXPORTERS.loadBalancing}/samplers`,
  /** Receives spans from sidecars, which have no certificate. */
  sidecarReceiver: `${RECEIVERS.otlp}/sidecars`,
  /** Sends from a sidecar to the gateway. */
  gatewayFromSidecar: `${EXPORTERS.otlpGrpc}/gateway_from_sidecar`,
  /** Sends from a sidecar to the agent of the node. */
  agentExporter: `${EXPORTERS.otlpGrpc}/agent`,
  /** Joins the pipeline that counts spans with the one that samples. */
  counted: `${CONNECTORS.forward}/counted`,
  /** Joins the pipeline that samples with those of the teams. */
  sampled: `${CONNECTORS.forward}/sampled`,
  /** Joins the pipelines that write to the store with those of further destinations. */
  copied: `${CONNECTORS.forward}/copied`,
  /** Prevents that an error of one destination's exporter affects the others. */
  isolation: `${PROCESSORS.batch}/isolate`,
} as const;

/** Exporters that send spans, by type. */
export const SPAN_EXPORTER_TYPES = [EXPORTERS.otlpGrpc, EXPORTERS.loadBalancing] as const;
