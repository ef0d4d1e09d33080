/** What agents, gateways and Prometheus count in trouble, and what doctor says of it. */
import { NAMES, NAMESPACES } from "../../../../contract/names";

const STACK_LABELS = { k8s_cluster_name: "local", deployment_environment: "local" };
const NODE = { ...STACK_LABELS, k8s_node_name: "node-in-trouble" };
const AGENT = {
  ...NODE,
  job: "otel-agent",
  k8s_namespace_name: NAMESPACES.agent,
  k8s_pod_name: "otel-agent-in-trouble",
};
const PROMETHEUS = { ...NODE, job: NAMES.prometheus, k8s_namespace_name: NAMESPACES.monitoring };
const NODE_EXPORTER = { ...NODE, job: NAMES.nodeExporter, k8s_namespace_name: NAMESPACES.nodeExporter };
const GATEWAY = {
  ...STACK_LABELS,
  k8s_namespace_name: NAMESPACES.tracing,
  k8s_pod_name: "trace-gateway-1",
  job: "trace-gateway",
};

/** Of an application that no agent of the run scrapes. */
const TARGET = { ...NODE, k8s_namespace_name: "shop", instance: "10.1.0.7:8080", job: "cart" };

type Labels = Readonly<Record<string, string>>;

/** What makes a state: a sample that was not there before, and the check that tells of it. */
interface State {
  readonly made: string;
  readonly check: string;
  readonly metric: string;
  readonly labels: Labels;
  readonly value: number;
  /** Its value some seconds before. Default: the series was not there. */
  readonly before?: number;
  readonly says: RegExp;
}

const durable = (made: string, metric: string, check: string, more: Labels, value: number, says: RegExp): State => ({
  made,
  check,
  metric: `otelcol_exporter_durable_remote_write_${metric}`,
  labels: { ...AGENT, exporter: "durable_remote_write", ...more },
  value,
  says,
});

/** Periods of CPU of an agent's container, and those in which it had to wait. */
const THROTTLED = [
  { metric: "container_cpu_cfs_periods_total", value: 600 },
  { metric: "container_cpu_cfs_throttled_periods_total", value: 240 },
];

/** What Istio's agent counts where the application never answers it. */
const MERGED: readonly { readonly metric: string; readonly labels: Labels }[] = [
  { metric: "istio_agent_scrapes_total", labels: {} },
  { metric: "istio_agent_scrape_failures_total", labels: { type: "application" } },
];

