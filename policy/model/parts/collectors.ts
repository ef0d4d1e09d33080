/** What the program places beside the collectors' charts: Services, credentials, the lease's owner. */
import { anything, items, listOf, mapOf, numberIn, oneOf, textOf, type Shape } from "../../evidence/shape";
import { configMap, DURATION, labelled, objectShape, port, secret, service } from "../common";
import { entry, type Entry } from "../model";

const AGENTS = "open-telemetry";
const TRACING = "tracing";

const AGENT_PODS: Shape = {
  // Absent with a canary, which is a release of its own.
  "app.kubernetes.io/instance?": "otel",
  "app.kubernetes.io/name": "opentelemetry-collector",
  component: "agent-collector",
};
const GATEWAY_PODS: Shape = {
  "app.kubernetes.io/instance": "trace-gateway",
  "app.kubernetes.io/name": "trace-gateway",
  component: "standalone-collector",
};

const OTLP = [port("otlp-grpc", 4317), port("otlp-http", 4318)];
const LEGACY = [
  port("jaeger-grpc", 14250),
  port("jaeger-thrift", 14268),
  port("jaeger-compact", 6831, "UDP"),
  port("zipkin", 9411),
];

/** Clients are served by the agent of their own node, or prefer it (`agent.locality`). */
const ON_NODE: readonly Record<string, Shape>[] = [
  { internalTrafficPolicy: "Local" },
  { trafficDistribution: "PreferSameNode" },
];

const agentService = (locality: Record<string, Shape>) =>
  service("otel-agent", AGENTS, labelled("otel-agent"), {
    selector: AGENT_PODS,
    ports: items(OTLP, LEGACY),
    ...locality,
  });

/** What a collector needs to take spans from others, and to send them on. */
const CERTIFICATE_FILES = ["client-ca.crt", "client.crt", "client.key", "server-ca.crt", "server.crt", "server.key"];

/** Keys of the store's credentials: a user, or a token. */
const CREDENTIALS = ["basic-credentials?", "username?", "password?", "bearer-token?", "ca.crt?"];
const storeCredentials = (namespace: string, owner: string): Shape =>
  secret(
    "remote-write-credentials",
    namespace,
    labelled(owner),
    [],
    CREDENTIALS.map((key) => key.replace("?", "")),
  );

const grafanaCredentials = secret(
  "remote-write-credentials",
  "monitoring",
  labelled("grafana"),
  [],
  ["authority", "username", "password", "bearerToken"],
);

/** A class whose pods take the place of others, but not of the system's, whose classes begin at 2,000,000,000. */
const priorityClass = (name: string, owner = name): Entry =>
  entry(
    "PriorityClass",
    name,
    objectShape(
      "scheduling.k8s.io/v1",
      "PriorityClass",
      { name, labels: labelled(owner) },
      {
        description: /.+/,
        "globalDefault?": false,
        preemptionPolicy: /PreemptLowerPriority|Never/,
        value: numberIn(1, 1_000_000_000),
      },
    ),
  );

/** Credentials for further destinations, each under the name of its exporter. */
const exporterCredentials = (workload: string, namespace: string, owner = workload): Entry => {
  const name = `${workload}-exporters`;
  const content = mapOf(/[a-z]([a-z0-9-]*[a-z0-9])?/, anything);
  const withContent = (field: "stringData" | "data") =>
    objectShape("v1", "Secret", { name, namespace, labels: labelled(owner) }, { type: "Opaque", [field]: content });
  return entry("Secret", name, oneOf(withContent("stringData"), withContent("data")));
};

export const COLLECTOR_OBJECTS: readonly Entry[] = [
  exporterCredentials("otel-agent", AGENTS),
  exporterCredentials("trace-gateway", TRACING),
  exporterCredentials("trace-sampler", TRACING),
  exporterCredentials("logs-agent", "telemetry-logs", "logs"),
  // A user name and a password for the targets of one scrape job.
  entry(
    "Secret",
    /scrape-[a-z0-9-]+/,
    secret(/scrape-[a-z0-9-]+/, "scraper", labelled("scraper"), ["username", "password"]),
  ),
  priorityClass("otel-agent"),
  priorityClass("node-exporter"),
  priorityClass("logs-log-agent", "logs-agent"),
  entry("Service", "otel-agent", oneOf(...ON_NODE.map(agentService))),
  entry(
    "Service",
    "otel-agent-metrics",
    service("otel-agent-metrics", AGENTS, labelled("otel-agent-metrics"), {
      clusterIP: "None",
      selector: AGENT_PODS,
      ports: [port("metrics", 8888)],
    }),
  ),
  entry(
    "Secret",
    "otel-agent-certificates",
    secret("otel-agent-certificates", AGENTS, labelled("otel-agent"), ["client.crt", "client.key", "server-ca.crt"]),
  ),
  ...["trace-gateway", "trace-sampler"].map((name) =>
    entry("Secret", `${name}-certificates`, secret(`${name}-certificates`, TRACING, labelled(name), CERTIFICATE_FILES)),
  ),
  entry(
    "ServiceMonitor",
    "otel-agent-metrics",
    objectShape(
      "monitoring.coreos.com/v1",
      "ServiceMonitor",
      // Operators select ServiceMonitors by labels of their own.
      { name: "otel-agent-metrics", namespace: AGENTS, labels: mapOf(/[\w./-]+/, /[\w.-]*/) },
      {
        spec: {
          endpoints: [{ interval: DURATION, path: "/metrics", port: "metrics" }],
          namespaceSelector: { matchNames: [AGENTS] },
          selector: { matchLabels: labelled("otel-agent-metrics") },
        },
      },
    ),
  ),
  entry(
    "Secret",
    "remote-write-credentials",
    oneOf(
      storeCredentials(AGENTS, "otel-agent"),
      storeCredentials(TRACING, "trace-gateway"),
      storeCredentials("scraper", "scraper"),
      grafanaCredentials,
    ),
  ),
  entry(
    "Service",
    "trace-gateway-headless",
    service("trace-gateway-headless", TRACING, labelled("trace-gateway-headless"), {
      clusterIP: "None",
      selector: GATEWAY_PODS,
      ports: items(OTLP),
    }),
  ),
  entry(
    "ConfigMap",
    /trace-pipeline-[a-z0-9-]+/,
    configMap(/trace-pipeline-[a-z0-9-]+/, "default", labelled("trace-pipeline"), { holder: /[\w.-]+(\/[\w.-]+)*/ }),
  ),
  entry(
    "ConfigMap",
    "istio-tracing",
    configMap("istio-tracing", AGENTS, labelled("istio-tracing"), {
      "mesh-config.yaml": textOf({
        extensionProviders: listOf({
          name: "gke-telemetry",
          opentelemetry: { service: "otel-agent.open-telemetry.svc.cluster.local", port: 4317 },
        }),
      }),
      "telemetry.yaml": textOf(anything),
    }),
  ),
];
