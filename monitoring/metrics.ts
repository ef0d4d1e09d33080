/**
 * Every metric and label name that rules and dashboards use, each written once.
 *
 * Names as Prometheus stores them, with the suffixes (`_total`, units) of the agents' own metrics, which remote write
 * keeps. Read from collector 0.159, node exporter 1.12 and Prometheus 3.16.
 */
import { SPAN_METRIC_NAMES } from "../contract/series";

export const LABELS = {
  cluster: "k8s_cluster_name",
  environment: "deployment_environment",
  node: "k8s_node_name",
  /** Of what kube-state-metrics says: the node that a series describes. */
  describedNode: "node",
  describedNamespace: "namespace",
  describedPod: "pod",
  /** What a pod is controlled by. */
  controllerKind: "created_by_kind",
  controllerName: "created_by_name",
  condition: "condition",
  container: "container",
  phase: "phase",
  resource: "resource",
  deployment: "deployment",
  statefulSet: "statefulset",
  daemonSet: "daemonset",
  /** Of what kube-state-metrics says about annotations of pods. */
  scrapeAnnotation: "annotation_prometheus_io_scrape",
  portAnnotation: "annotation_prometheus_io_port",
  osImage: "os_image",
  namespace: "k8s_namespace_name",
  pod: "k8s_pod_name",
  job: "job",
  instance: "instance",
  exporter: "exporter",
  receiver: "receiver",
  /** On counters of the exporter `durable_remote_write`: why samples were dropped or a request is sent again. */
  reason: "reason",
  /** On what the exporter numbers: start of its process, in milliseconds since 1970. */
  start: "start",
  /** On the numbers of requests: the shard of the exporter. */
  shard: "shard",
  /** On data points that the delta-to-cumulative processor drops: why. */
  error: "error",
  /** On what a processor says: which one. */
  processor: "processor",
  /** On what `durable_remote_write` and `log_limiter` say about a namespace: which one. */
  value: "value",
  device: "device",
  fstype: "fstype",
  mode: "mode",
  handler: "handler",
  code: "code",
  alertState: "alertstate",
  alertName: "alertname",
  severity: "severity",
  ruleGroup: "rule_group",
  /** On Alertmanager's counters: the kind of receiver. */
  integration: "integration",
  /** On alerts, not on samples: the team about whose namespace they are. */
  team: "team",
  sampled: "sampled",
  success: "success",
  serviceName: "service_name",
  statusCode: "status_code",
  bucket: "le",
  metricsPath: "metrics_path",
  /** Of results of queries, not of samples: why something is not as it should be. */
  why: "why",
} as const;

/** The labels that identify a stack: one Prometheus may store several. */
export const CLUSTER_LABELS = [LABELS.cluster, LABELS.environment] as const;
/** The labels that identify a node, and with it the node's agent. */
export const NODE_LABELS = [...CLUSTER_LABELS, LABELS.node] as const;
/** The labels that identify a target of an agent. */
export const TARGET_LABELS = [...NODE_LABELS, LABELS.namespace, LABELS.pod, LABELS.job, LABELS.instance] as const;

/** The labels that identify a pod, on whatever node it runs. */
export const POD_LABELS = [...CLUSTER_LABELS, LABELS.namespace, LABELS.pod] as const;

/** The labels that name a workload, of which a series of kube-state-metrics has one. */
export const ROLLOUT_LABELS = [LABELS.deployment, LABELS.statefulSet, LABELS.daemonSet] as const;

/** Written for every target by the agent that scrapes it. */
export const SCRAPE = {
  up: "up",
  durationSeconds: "scrape_duration_seconds",
  samples: "scrape_samples_scraped",
  /** Samples of the last scrape that were left to be written: as many as the target has series. */
  keptSamples: "scrape_samples_post_metric_relabeling",
  /** Series that the scrape before did not have. */
  newSeries: "scrape_series_added",
  /** Only with `extra_scrape_metrics`; -1 where the body was larger than its limit. */
  bodyBytes: "scrape_body_size_bytes",
} as const;

