/** Samples, spans and alerts that get lost on their way. */
import { AGENT, CONFIG, CONTAINER, PROMETHEUS, SAMPLER, set, text } from "../draft";
import type { Weakening, Weakenings } from "../draft";

const KUBE_STATE_METRICS = "StatefulSet/kube-state-metrics";
const SCRAPES = "receivers/prometheus/config/scrape_configs/0";
const agent = (path: string, value: unknown): Weakening[1] => set(AGENT, `${CONFIG}/${path}`, value);
const sampler = (path: string, value: unknown): Weakening[1] => set(SAMPLER, `${CONFIG}/${path}`, value);
/** The file that pods read, beside unchanged values of the chart. */
const mounted = (path: string, value: unknown, map = "ConfigMap/otel-configuration"): Weakening[1] =>
  text(map, "relay", path, value);
const store = (path: string, value: unknown): Weakening[1] =>
  text("ConfigMap/metrics-config", "prometheus.yml", path, value);
const route = (path: string, value: unknown): Weakening[1] =>
  text("ConfigMap/alertmanager-config", "alertmanager.yml", path, value);

export const DELIVERY: Weakenings = {
  "mounted-no-exporter": ["agents do not start", mounted("exporters", {})],
  "mounted-limiter": ["the kernel kills agents", mounted("processors/memory_limiter/limit_mib", 99_999)],
  "mounted-log": ["headers in the log", mounted("service/telemetry/logs/level", "debug")],
  "mounted-limiter-gateway": [
    "the same of the gateway",
    mounted("processors/memory_limiter/limit_mib", 99_999, "ConfigMap/trace-gateway-configuration"),
  ],
  "mounted-policies": [
    "traces are chosen otherwise",
    mounted("processors/tail_sampling/decision_wait", "1s", "ConfigMap/trace-sampler-configuration"),
  ],
  "processor-missing": ["agents do not start", agent("processors/k8s_attributes", undefined)],
  "exporter-missing": ["the same", agent("exporters/durable_remote_write", undefined)],
  "no-pipeline-otlp": ["what applications send is refused", agent("service/pipelines/metrics~1otlp", undefined)],
  "no-pipeline-scraped": ["nothing is scraped", agent("service/pipelines/metrics~1scraped", undefined)],
  "no-pipeline-spans": ["spans are refused", agent("service/pipelines/traces", undefined)],
  "pipeline-without-receiver": [
    "what applications send is refused",
    agent("service/pipelines/metrics~1otlp/receivers", ["prometheus"]),
  ],
  "pipeline-to-the-log": [
    "samples go nowhere",
    (stack) => {
      stack.set(AGENT, `${CONFIG}/exporters/debug`, { use_internal_logger: false, verbosity: "basic" });
      stack.set(AGENT, `${CONFIG}/service/pipelines/metrics~1scraped/exporters`, ["debug"]);
    },
  ],
  "queue-forgets": ["an outage of a minute loses samples", agent("exporters/durable_remote_write/queue/max_age", "1s")],
  "writer-hurried": ["no request is answered in time", agent("exporters/durable_remote_write/timeout", "1ms")],
  "limiter-asleep": ["the kernel is faster", agent("processors/memory_limiter/check_interval", "1h")],
  "targets-dropped": ["nothing is scraped", agent(`${SCRAPES}/relabel_configs/+`, { action: "drop", regex: ".*" })],
  "namespace-dropped": [
    "a namespace is not scraped",
    agent(`${SCRAPES}/relabel_configs/+`, {
      action: "drop",
      source_labels: ["__meta_kubernetes_namespace"],
      regex: "shop",
    }),
  ],
  "samples-dropped": [
    "scrapes are empty",
    agent(`${SCRAPES}/metric_relabel_configs/+`, { action: "drop", source_labels: ["__name__"], regex: ".+" }),
  ],
  "samples-kept": [
    "the same",
    agent(`${SCRAPES}/metric_relabel_configs/+`, { action: "keep", source_labels: ["__name__"], regex: "up" }),
  ],
  "window-narrow": [
    "what waited for an outage is refused as too old",
    store("storage/tsdb/out_of_order_time_window", "1m"),
  ],
  "volume-small": [
    "the volume is full before the retention",
    set("PersistentVolumeClaim/metrics-data", "spec/resources/requests/storage", "1Gi"),
  ],
  "one-connection": ["agents wait for each other", set(PROMETHEUS, `${CONTAINER}/args/5`, "--web.max-connections=1")],
  "rules-once-a-day": ["an alert comes a day late", store("global/evaluation_interval", "1d")],
  "alert-after-a-year": [
    "an alert that never fires",
    text("ConfigMap/metrics-rules", "agent-alerts.yaml", "groups/0/rules/0/for", "365d"),
  ],
  "repeated-once-a-year": ["nobody remembers what still fires", route("route/repeat_interval", "8760h")],
  "probe-once-a-day": ["a pod that hangs hangs for a day", set(AGENT, "values/livenessProbe/periodSeconds", 86_400)],
  "no-time-to-end": ["what an agent holds is lost", set(AGENT, "values/terminationGracePeriodSeconds", 1)],
  "shards-without-replicas": [
    "most objects are in no sample",
    set(KUBE_STATE_METRICS, `${CONTAINER}/args/8`, "--total-shards=40"),
  ],
  "replicas-fewer-than-shards": ["the same", set(KUBE_STATE_METRICS, "spec/replicas", 1)],
  "decision-late": ["samplers are full before they decide", sampler("processors/tail_sampling/decision_wait", "1h")],
  "traces-short-lived": [
    "traces are gone before anybody looks",
    text("ConfigMap/jaeger-shop", "config.yaml", "extensions/jaeger_storage/backends/traces/badger/ttl/spans", "1s"),
  ],
  "pods-elsewhere": [
    "taints that no pod of the stack tolerates",
    set("nodePool:NodePool/cluster-nodes", "nodeConfig/taints", [{ key: "x", value: "y", effect: "NO_SCHEDULE" }]),
  ],
  "node-labels": [
    "labels that turn the metadata server off",
    set("nodePool:NodePool/cluster-nodes", "nodeConfig/labels", { "iam.gke.io/gke-metadata-server-enabled": "false" }),
  ],
  "second-collector": [
    "Google's collector scrapes every pod too, and bills it",
    set("cluster:Cluster/cluster", "monitoringConfig/managedPrometheus/enabled", true),
  ],
  "objects-with-secrets": [
    "names of Secrets in samples",
    set(KUBE_STATE_METRICS, `${CONTAINER}/args/4`, "--resources=pods,secrets"),
  ],
};
