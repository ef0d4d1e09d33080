/** What collectors of several roles have. */
import { JOBS } from "../../../contract/series";
import { allOf, demand, items, listOf, numberIn, oneOf, positive, type Shape } from "../../evidence/shape";
import { textAt } from "../../evidence/reading";
import { DURATION, RELOAD_INTERVAL, TEAM } from "../common";
import { MEMORY_LIMITER, OWN_METRICS } from "../parts/jaeger";

type Settings = Record<string, Shape>;

/** The pod, in brackets for IPv6. */
const POD_IP = "[${env:MY_POD_IP}]";
const MIB = 1024 * 1024;

const SPAN_FILES = "/etc/otel/span-tls/";

/** A server that takes spans from clients with a certificate of the stack. */
const SPAN_SERVER_TLS: Shape = {
  cert_file: `${SPAN_FILES}server.crt`,
  key_file: `${SPAN_FILES}server.key`,
  client_ca_file: `${SPAN_FILES}client-ca.crt`,
  "client_ca_file_reload?": true,
  min_version: "1.3",
  "reload_interval?": RELOAD_INTERVAL,
};

const KEEPALIVE: Shape = {
  server_parameters: { max_connection_age: DURATION, max_connection_age_grace: DURATION },
};

/** OTLP at the pod's own address, with limits of a message. */
const otlp = (tls: Settings): Shape => ({
  protocols: {
    grpc: {
      endpoint: `${POD_IP}:4317`,
      "keepalive?": KEEPALIVE,
      max_recv_msg_size_mib: numberIn(1, 64),
      ...tls,
    },
    http: { endpoint: `${POD_IP}:4318`, max_request_body_size: numberIn(1, 64 * MIB), ...tls },
  },
});

/** From pods of trusted namespaces, which have no certificate, at a port of their own. */
export const OTLP_TRUSTED: Shape = {
  protocols: {
    grpc: {
      endpoint: `${POD_IP}:4319`,
      "keepalive?": KEEPALIVE,
      max_recv_msg_size_mib: numberIn(1, 64),
    },
  },
};

/** From applications, in plain text on their node. */
export const OTLP = otlp({});
/** From other collectors of the stack. */
export const OTLP_TLS = otlp({ tls: SPAN_SERVER_TLS });

export const PROCESSORS: Settings = { memory_limiter: MEMORY_LIMITER };

/** Attributes that a collector sets or removes. Nobody sets a namespace or a pod: those are the sender's. */
const ATTRIBUTES: readonly Shape[] = [
  // What says nothing of the pod.
  {
    action: "delete",
    pattern: oneOf(
      "^(cloud|container|host|os|process|server|telemetry|url)[.]",
      "^k8s[.](container|replicaset)[.]|^k8s[.]pod[.](ip|start_time|hostname)$$|^k8s[.].+[.]uid$$",
    ),
  },
  {
    action: /insert|upsert/,
    key: /k8s\.cluster\.name|deployment\.environment(\.name)?/,
    value: /[\w.-]+/,
  },
  { action: /insert|upsert/, key: "k8s.node.name", value: "${env:KUBE_NODE_NAME}" },
  // The stack's own words (`attributes`), none of them of a sender, a pod or a service.
  { action: /insert|upsert/, key: /(?!(k8s|service|sender|exported)[._])[a-z][a-z0-9_.]*/, value: /[^$]+/ },
];

const resource = (...more: readonly Shape[]): Shape => ({
  attributes: allOf(
    listOf(oneOf(...ATTRIBUTES, ...more), 1),
    demand("have to name the cluster and the environment", (attributes) =>
      ["k8s.cluster.name", "deployment.environment"].every((key) =>
        (attributes as unknown[]).some((one) => textAt(one, "key") === key),
      ),
    ),
  ),
});
export const RESOURCE = resource();
/** Of metrics that the gateway counts itself. */
export const SPAN_METRICS_RESOURCE = resource(
  { action: "upsert", key: "service.name", value: JOBS.spanMetrics },
  { action: "upsert", key: "service.instance.id", value: "${env:OTEL_K8S_POD_NAME}" },
);

export const EXTENSIONS: Settings = { health_check: { endpoint: `${POD_IP}:13133` } };

const CREDENTIAL_FILE = "/etc/otel/remote-write/";
export const STORE_LOGIN: Shape = oneOf(
  { filename: `${CREDENTIAL_FILE}basic-credentials`, scheme: "Basic" },
  { filename: `${CREDENTIAL_FILE}bearer-token`, "scheme?": "Bearer" },
);
export const STORE_LOGIN_ID = "bearertokenauth/remote_write";

/** The stack's own Prometheus. */
const OWN_STORE: Settings = {
  endpoint: "https://prometheus.monitoring.svc.cluster.local:9090/api/v1/write",
  tls: { ca_file: `${CREDENTIAL_FILE}ca.crt`, min_version: "1.3" },
};