/** The agent's own metrics. Counters of failures first appear with the first failure, unless noted. */
export const AGENT = {
  accepted: "otelcol_receiver_accepted_metric_points_total",
  /** Exists from the start. */
  refused: "otelcol_receiver_refused_metric_points_total",
  limiterRefused: "otelcol_processor_memory_limiter_refused_metric_points_total",
  cpuSeconds: "otelcol_process_cpu_seconds_total",
  memoryBytes: "otelcol_process_memory_rss_bytes",
  heapBytes: "otelcol_process_runtime_heap_alloc_bytes",
  uptimeSeconds: "otelcol_process_uptime_seconds_total",
} as const;

/** Queues of the collector's own exporters, of samples and of spans; in requests. */
export const QUEUE = {
  size: "otelcol_exporter_queue_size",
  capacity: "otelcol_exporter_queue_capacity",
} as const;

const contrib = (name: string): string => `otelcol_exporter_prometheusremotewrite_${name}`;

/** Metrics of contrib's exporter, in data points. Counters of failures first appear with the first failure. */
export const CONTRIB_WRITER = {
  sent: "otelcol_exporter_sent_metric_points_total",
  /** All data points of a batch of which the store rejected one. */
  sendFailed: "otelcol_exporter_send_failed_metric_points_total",
  enqueueFailed: "otelcol_exporter_enqueue_failed_metric_points_total",
  /** Batches with at least one data point that cannot be written as a sample. */
  translationsFailed: contrib("failed_translations_total"),
  /** Data points of delta metrics on their way to it; those with an `error` are dropped. */
  deltaPoints: "otelcol_deltatocumulative_datapoints_total",
  /** HTTP requests, including retries. */
  requests: contrib("sent_batches_total"),
} as const;

const durable = (name: string): string => `otelcol_exporter_durable_remote_write_${name}`;

/** Metrics of the exporter `durable_remote_write`, in samples. Counters exist from the start, with every reason. */
export const DURABLE_WRITER = {
  accepted: durable("accepted_samples_total"),
  sent: durable("sent_samples_total"),
  /** Accepted and lost, by reason. */
  dropped: durable("dropped_samples_total"),
  /** Data points that cannot be written as samples, and that it refused therefore. */
  refused: durable("refused_points_total"),
  /** Data points of series above the limit of their namespace, by namespace and reason. First appears with the first. */
  cut: durable("cut_points_total"),
  /** Series of each namespace. */
  limitedSeries: durable("limited_series"),
  /** HTTP requests, including retries. */
  requests: durable("requests_total"),
  /** Requests that have to be sent again, by reason. */
  retries: durable("retries_total"),
  queueMemoryBytes: durable("queue_memory_bytes"),
  queueDiskBytes: durable("queue_disk_bytes"),
  queueCapacityBytes: durable("queue_capacity_bytes"),
  oldestAgeSeconds: durable("queue_oldest_age_seconds"),
  storageFailures: durable("storage_failures_total"),
  /** A series of the exporter's own, whose value grows by one with each sample that it accepted. */
  canary: durable("canary"),
  /** The last of these numbers, from the end of a process on. */
  canaryEnd: durable("canary_end"),
  /** The number of each request, by shard. */
  request: durable("request"),
  /** The last of these, from the end of a process on. */
  requestEnd: durable("request_end"),
  damagedRecords: durable("damaged_records_total"),
} as const;

/**
 * Metrics of spans of agents, trace gateways, samplers and Jaeger. Read from collector 0.159 and Jaeger 2.20, which
 * contains collector 0.155. Counters of failures first appear with the first failure, unless noted.
 */
