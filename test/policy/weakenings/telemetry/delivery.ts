/** Samples, spans and alerts that get lost on their way. */
import { AGENT, CONFIG, CONTAINER, GATEWAY, PROMETHEUS, SAMPLER, set, text } from "../draft";
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

/** Changes of single values, each of which loses what is on its way. */
const each = (
  change: (path: string, value: unknown) => Weakening[1],
  values: Readonly<Record<string, readonly [path: string, value: unknown]>>,
): Weakenings =>
  Object.fromEntries(
    Object.entries(values).map(([id, [path, value]]) => [id, ["data is lost on its way", change(path, value)]]),
  );

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
  ...each(agent, {
    "few-samples": ["receivers/prometheus/config/scrape_configs/0/sample_limit", 1],
    "few-labels": ["receivers/prometheus/config/scrape_configs/0/label_limit", 1],
    "short-labels": ["receivers/prometheus/config/scrape_configs/0/label_value_length_limit", 1],
    "small-pages": ["receivers/prometheus/config/scrape_configs/0/body_size_limit", "1KB"],
    "large-pages": ["receivers/prometheus/config/scrape_configs/0/body_size_limit", "999GB"],
    "job-once-a-year": ["receivers/prometheus/config/scrape_configs/0/scrape_interval", "1y"],
    "scraped-once-a-day": ["receivers/prometheus/config/global/scrape_interval", "1d"],
    "scraped-all-the-time": ["receivers/prometheus/config/global/scrape_interval", "1ms"],
    "scrape-hurried": ["receivers/prometheus/config/global/scrape_timeout", "1ms"],
    "scrape-waits": ["receivers/prometheus/config/global/scrape_timeout", "60s"],
    "queue-above-volume": ["exporters/durable_remote_write/queue/disk_mib", 99_999],
    "queue-above-memory": ["exporters/durable_remote_write/queue/memory_mib", 99_999],
    "series-above-memory": ["exporters/durable_remote_write/series_cache/max_mib", 99_999],
    "span-queue-tiny": ["exporters/load_balancing~1gateway/sending_queue/queue_size", 1],
    "spans-retried-once-a-year": ["exporters/load_balancing~1gateway/retry_on_failure/max_interval", "1y"],
    "spans-retried-tomorrow": ["exporters/load_balancing~1gateway/retry_on_failure/initial_interval", "1d"],
    "spans-hurried": ["exporters/load_balancing~1gateway/protocol/otlp/timeout", "1ms"],
    "spans-to-pods-that-are-gone": ["exporters/load_balancing~1gateway/resolver/dns/interval", "1d"],
    "name-hurried": ["exporters/load_balancing~1gateway/resolver/dns/timeout", "1ms"],
    "spans-once-a-day": ["exporters/load_balancing~1gateway/sending_queue/batch/flush_timeout", "1d"],
  }),
  "team-spans-hurried": ["no Jaeger answers in time", sampler("exporters/otlp_grpc~1shop/timeout", "1ms")],
  "volume-below-queue": [
    "agents are evicted again and again",
    set(AGENT, "values/extraVolumes/2/emptyDir/sizeLimit", "1Mi"),
  ],
  "go-above-limit": ["the kernel ends agents", set(AGENT, "values/extraEnvs/1/value", "99999MiB")],
  "go-far-below-limit": ["agents do nothing but collect garbage", set(AGENT, "values/extraEnvs/1/value", "1MiB")],
  "go-above-limit-gateway": ["the kernel ends gateways", set(GATEWAY, "values/extraEnvs/0/value", "99999MiB")],
  "request-above-limit": ["no agent is created", set(AGENT, "values/resources/requests/memory", "6Gi")],
};
