/** A team's Jaeger: it receives spans, keeps them, and sends none. */
import { textAt } from "../../evidence/reading";
import {
  allOf,
  type Check,
  demand,
  items,
  listOf,
  numberIn,
  oneOf,
  positive,
  problemsOf,
  type Shape,
  textOf,
} from "../../evidence/shape";
import {
  account,
  claim,
  configMap,
  container,
  containerPort,
  RELOAD_INTERVAL,
  fieldVariable,
  fromConfigMap,
  fromSecret,
  httpProbe,
  image,
  labelled,
  MEMORY_LIMIT,
  mount,
  podAnnotations,
  podSpec,
  port,
  secret,
  service,
  TEAM,
  workload,
  writableMount,
} from "../common";
import { entry, type Entry } from "../model";
import { SERVICE_ANNOTATIONS } from "./pages";

const NAMESPACE = "tracing";
const NAME = new RegExp(`jaeger-${TEAM}`);

/** A shape that follows from the name of the object: everything of a Jaeger is its own. */
const byName =
  (prefix: string, build: (name: string) => Shape): Check =>
  (value, path) => {
    const name = textAt(value, "metadata", "name");
    return problemsOf(value, build(name.slice(prefix.length)), path);
  };

const labelsOf = (name: string) => labelled("jaeger", { "app.kubernetes.io/instance": name });
const POD_IP = "[${env:POD_IP}]";

/** Senders show a certificate of the stack. */
const TLS: Shape = {
  cert_file: "/etc/otel/span-tls/server.crt",
  key_file: "/etc/otel/span-tls/server.key",
  client_ca_file: "/etc/otel/span-tls/client-ca.crt",
  "client_ca_file_reload?": false,
  min_version: "1.3",
  "reload_interval?": RELOAD_INTERVAL,
};

const probe = httpProbe("/status", "health");

const server = (name: string): Shape =>
  workload(
    "StatefulSet",
    { name, namespace: NAMESPACE, labels: labelsOf(name) },
    {
      annotations: podAnnotations(8888, { "gke-telemetry/secret-versions?": /(?:[\w. -]|\[known after up\])*/ }),
      spec: podSpec(
        name,
        10001,
        [
          container("jaeger", image("jaeger"), {
            args: ["--config=/etc/jaeger/config.yaml"],
            env: items([fieldVariable("POD_IP", "status.podIP"), MEMORY_LIMIT]),
            livenessProbe: probe,
            readinessProbe: probe,
            startupProbe: probe,
            ports: items([
              containerPort("query", 16686),
              containerPort("otlp-grpc", 4317),
              containerPort("otlp-http", 4318),
              containerPort("metrics", 8888),
              containerPort("health", 13133),
            ]),
            volumeMounts: items(
              [mount("config", "/etc/jaeger"), mount("span-tls", "/etc/otel/span-tls")],
              [writableMount("data", "/var/lib/jaeger")],
            ),
          }),
        ],
        items(
          [fromConfigMap("config", name), fromSecret("span-tls", `${name}-certificates`)],
          [{ name: "data", persistentVolumeClaim: { claimName: name } }],
        ),
      ),
    },
    {
      replicas: 1,
      serviceName: `headless-${name}`,
      podManagementPolicy: "Parallel",
      updateStrategy: { type: "RollingUpdate" },
    },
  );

const BADGER: Shape = {
  badger: {
    ephemeral: false,
    directories: { keys: "/var/lib/jaeger/keys", values: "/var/lib/jaeger/values" },
    ttl: { spans: /[1-9]\d*h/ },
  },
};

/** What its own metrics are served at; a collector's are too. */
export const OWN_METRICS = (host: string): Shape => ({
  level: "normal",
  readers: [
    {
      pull: {
        exporter: {
          prometheus: {
            host,
            port: 8888,
            without_scope_info: true,
            without_type_suffix: false,
            without_units: false,
          },
        },
      },
    },
  ],
});

const limiter = (value: unknown) => value as { limit_mib: number; spike_limit_mib: number };

/** A memory limiter that acts. */
export const MEMORY_LIMITER = allOf(
  { check_interval: /[1-5]s/, limit_mib: positive, spike_limit_mib: positive },
  demand(
    "has to leave room between its two limits",
    (value) => limiter(value).spike_limit_mib < limiter(value).limit_mib,
  ),
);

const CONFIGURATION: Shape = {
  extensions: {
    healthcheckv2: {
      use_v2: true,
      http: { endpoint: `${POD_IP}:13133`, status: { enabled: true, path: "/status" } },
    },
    jaeger_storage: { backends: { traces: oneOf(BADGER, { memory: { max_traces: positive } }) } },
    jaeger_query: {
      storage: { traces: "traces" },
      enable_tracing: false,
      http: { endpoint: ":16686" },
      grpc: { endpoint: "127.0.0.1:16685" },
    },
  },
  receivers: {
    otlp: {
      protocols: {
        grpc: { endpoint: `${POD_IP}:4317`, max_recv_msg_size_mib: numberIn(1, 64), tls: TLS },
        http: { endpoint: `${POD_IP}:4318`, "max_request_body_size?": positive, tls: TLS },
      },
    },
  },
  processors: { memory_limiter: MEMORY_LIMITER },
  exporters: { jaeger_storage_exporter: { trace_storage: "traces" } },
  service: {
    extensions: items(["jaeger_storage", "jaeger_query", "healthcheckv2"]),
    telemetry: {
      resource: { "service.name": "jaeger" },
      logs: { level: /debug|info|warn|error/, encoding: "json" },
      metrics: OWN_METRICS("${env:POD_IP}"),
    },
    pipelines: {
      traces: { receivers: ["otlp"], processors: ["memory_limiter"], exporters: ["jaeger_storage_exporter"] },
    },
  },
};

const certificates = (name: string): Shape =>
  secret(name, NAMESPACE, labelsOf(name.replace(/-certificates$/, "")), ["client-ca.crt", "server.crt", "server.key"]);

export const JAEGER: readonly Entry[] = [
  entry("Secret", new RegExp(`jaeger-${TEAM}-certificates`), byName("", certificates)),
  entry("StatefulSet", NAME, byName("", server)),
  entry(
    "ServiceAccount",
    NAME,
    byName("", (name) => account(name, NAMESPACE, labelsOf(name))),
  ),
  entry(
    "ConfigMap",
    NAME,
    byName("", (name) => configMap(name, NAMESPACE, labelsOf(name), { "config.yaml": textOf(CONFIGURATION) })),
  ),
  entry(
    "PersistentVolumeClaim",
    NAME,
    byName("", (name) => claim(name, NAMESPACE, labelsOf(name))),
  ),
  entry(
    "Service",
    NAME,
    byName("", (name) =>
      service(
        name,
        NAMESPACE,
        labelsOf(name),
        {
          selector: labelsOf(name),
          ports: items([port("query", 16686), port("otlp-grpc", 4317), port("otlp-http", 4318)]),
        },
        SERVICE_ANNOTATIONS,
      ),
    ),
  ),
  entry(
    "Service",
    new RegExp(`headless-jaeger-${TEAM}`),
    byName("headless-", (name) =>
      service(`headless-${name}`, NAMESPACE, labelsOf(name), {
        clusterIP: "None",
        selector: labelsOf(name),
        ports: listOf(oneOf(port("otlp-grpc", 4317), port("otlp-http", 4318)), 1),
      }),
    ),
  ),
];
