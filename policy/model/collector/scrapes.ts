/** The scrape jobs of an agent: which pods it asks, at which address, with which credentials. */
import { allOf, demand, items, listOf, numberIn, oneOf, positive, type Shape } from "../../evidence/shape";
import { textAt, textsAt } from "../../evidence/reading";
import { addressFrom, keeps, MONITOR_PORT, OWN_LABELS, POD_PORT, RELABELING, RULES } from "./relabeling";

type Settings = Record<string, Shape>;

const SIZE = /[1-9]\d{0,2}MB/;

/** Two minutes at most, or rates over five have gaps. */
const SECONDS = /([1-9]|[1-9]\d|1[01]\d|120)s/;

/** The pods of the agent's own node. */
const OWN_PODS: Settings = {
  // Whose namespaces' labels say whether they are the agents' in a migration.
  "attach_metadata?": { namespace: true },
  role: "pod",
  selectors: [{ role: "pod", field: "spec.nodeName=${env:KUBE_NODE_NAME}" }],
};
const DISCOVERY: Shape = [OWN_PODS];

/** Limits of every job, also of the scraper's, and no label or time of the target's choice. */
export const LIMITS: Settings = {
  body_size_limit: SIZE,
  "fallback_scrape_protocol?": /PrometheusText.+/,
  follow_redirects: false,
  honor_labels: false,
  honor_timestamps: false,
  // Below these, ordinary pods are not scraped at all.
  label_limit: numberIn(30, 64),
  label_name_length_limit: numberIn(128, 256),
  label_value_length_limit: numberIn(512, 2048),
  sample_limit: numberIn(1000),
  "target_limit?": positive,
  "keep_dropped_targets?": numberIn(0),
};

/** What every job of an agent has. Add a line for a further setting. */
const JOB: Settings = {
  ...LIMITS,
  "scrape_interval?": SECONDS,
  "scrape_timeout?": SECONDS,
};

/** A job of pods of the node. */
const job = (name: string, relabeling: Shape, more: Settings): Shape => ({
  ...JOB,
  job_name: name,
  kubernetes_sd_configs: DISCOVERY,
  metric_relabel_configs: OWN_LABELS,
  relabel_configs: allOf(RELABELING, relabeling),
  ...more,
});

const WITH_SCRAPE = keeps("__meta_kubernetes_pod_annotation_prometheus_io_scrape", "true");

const UNVERIFIED: Shape = { "insecure_skip_verify?": true, "min_version?": /TLS1[23]/ };

/** Pods that did not ask for verification. */
const PODS = job(
  "kubernetes-pods",
  allOf(WITH_SCRAPE, keeps("__meta_kubernetes_pod_annotation_prometheus_io_tls_verify", "(false)?")),
  { "tls_config?": UNVERIFIED },
);

/** Pods that name themselves. Whose their samples are is not theirs to say. */
const HONOURED_PODS = job(
  "kubernetes-pods-honoured",
  allOf(
    WITH_SCRAPE,
    keeps("__meta_kubernetes_pod_annotation_prometheus_io_tls_verify", "(false)?"),
    keeps("__meta_kubernetes_pod_annotation_prometheus_io_honor_labels", "true"),
  ),
  { honor_labels: true, "tls_config?": UNVERIFIED },
);

/** The node's pods of annotated Services. */
const SERVICES = job(
  "kubernetes-services",
  allOf(
    keeps("__meta_kubernetes_service_annotation_prometheus_io_scrape", "true"),
    keeps("__meta_kubernetes_pod_node_name", "${env:KUBE_NODE_NAME}"),
    addressFrom(POD_PORT),
  ),
  {
    kubernetes_sd_configs: [{ ...OWN_PODS, role: "endpointslice" }],
    "tls_config?": UNVERIFIED,
  },
);

/** Labels that a monitor wants. Those of pod and cluster are taken away afterwards. */
const MONITOR_LABELS: Shape = { action: "labelmap", regex: "__meta_monitor_label_(.+)", replacement: "$$1" };

/** The node's pods that ServiceMonitors and PodMonitors select. */
const MONITORED_PODS: Shape = {
  ...JOB,
  job_name: "monitored-pods",
  monitor_sd_configs: [{ extension: "monitors" }],
  metric_relabel_configs: OWN_LABELS,
  relabel_configs: allOf(
    listOf(oneOf(...RULES, MONITOR_LABELS)),
    keeps("__meta_kubernetes_pod_node_name", "${env:KUBE_NODE_NAME}"),
    addressFrom(MONITOR_PORT),
    demand("have to drop pods that are scraped by their annotations", (rules) =>
      (rules as unknown[]).some(
        (rule) =>
          textAt(rule, "action") === "drop" &&
          textAt(rule, "regex") === "true" &&
          textsAt(rule, "source_labels").join() === "__meta_kubernetes_pod_annotation_prometheus_io_scrape",
      ),
    ),
    demand("have to end without a monitor's own labels of pod and cluster", (rules) => {
      const last = (rules as unknown[]).at(-1);
      return textAt(last, "action") === "labeldrop";
    }),
  ),
  "tls_config?": UNVERIFIED,
};

