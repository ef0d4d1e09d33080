/** Prometheus: one server with a login, on a volume, which scrapes and sends nothing. */
import { items, listOf, mapOf, oneOf, positive, textOf, type Shape } from "../../../evidence/shape";
import {
  account,
  claim,
  configMap,
  container,
  containerPort,
  DURATION,
  execProbe,
  fromConfigMap,
  fromSecret,
  image,
  labelled,
  mount,
  podAnnotations,
  podSpec,
  port,
  secret,
  service,
  workload,
  writableMount,
} from "../../common";
import { entry, type Entry } from "../../model";
import { OWN_RULES, RULES } from "./rules";

const NAMESPACE = "monitoring";
const LABELS = labelled("prometheus");

/** Every argument that the server may have. */
const ARGUMENTS = items(
  [
    "--config.file=/etc/prometheus/config/prometheus.yml",
    "--storage.tsdb.path=/prometheus",
    "--web.config.file=/etc/prometheus/web/web.yml",
    "--web.enable-remote-write-receiver",
    /--web\.max-connections=[1-9]\d{2,}/,
  ],
  ["--enable-feature=exemplar-storage"],
);

const probe = (state: string): Shape =>
  execProbe(
    "/bin/promtool",
    "check",
    state,
    "--url=https://localhost:9090",
    "--http.config.file=/etc/prometheus/web/probe.yml",
  );

const SERVER = workload(
  "StatefulSet",
  { name: "prometheus", namespace: NAMESPACE, labels: LABELS },
  {
    annotations: podAnnotations(undefined),
    spec: podSpec(
      "prometheus",
      65534,
      [
        container("prometheus", image("prometheus"), {
          args: ARGUMENTS,
          livenessProbe: probe("healthy"),
          readinessProbe: probe("ready"),
          startupProbe: probe("ready"),
          ports: [containerPort("https", 9090)],
          volumeMounts: items(
            [
              mount("config", "/etc/prometheus/config"),
              mount("rules", "/etc/prometheus/rules"),
              mount("web", "/etc/prometheus/web"),
              writableMount("data", "/prometheus"),
            ],
            [mount("alertmanager", "/etc/prometheus/alertmanager"), mount("own-rules", "/etc/prometheus/own-rules")],
          ),
        }),
      ],
      items(
        [
          fromConfigMap("config", "prometheus-config"),
          fromConfigMap("rules", "prometheus-rules"),
          fromSecret("web", "prometheus-web"),
          { name: "data", persistentVolumeClaim: { claimName: "prometheus-data" } },
        ],
        [fromSecret("alertmanager", "prometheus-alertmanager"), fromConfigMap("own-rules", "prometheus-own-rules")],
      ),
    ),
  },
  {
    replicas: 1,
    serviceName: "prometheus",
    podManagementPolicy: "Parallel",
    updateStrategy: { type: "RollingUpdate" },
  },
);

const RULE_FILES = ["recording", "agent-alerts", "write-path-alerts", "node-alerts", "prometheus-alerts"];
/** Rules that some stacks have. */
const MORE_RULES = [
  "trace-alerts",
  "delivery-alerts",
  "log-alerts",
  "monitor-alerts",
  "exporter-alerts",
  "object-alerts",
  "readiness-alerts",
];

const CREDENTIAL = {
  username: "/etc/prometheus/alertmanager/username",
  password: "/etc/prometheus/alertmanager/password",
};
const ALERTMANAGERS = {
  api_version: "v2",
  "basic_auth?": { username_file: CREDENTIAL.username, password_file: CREDENTIAL.password },
};

/** Alerts go to the stack's own Alertmanager over TLS, or to one that exists, and have the team's name added alone. */
const ALERTING: Shape = {
  alert_relabel_configs: listOf({
    source_labels: ["k8s_namespace_name"],
    regex: /[a-z0-9-]+(\|[a-z0-9-]+)*/,
    target_label: "team",
    replacement: /[a-z0-9-]+/,
  }),
  alertmanagers: [
    oneOf(
      {
        ...ALERTMANAGERS,
        scheme: "https",
        static_configs: [
          { targets: listOf(/alertmanager-\d\.alertmanager-peers\.monitoring\.svc\.cluster\.local:9093/, 1) },
        ],
        tls_config: {
          ca_file: "/etc/prometheus/alertmanager/ca.crt",
          min_version: "TLS13",
          server_name: "alertmanager.monitoring.svc.cluster.local",
        },
      },
      {
        ...ALERTMANAGERS,
        scheme: /https?/,
        "path_prefix?": /\/[^@\s]*/,
        static_configs: [{ targets: [/[a-z0-9.-]+:\d+/] }],
      },
    ),
  ],
};

/** The whole configuration: no scrape, no remote store, and no labels but those of alerts. */
const CONFIGURATION: Shape = {
  global: {
    evaluation_interval: /([1-9]|[1-9]\d|1[01]\d|120)s/,
    "external_labels?": { k8s_cluster_name: /.+/, deployment_environment: /.+/ },
  },
  "alerting?": ALERTING,
  rule_files: items(
    RULE_FILES.map((name) => `/etc/prometheus/rules/${name}.yaml`),
    [...MORE_RULES.map((name) => `/etc/prometheus/rules/${name}.yaml`), "/etc/prometheus/own-rules/*.y*ml"],
  ),
  storage: {
    "exemplars?": { max_exemplars: positive },
    tsdb: { out_of_order_time_window: DURATION, retention: { time: DURATION, size: /[1-9]\d*(MB|GB|TB)/ } },
  },
};

export const PROMETHEUS: readonly Entry[] = [
  entry("StatefulSet", "prometheus", SERVER),
  entry("ServiceAccount", "prometheus", account("prometheus", NAMESPACE, LABELS)),
  entry(
    "ConfigMap",
    "prometheus-config",
    configMap("prometheus-config", NAMESPACE, LABELS, { "prometheus.yml": textOf(CONFIGURATION) }),
  ),
  entry(
    "ConfigMap",
    "prometheus-rules",
    configMap("prometheus-rules", NAMESPACE, LABELS, {
      ...Object.fromEntries(RULE_FILES.map((name) => [`${name}.yaml`, RULES])),
      ...Object.fromEntries(MORE_RULES.map((name) => [`${name}.yaml?`, RULES])),
    }),
  ),
  entry(
    "ConfigMap",
    "prometheus-own-rules",
    configMap("prometheus-own-rules", NAMESPACE, LABELS, mapOf(/[A-Za-z0-9][A-Za-z0-9._-]*\.ya?ml/, OWN_RULES)),
  ),
  entry("PersistentVolumeClaim", "prometheus-data", claim("prometheus-data", NAMESPACE, LABELS)),
  entry(
    "Secret",
    "prometheus-web",
    secret("prometheus-web", NAMESPACE, LABELS, [
      "ca.crt",
      "probe-password",
      "probe.yml",
      "tls.crt",
      "tls.key",
      "web.yml",
    ]),
  ),
  entry(
    "Secret",
    "prometheus-alertmanager",
    secret("prometheus-alertmanager", NAMESPACE, LABELS, ["password", "username"], ["ca.crt"]),
  ),
  entry(
    "Service",
    "prometheus",
    service("prometheus", NAMESPACE, LABELS, { selector: LABELS, ports: items([port("https", 9090)]) }),
  ),
];
