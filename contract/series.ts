/** What samples and series are called: jobs, labels and span metrics. */

/** Scrape jobs of the agent, which are the `job` label of the series. */
export const JOBS = {
  /** Annotated pods without the label `app.kubernetes.io/name`. With that label, its value is the job. */
  pods: "kubernetes-pods",
  /** Annotated pods whose certificates are verified. The label `job` of their series is the same as that of `pods`. */
  verifiedPods: "kubernetes-pods-verified",
  /** The agent's own metrics. */
  agent: "otel-agent",
  /** Span metrics of the trace gateways; `instance` is the gateway's pod. */
  spanMetrics: "span-metrics",
  /** The kubelet of the node: its own metrics, and those of the containers. */
  kubelet: "kubelet",
  /** Scrape job of the containers. The label `job` of their series is `kubelet`, as dashboards and rules expect. */
  containers: "kubelet-containers",
  /** The stack's own Prometheus, which requires credentials. */
  prometheus: "prometheus",
  /** The stack's own Alertmanager, which requires them too. */
  alertmanager: "alertmanager",
} as const;

/**
 * Attributes of samples by which alerts and queries tell whose they are; labels of the same names with `_`. Agents find
 * them out themselves, and believe no sender about them.
 */
export const POD_ATTRIBUTES = [
  "k8s.namespace.name",
  "k8s.pod.name",
  "k8s.node.name",
  "k8s.deployment.name",
  "k8s.statefulset.name",
  "k8s.daemonset.name",
  "k8s.job.name",
  "k8s.cronjob.name",
] as const;

/** The attributes that say of which stack a sample is. */
export const STACK_ATTRIBUTES = ["k8s.cluster.name", "deployment.environment"] as const;

/** Prefix of what a target or a sender itself says under such a name, as Prometheus has it. */
export const EXPORTED_PREFIX = "exported_";

/** Name of the external label with `COLLECTOR_LABEL`. */
export const COLLECTOR_LABEL_NAME = "collector";

/** Value of the external label `collector` on every series that an agent writes. */
export const COLLECTOR_LABEL = "otel-collector";

/** uid of Grafana's data source for samples, to which every dashboard refers. */
export const DATA_SOURCE_UID = "prometheus";

/** Span metrics, which the gateway computes before sampling. */
export const SPAN_METRIC_NAMES = {
  calls: "traces_span_metrics_calls_total",
  durationSecondsBucket: "traces_span_metrics_duration_seconds_bucket",
} as const;