export const STORE_STATES: readonly State[] = [
  durable(
    "the store rejects samples of an agent",
    "dropped_samples_total",
    "agent-send-failed",
    { reason: "rejected" },
    7,
    /rejected up to 7 samples/,
  ),
  durable(
    "an agent's queue is full",
    "dropped_samples_total",
    "agent-enqueue-failed",
    { reason: "memory_full" },
    8,
    /dropped 8 samples/,
  ),
  durable(
    "samples wait for longer than the outage window",
    "dropped_samples_total",
    "agent-samples-expired",
    { reason: "expired" },
    9,
    /dropped 9 samples/,
  ),
  durable(
    "the store does not take the password of an agent",
    "retries_total",
    "agent-write-unauthorized",
    { reason: "unauthorized" },
    12,
    /answered 12 requests/,
  ),
  durable(
    "the files of an agent's queue cannot be written",
    "storage_failures_total",
    "agent-queue-unusable",
    {},
    2,
    /could not open, read or write files/,
  ),
  durable(
    "an application sends a metric that cannot be written",
    "refused_points_total",
    "agent-translation-failed",
    { reason: "invalid_name" },
    3,
    /cannot be written/,
  ),
  durable(
    "a namespace has more series than it may have",
    "cut_points_total",
    "namespace-series-cut",
    { value: "greedy", reason: "max_series" },
    207,
    /cut 207 data/,
  ),
  durable(
    "the store is away for ten minutes",
    "queue_oldest_age_seconds",
    "queues-are-empty",
    {},
    600,
    /for 10 minutes/,
  ),
  durable(
    "a namespace has almost as many series as it may have",
    "limited_series",
    "namespace-series",
    { value: "crowded" },
    1_000_000,
    /1,000,000 series on a node, of/,
  ),
  durable(
    "two agents of one node write",
    "canary",
    "one-writer",
    { start: "1" },
    1,
    /2 agents of the node write at the same time/,
  ),
  durable(
    "two agents of one node write",
    "canary",
    "one-writer",
    { start: "2" },
    1,
    /2 agents of the node write at the same time/,
  ),
  {
    made: "an agent is at its memory limit",
    check: "agent-memory-limiter-refuses",
    metric: "otelcol_processor_memory_limiter_refused_metric_points_total",
    labels: { ...AGENT, processor: "memory_limiter" },
    value: 5,
    says: /memory/,
  },
  {
    made: "samples are too old for Prometheus",
    check: "prometheus-rejects-samples",
    metric: "prometheus_tsdb_too_old_samples_total",
    labels: { ...PROMETHEUS, type: "float" },
    value: 4,
    says: /out of order, too old/,
  },
  {
    made: "Prometheus answers requests with 400",
    check: "prometheus-refuses-writes",
    metric: "prometheus_http_requests_total",
    labels: { ...PROMETHEUS, handler: "/api/v1/write", code: "400" },
    value: 2,
    says: /status 400/,
  },
  {
    made: "Prometheus has many times the planned series",
    check: "store-series",
    metric: "prometheus_tsdb_head_series",
    labels: PROMETHEUS,
    value: 90_000_000,
    says: /has 90,000,000 series/,
  },
  {
    made: "the clock of a node is wrong",
    check: "clocks-agree",
    metric: "node_timex_offset_seconds",
    labels: NODE_EXPORTER,
    value: -42,
    says: /clock is 42 seconds/,
  },
  {
    made: "a gateway refuses spans",
    check: "spans-refused",
    metric: "otelcol_receiver_refused_spans_total",
    labels: { ...GATEWAY, receiver: "otlp" },
    value: 6,
    says: /spans/,
  },
  {
    made: "a Jaeger rejects spans",
    check: "span-send-failed",
    metric: "otelcol_exporter_send_failed_spans_total",
    labels: { ...GATEWAY, exporter: "otlp_grpc/jaeger" },
    value: 6,
    says: /spans/,
  },
  ...THROTTLED.map(({ metric, value }) => ({
    made: "an agent is at its CPU limit",
    check: "agents-not-throttled",
    metric,
    labels: { ...AGENT, container: "opentelemetry-collector" },
    value,
    says: /at its CPU limit in 40% of the last 10 minutes/,
  })),
  {
    made: "a pod does not answer",
    check: "targets-answer",
    metric: "up",
    labels: { ...TARGET, k8s_pod_name: "cart-1" },
    value: 0,
    says: /shop\/cart-1: its target 10\.1\.0\.7:8080 of job cart is down\. npm run why -- pod\/cart-1 -n shop/,
  },
  {
    made: "a pod's page is larger than agents take",
    check: "target-over-limit",
    metric: "scrape_body_size_bytes",
    labels: { ...TARGET, k8s_pod_name: "cart-2" },
    value: -1,
    says: /shop\/cart-2: .*exceed/,
  },
  ...MERGED.map(({ metric, labels }) => ({
    made: "Istio merges the page of a pod, and gets no metrics of its application",
    check: "merged-pages-have-applications",
    metric,
    labels: { ...TARGET, ...labels, k8s_pod_name: "cart-3", instance: "10.1.0.9:15020" },
    before: 1,
    value: 9,
    says: /shop\/cart-3: its Istio sidecar gets no metrics of the application at .*\. Name the port in the annotation prometheus\.io\/port/,
  })),
  ...["otel-collector", "central"].map((collector) => ({
    made: "a pod is scraped by the agents and by the central collector",
    check: "scraped-by-one",
    metric: "up",
    labels: { ...TARGET, collector, k8s_pod_name: "cart-4", instance: "10.1.0.8:8080" },
    value: 1,
    says: /Namespace shop: 1 target of it are in the store twice/,
  })),
];
