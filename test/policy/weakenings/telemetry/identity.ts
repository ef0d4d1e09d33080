/** Samples and spans under the name of another pod, namespace or cluster, or under none. */
import { AGENT, CONFIG, GATEWAY, set, text } from "../draft";
import type { Weakening, Weakenings } from "../draft";

const agent = (path: string, value: unknown): Weakening[1] => set(AGENT, `${CONFIG}/${path}`, value);
const relabel = (rule: object): Weakening[1] =>
  agent("receivers/prometheus/config/scrape_configs/0/relabel_configs/+", rule);
const pipeline = (id: string, ...processors: readonly string[]): Weakening[1] =>
  agent(`service/pipelines/${id}/processors`, processors);
const SAMPLES = "receivers/prometheus/config/scrape_configs/0/metric_relabel_configs";
const CLAIMS = "processors/transform~1sender_claims";
const RESOURCE = "processors/resource/attributes";
const NAMESPACE = 'resource.attributes["k8s.namespace.name"]';

export const IDENTITY: Weakenings = {
  "claims-not-asked": [
    "a sender's own word about its namespace is stored",
    pipeline("metrics~1otlp", "memory_limiter", "k8s_attributes/sender", "transform/sender_trust", "resource"),
  ],
  "claims-late": [
    "attributes that are there stay, so the sender's come first",
    pipeline(
      "metrics~1otlp",
      ...["memory_limiter", "k8s_attributes/sender", "transform/sender_claims", "transform/sender_trust", "resource"],
    ),
  ],
  "sender-not-asked": [
    "nobody knows whose the samples are",
    pipeline("metrics~1otlp", "memory_limiter", "transform/sender_claims", "transform/sender_trust", "resource"),
  ],
  "scraped-not-asked": ["the same of scrapes", pipeline("metrics~1scraped", "memory_limiter")],
  "spans-not-asked": ["spans of any namespace", pipeline("traces", "memory_limiter")],
  "claims-none": ["senders are believed", agent(`${CLAIMS}/metric_statements`, [])],
  "claims-none-of-spans": ["the same of spans", agent(`${CLAIMS}/trace_statements`, undefined)],
  "claims-namespace": [
    "the namespace is what a sender says",
    agent(
      `${CLAIMS}/metric_statements/0/statements/5`,
      'replace_all_patterns(resource.attributes, "key", "^(k8s[^a-z]+pod[^a-z]+name)$$", "exported_$$1")',
    ),
  ],
  "claims-at-times": ["senders are believed at times", agent(`${CLAIMS}/metric_statements/0/conditions`, ["false"])],
  "claims-cut-off": [
    "no sample says whose it is",
    agent(`${CLAIMS}/metric_statements/0/statements/0`, "limit(resource.attributes, 0, [])"),
  ],
  "claims-of-points": ["the same by data points", agent(`${CLAIMS}/metric_statements/3`, undefined)],
  "claims-lie": [
    "the namespace is what a sender says under another name",
    agent(`${CLAIMS}/metric_statements/0/statements/+`, `set(${NAMESPACE}, resource.attributes["team"])`),
  ],
  "trust-all": [
    "every sender speaks for others",
    agent("processors/transform~1sender_trust/metric_statements/0/statements", [
      `set(${NAMESPACE}, resource.attributes["exported_k8s.namespace.name"])`,
    ]),
  ],
  "trust-from-sender": [
    "who says so is trusted",
    agent(`${CLAIMS}/metric_statements/0/statements/3`, 'set(resource.attributes["sender.trusted"], true)'),
  ],
  "association-none": ["no sender is known", agent("processors/k8s_attributes~1sender/pod_association/0/sources", [])],
  "association-of-scrapes": [
    "a target names its pod",
    agent("processors/k8s_attributes/pod_association/0/sources/0/name", "k8s.pod.ip"),
  ],
  "namespace-not-extracted": [
    "no sample has a namespace",
    agent("processors/k8s_attributes~1sender/extract/metadata", ["k8s.pod.name"]),
  ],
  "cluster-other": ["samples of another cluster", agent(`${RESOURCE}/2/value`, "telemetry-dev")],
  "cluster-none": ["samples of any cluster", agent(`${RESOURCE}/2`, undefined)],
  "environment-other": ["samples of another environment", agent(`${RESOURCE}/3/value`, "dev")],
  "cluster-other-spans": [
    "span metrics of another cluster",
    set(GATEWAY, `${CONFIG}/processors/resource~1span_metrics/attributes/2/value`, "telemetry-dev"),
  ],
  "cluster-other-alerts": [
    "alerts of another cluster",
    text("ConfigMap/metrics-config", "prometheus.yml", "global/external_labels/k8s_cluster_name", "telemetry-dev"),
  ],
  "attributes-deleted": ["nobody knows whose samples are", agent(`${RESOURCE}/+`, { action: "delete", pattern: ".*" })],
  "namespace-deleted": ["the same", agent(`${RESOURCE}/+`, { action: "delete", key: "k8s.namespace.name" })],
  "namespace-annotated": [
    "a pod names its namespace",
    relabel({
      source_labels: ["__meta_kubernetes_pod_annotation_team"],
      regex: "(.+)",
      replacement: "$$1",
      target_label: "k8s_namespace_name",
    }),
  ],
  "job-annotated": [
    "a pod takes the job of another",
    relabel({
      source_labels: ["__meta_kubernetes_pod_annotation_job"],
      regex: "(.+)",
      replacement: "$$1",
      target_label: "job",
    }),
  ],
  "series-not-limited": [
    "one namespace fills the store for all",
    agent("exporters/durable_remote_write/limits", undefined),
  ],
  "series-limit-above-all": ["the same", agent("exporters/durable_remote_write/limits/max_series", 1e12)],
  "labels-not-limited": [
    "one pod fills the store",
    agent("receivers/prometheus/config/scrape_configs/0/label_limit", 1e6),
  ],
  "span-metrics-by-header": [
    "every request has series of its own, with its credentials",
    set(GATEWAY, `${CONFIG}/connectors/span_metrics/dimensions/+`, { name: "http.request.header.authorization" }),
  ],
  "scope-renames-sender": [
    "a processor of scopes names another namespace",
    (stack) => {
      const statements = [`set(${NAMESPACE}, "shop")`];
      stack.set(AGENT, `${CONFIG}/processors/transform~1otlp_scope`, {
        error_mode: "propagate",
        metric_statements: [{ statements }],
      });
      stack.set(AGENT, `${CONFIG}/service/pipelines/metrics~1otlp/processors/+`, "transform/otlp_scope");
    },
  ],
  "one-node-for-all": ["every sample is of one node", agent(`${RESOURCE}/4/value`, "node-1")],
  "one-service-for-all": [
    "every sample is of one service",
    agent(`${RESOURCE}/+`, { action: "upsert", key: "service.name", value: "other" }),
  ],
  "one-job-for-all": ["every pod has one job", relabel({ replacement: "prometheus", target_label: "job" })],
  "labels-all-dropped": ["samples have no labels", agent(`${SAMPLES}/2/regex`, ".*|k8s_namespace_name")],
  "labels-some-kept": [
    "a pod says of which node it is",
    (stack) => {
      stack.set(AGENT, `${CONFIG}/${SAMPLES}/1/regex`, "(k8s_namespace_name)");
      stack.set(AGENT, `${CONFIG}/${SAMPLES}/2/regex`, "k8s_namespace_name");
    },
  ],
  "address-dropped": [
    "no pod has an address",
    relabel({ action: "labeldrop", regex: "__address__|k8s_namespace_name" }),
  ],
};