export const TRACES = {
  accepted: "otelcol_receiver_accepted_spans_total",
  /** Exists from the start. */
  refused: "otelcol_receiver_refused_spans_total",
  sent: "otelcol_exporter_sent_spans_total",
  sendFailed: "otelcol_exporter_send_failed_spans_total",
  enqueueFailed: "otelcol_exporter_enqueue_failed_spans_total",
  /** Requests of a load-balancing exporter to one of its backends. */
  routed: "otelcol_loadbalancer_backend_outcome_total",
  /** Backends of a load-balancing exporter. */
  routes: "otelcol_loadbalancer_num_backends",
  /** Traces that a gateway forwarded early as a fragment, because it buffered too many. */
  bufferEvictedTraces: "otelcol_processor_groupbytrace_traces_evicted_total",
  bufferedTraces: "otelcol_processor_groupbytrace_num_traces_in_memory_ratio",
  /** Traces that a sampler dropped before its decision. */
  droppedTooEarly: "otelcol_processor_tail_sampling_sampling_trace_dropped_too_early_total",
  policyErrors: "otelcol_processor_tail_sampling_sampling_policy_evaluation_error_total",
  decided: "otelcol_processor_tail_sampling_global_count_traces_sampled_total",
  undecidedTraces: "otelcol_processor_tail_sampling_sampling_traces_on_memory",
} as const;

/** Span metrics, which the gateway computes before sampling. */
export const SPANS = SPAN_METRIC_NAMES;

/** Jaeger's own metrics. Those of its database exist only with a volume, five minutes after a start. */
export const JAEGER = {
  /** Free space on the volume. */
  bytesAvailable: "jaeger_storage_badger_key_log_bytes_available",
} as const;

/** Prometheus' own metrics. Some counters of rejected samples first appear with the first rejection. */
export const PROMETHEUS = {
  appended: "prometheus_tsdb_head_samples_appended_total",
  appendedOutOfOrder: "prometheus_tsdb_head_out_of_order_samples_appended_total",
  rejectedOutOfOrder: "prometheus_tsdb_out_of_order_samples_total",
  rejectedTooOld: "prometheus_tsdb_too_old_samples_total",
  rejectedOutOfBounds: "prometheus_tsdb_out_of_bound_samples_total",
  headSeries: "prometheus_tsdb_head_series",
  seriesCreated: "prometheus_tsdb_head_series_created_total",
  seriesRemoved: "prometheus_tsdb_head_series_removed_total",
  headChunksBytes: "prometheus_tsdb_head_chunks_storage_size_bytes",
  walBytes: "prometheus_tsdb_wal_storage_size_bytes",
  blocksBytes: "prometheus_tsdb_storage_blocks_bytes",
  retentionLimitBytes: "prometheus_tsdb_retention_limit_bytes",
  walCorruptions: "prometheus_tsdb_wal_corruptions_total",
  httpRequests: "prometheus_http_requests_total",
  httpSecondsSum: "prometheus_http_request_duration_seconds_sum",
  httpCount: "prometheus_http_request_duration_seconds_count",
  /** Alerts that could not be sent to a replica of Alertmanager. */
  notificationErrors: "prometheus_notifications_errors_total",
  ruleFailures: "prometheus_rule_evaluation_failures_total",
  memoryBytes: "process_resident_memory_bytes",
  startTimeSeconds: "process_start_time_seconds",
  /** Written by Prometheus for every alert that is pending or firing. */
  alerts: "ALERTS",
} as const;

/** Alertmanager's own metrics. Read from 0.35. */
export const ALERTMANAGER = {
  notificationsFailed: "alertmanager_notifications_failed_total",
} as const;

/** Series that the recording rules write: level, metric, operation. */
export const RECORDED = {
  accepted: "node:otelcol_receiver_accepted_metric_points:rate5m",
  sent: "node:otelcol_exporter_sent_metric_points:rate5m",
  lost: "node:otelcol_lost_metric_points:rate5m",
  queueUse: "node:otelcol_exporter_queue_use:ratio",
  cpuUse: "node:node_cpu_use:ratio_rate5m",
  loadPerCpu: "node:node_load1_per_cpu:ratio",
  memoryUse: "node:node_memory_use:ratio",
  diskUse: "node_device:node_filesystem_use:ratio",
} as const;