/** Pods whose certificates are verified: over TLS alone, and never by a rule that changes the scheme. */
const VERIFIED_PODS = job(
  "kubernetes-pods-verified",
  allOf(
    WITH_SCRAPE,
    demand("have to leave the scheme https", (rules) =>
      (rules as unknown[]).every((rule) => textAt(rule, "target_label") !== "__scheme__"),
    ),
  ),
  {
    scheme: "https",
    tls_config: { "ca?": /-----BEGIN CERTIFICATE-----[^]+/, "server_name?": /[a-z0-9.-]+/, min_version: /TLS1[23]/ },
  },
);

const AGENT = job(
  "otel-agent",
  keeps("__meta_kubernetes_namespace;__meta_kubernetes_pod_name", "${env:OTEL_K8S_NAMESPACE};${env:OTEL_K8S_POD_NAME}"),
  {},
);

const OWN_NODE = "${env:KUBE_NODE_NAME}";
const SERVICE_ACCOUNT = "/var/run/secrets/kubernetes.io/serviceaccount";

/** The kubelet of the agent's own node, and nobody else, sees the agent's token. */
const kubelet = (name: string, path: string, more: Settings): Shape => ({
  ...JOB,
  job_name: name,
  authorization: { credentials_file: `${SERVICE_ACCOUNT}/token` },
  follow_redirects: false,
  metric_relabel_configs: listOf(
    oneOf(
      { action: "keep", regex: /[^]+/, source_labels: ["__name__"] },
      { action: "drop", regex: /[^;]*container_[^;]+;(\(POD\)\?)?/, source_labels: ["__name__", /container|pod/] },
      { action: "labeldrop", regex: "id" },
      { regex: "(.+)", replacement: "$$1", source_labels: ["namespace"], target_label: "k8s_namespace_name" },
      { regex: "(.+)", replacement: "$$1", source_labels: ["pod"], target_label: "k8s_pod_name" },
    ),
    1,
  ),
  metrics_path: path,
  relabel_configs: [
    ...["$$1:10250", "[$$1]:10250"].map((replacement) => ({
      regex: /[^]+/,
      replacement,
      source_labels: ["__address__"],
      target_label: "__address__",
    })),
    ...Object.entries({ job: "kubelet", metrics_path: path, node: OWN_NODE, k8s_node_name: OWN_NODE }).map(
      ([label, value]) => ({
        replacement: value,
        target_label: label,
      }),
    ),
  ],
  scheme: "https",
  static_configs: [{ targets: ["${env:OTEL_K8S_NODE_IP}"] }],
  tls_config: oneOf(
    { ca_file: `${SERVICE_ACCOUNT}/ca.crt`, min_version: /TLS1[23]/ },
    { insecure_skip_verify: true, min_version: /TLS1[23]/ },
  ),
  ...more,
});

const SERVER_PODS =
  "__meta_kubernetes_namespace;__meta_kubernetes_pod_label_app_kubernetes_io_name;__meta_kubernetes_pod_container_port_number";

/** The only jobs with credentials, for the stack's own servers, whose certificates are verified. */
const server = (name: string, port: number) =>
  job(name, keeps(SERVER_PODS, `monitoring;${name};${port}`), {
    basic_auth: {
      username_file: "/etc/otel/remote-write/username",
      password_file: "/etc/otel/remote-write/password",
    },
    scheme: "https",
    tls_config: {
      ca_file: "/etc/otel/remote-write/ca.crt",
      min_version: "TLS13",
      server_name: `${name}.monitoring.svc.cluster.local`,
    },
  });

const KUBELET = kubelet("kubelet", "/metrics", {});
/** cAdvisor's own times are those of its measurements. */
const CONTAINERS = kubelet("kubelet-containers", "/metrics/cadvisor", {
  honor_timestamps: true,
  track_timestamps_staleness: true,
});

/** The jobs that every agent has, and those that some have. */
export const SCRAPES: Shape = {
  config: {
    global: allOf(
      {
        "extra_scrape_metrics?": true,
        "scrape_native_histograms?": true,
        "scrape_protocols?": listOf(/PrometheusProto|(OpenMetrics|Prometheus)Text[0-9.]+/, 1),
        scrape_interval: SECONDS,
        scrape_timeout: SECONDS,
      },
      demand(
        "has to have a timeout that is not above the interval",
        (value) =>
          Number.parseInt(textAt(value, "scrape_timeout"), 10) <= Number.parseInt(textAt(value, "scrape_interval"), 10),
      ),
    ),
    scrape_configs: items(
      [PODS, VERIFIED_PODS, HONOURED_PODS, AGENT],
      [SERVICES, MONITORED_PODS, server("prometheus", 9090), server("alertmanager", 9093), KUBELET, CONTAINERS],
    ),
  },
};
