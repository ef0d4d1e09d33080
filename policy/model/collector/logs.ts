/** A log agent: it reads the files of its node's containers, and sends to the log store alone. */
import { anything, items, listOf, numberIn, oneOf, positive, type Shape } from "../../evidence/shape";
import { DURATION } from "../common";
import { EXTENSIONS, limited, PROCESSORS, RETRY, service } from "./common";
import { withOwn } from "./own";

const STATE = "/var/lib/otelcol";
const LOG_STORE = "/etc/otel/log-store/";
const LOGIN_ID = "bearertokenauth/log_store";

/** Of the node nothing but the files of containers is read. */
const POD_LOGS: Shape = {
  include: ["/var/log/pods/*/*/*.log", "/var/log/pods/*/*/*.log.*"],
  exclude: listOf(/\/var\/log\/pods\/[a-z0-9*_-]+\/(\*\/\*\.(gz|tmp)|\*\*)/),
  start_at: "beginning",
  include_file_path: true,
  include_file_name: false,
  storage: "file_storage",
  max_log_size: numberIn(1024, 256 * 1024),
  retry_on_failure: RETRY,
  operators: listOf(
    oneOf(
      { id: "container", type: "container", max_log_size: positive },
      {
        id: /event_\d+/,
        type: "recombine",
        combine_field: "body",
        is_first_entry: /body matches ".+"/,
        source_identifier: 'attributes["log.file.path"]',
        force_flush_period: DURATION,
        max_log_size: positive,
        "if?": /resource\["k8s\.(namespace|container)\.name"\] == "[a-z0-9-]+"( and .+)?/,
      },
      { id: /remove_\w+/, type: "remove", field: /attributes\["[\w.]+"\]/, if: /.+/ },
    ),
    1,
  ),
};

/** Attributes that the stack sets; what a path or a pod says stays. */
const RESOURCE: Shape = {
  attributes: listOf({ action: "upsert", key: /[\w./-]+/, value: anything }, 1),
};

const STATEMENTS: Shape = { error_mode: "silent", log_statements: [{ context: "log", statements: listOf(/.+/, 1) }] };

const EXPORTER = {
  timeout: DURATION,
  compression: "gzip",
  retry_on_failure: RETRY,
  sending_queue: {
    enabled: true,
    storage: "file_storage",
    sizer: "bytes",
    queue_size: positive,
    block_on_overflow: true,
    num_consumers: positive,
    batch: { flush_timeout: DURATION, min_size: positive, max_size: positive, sizer: "bytes" },
  },
};

/** The stack's own store with its certificate and a login, or an address of the settings by TLS. */
const STORE = oneOf(
  {
    ...EXPORTER,
    logs_endpoint: "https://victoria-logs.monitoring.svc.cluster.local:9428/insert/opentelemetry/v1/logs",
    headers: { "VL-Stream-Fields": /[\w.,]+/ },
    auth: { authenticator: LOGIN_ID },
    tls: { ca_file: `${LOG_STORE}ca.crt`, min_version: "1.3" },
  },
  {
    ...EXPORTER,
    logs_endpoint: /https:\/\/(?!victoria-logs\.)[^@\s/]+(\/[^@\s]*)?/,
    "headers?": anything,
    "auth?": { authenticator: LOGIN_ID },
  },
);

const LOGIN = oneOf(
  { filename: `${LOG_STORE}basic-credentials`, scheme: "Basic" },
  { filename: `${LOG_STORE}bearer-token`, "scheme?": "Bearer" },
);

/** Watches events, and nothing else. */
const EVENTS: Shape = {
  auth_type: "serviceAccount",
  storage: "file_storage",
  objects: [{ name: "events", group: "events.k8s.io", mode: "watch", exclude_watch_type: ["DELETED"] }],
};

const common = {
  exporters: { otlp_http: STORE },
  extensions: {
    ...EXTENSIONS,
    file_storage: {
      directory: STATE,
      recreate: true,
      compaction: { on_rebound: true, directory: STATE, cleanup_on_start: true },
    },
    [`${LOGIN_ID}?`]: LOGIN,
  },
};

const logService = (receiver: string, ...processors: readonly string[]): Shape =>
  service(items(["health_check", "file_storage"], [LOGIN_ID]), {
    logs: { receivers: [receiver], processors: limited(...processors), exporters: ["otlp_http"] },
  });

export const EVENTS_CONFIGURATION: Shape = {
  ...common,
  receivers: { k8s_objects: EVENTS },
  processors: { ...PROCESSORS, "resource/logs": RESOURCE, "transform/event_fields": STATEMENTS },
  service: logService("k8s_objects", "resource/logs", "transform/event_fields"),
};

export const LOG_CONFIGURATION: Shape = withOwn("logs", {
  ...common,
  receivers: { file_log: POD_LOGS },
  processors: {
    ...PROCESSORS,
    k8s_attributes: {
      auth_type: "serviceAccount",
      extract: { metadata: listOf(/k8s\.[a-z]+\.name|service\.name/, 1) },
      filter: { node_from_env_var: "KUBE_NODE_NAME" },
      pod_association: [{ sources: [{ from: "resource_attribute", name: "k8s.pod.uid" }] }],
      pod_delete_grace_period: DURATION,
    },
    // In the project's image alone.
    "log_limiter?": {
      attribute: "k8s.namespace.name",
      max_bytes_per_minute: positive,
      "max_bytes_per_minute_of?": anything,
    },
    "log_limiter/sent?": { attribute: "k8s.namespace.name" },
    "resource/logs": RESOURCE,
    "transform/log_fields": STATEMENTS,
    "transform/redaction?": STATEMENTS,
  },
  service: logService(
    "file_log",
    "log_limiter",
    "k8s_attributes",
    "resource/logs",
    "transform/log_fields",
    "transform/redaction",
    "log_limiter/sent",
  ),
});