/** A store that exists. The rule `destinations` holds every collector to the same. */
const REMOTE_STORE: Settings = {
  endpoint: /https:\/\/[^@\s/]+(\/[^@\s]*)?/,
  "headers?": { "X-Scope-OrgID": /[\w.-]{1,64}/ },
};

/** Less than a second gives up requests that a store takes. */
const SECONDS = /([1-9]\d*[smh])+/;

/** The client of a writer: TLS, a login from a Secret, and no other header than the tenant's. */
export const storeClient = (more: Settings): Shape => {
  const client = { auth: { authenticator: STORE_LOGIN_ID }, timeout: SECONDS, ...more };
  return oneOf({ ...client, ...OWN_STORE }, { ...client, ...REMOTE_STORE });
};

/** Between two attempts: five minutes at most, or what waits is too much. */
const PAUSE = /[1-9]\d{1,5}ms|([1-9]|[1-9]\d|[12]\d\d|300)s/;

/** Retries without an end. */
export const RETRY: Shape = {
  enabled: true,
  initial_interval: PAUSE,
  max_interval: PAUSE,
  max_elapsed_time: "0s",
  "multiplier?": positive,
  "randomization_factor?": numberIn(0, 1),
};

/** Of one backend of several, before another one is asked. */
const RETRY_BRIEFLY: Settings = {
  enabled: true,
  initial_interval: PAUSE,
  max_interval: PAUSE,
  max_elapsed_time: DURATION,
};

const QUEUE: Shape = {
  enabled: true,
  sizer: "bytes",
  queue_size: numberIn(64 * 1024),
  num_consumers: positive,
  block_on_overflow: oneOf(true, false),
  "batch?": { flush_timeout: PAUSE, min_size: positive, max_size: positive, sizer: "bytes" },
};

/** A client with a certificate, of the server with this name. */
const spanTls = (server: Shape): Shape => ({
  ca_file: `${SPAN_FILES}server-ca.crt`,
  cert_file: `${SPAN_FILES}client.crt`,
  key_file: `${SPAN_FILES}client.key`,
  min_version: "1.3",
  "reload_interval?": RELOAD_INTERVAL,
  server_name_override: server,
});

/** Sends spans to one Service. */
export const spanExporter = (server: string | RegExp, more: Settings = {}): Shape => ({
  endpoint: typeof server === "string" ? `${server}:4317` : new RegExp(`${server.source}:4317`),
  retry_on_failure: RETRY,
  sending_queue: QUEUE,
  timeout: SECONDS,
  tls: spanTls(server),
  ...more,
});

/** Sends all spans of a trace to the same pod of a headless Service. */
export const loadBalancer = (hostname: string): Shape => ({
  protocol: {
    otlp: {
      // Retried as a whole, by the exporter's own queue.
      retry_on_failure: oneOf({ enabled: false }, RETRY_BRIEFLY),
      sending_queue: { enabled: false },
      timeout: SECONDS,
      tls: spanTls(hostname),
    },
  },
  // Spans go to pods that are gone until the name is looked up again.
  resolver: { dns: { hostname, port: "4317", interval: RELOAD_INTERVAL, timeout: SECONDS } },
  retry_on_failure: RETRY,
  routing_key: "traceID",
  sending_queue: QUEUE,
  "timeout?": SECONDS,
});

/** Contrib's remote-write exporter. */
export const remoteWriter = (retry: Shape): Shape => ({
  "disable_scope_info?": true,
  external_labels: { collector: "otel-collector" },
  http: storeClient({}),
  max_batch_request_parallelism: 1,
  max_batch_size_bytes: positive,
  "protobuf_message?": /io\.prometheus\.write\.v2\.Request|prometheus\.WriteRequest/,
  remote_write_queue: { enabled: true, queue_size: positive },
  resource_to_telemetry_conversion: { enabled: true, exclude_service_attributes: true },
  retry_on_failure: retry,
  target_info: { enabled: false },
  timeout: "0s",
  translation_strategy: /UnderscoreEscapingWith(out)?Suffixes|NoTranslation/,
});

/** Processors, of which the memory limiter is the first. */
export const limited = (...others: readonly string[]): Shape =>
  allOf(
    items(["memory_limiter"], others),
    demand("have to begin with memory_limiter", (value) => (value as unknown[])[0] === "memory_limiter"),
  );

export const service = (
  extensions: Shape,
  pipelines: Shape,
  metrics: Shape = OWN_METRICS("${env:MY_POD_IP}"),
): Shape => ({
  extensions,
  pipelines,
  telemetry: { logs: { encoding: "json", level: /debug|info|warn|error/ }, metrics },
});

export const TEAM_EXPORTER = new RegExp(`otlp_grpc/${TEAM}`);
