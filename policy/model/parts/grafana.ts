/** Grafana: one administrator, no anonymous access, provisioned data sources and dashboards. */
import { anything, items, listOf, oneOf, textOf, type Shape } from "../../evidence/shape";
import {
  account,
  configMap,
  container,
  containerPort,
  emptyDir,
  fromConfigMap,
  httpProbe,
  image,
  labelled,
  mount,
  podAnnotations,
  podSpec,
  port,
  secret,
  secretVariable,
  service,
  variable,
  workload,
  writableMount,
} from "../common";
import { entry, type Entry } from "../model";
import { DASHBOARD_PROVIDERS, DATA_SOURCES } from "./grafanaFiles";
import { SERVICE_ANNOTATIONS } from "./pages";

const NAMESPACE = "monitoring";
const LABELS = labelled("grafana");
const STORE_SECRET = "remote-write-credentials";

/** Settings that have this value in every stack. */
const FIXED: Readonly<Record<string, string>> = {
  GF_ANALYTICS_CHECK_FOR_PLUGIN_UPDATES: "false",
  GF_ANALYTICS_CHECK_FOR_UPDATES: "false",
  GF_ANALYTICS_FEEDBACK_LINKS_ENABLED: "false",
  GF_ANALYTICS_REPORTING_ENABLED: "false",
  GF_AUTH_ANONYMOUS_ENABLED: "false",
  GF_DASHBOARDS_DEFAULT_HOME_DASHBOARD_PATH: "/etc/grafana/dashboards/home.json",
  GF_LOG_MODE: "console",
  GF_NEWS_NEWS_FEED_ENABLED: "false",
  GF_PLUGINS_PLUGIN_ADMIN_ENABLED: "false",
  GF_PLUGINS_PREINSTALL_DISABLED: "true",
  GF_PLUGINS_PUBLIC_KEY_RETRIEVAL_DISABLED: "true",
  GF_SECURITY_DISABLE_GRAVATAR: "true",
  GF_SNAPSHOTS_EXTERNAL_ENABLED: "false",
  GF_USERS_ALLOW_ORG_CREATE: "false",
  GF_USERS_ALLOW_SIGN_UP: "false",
};

const HTTPS = /https:\/\/[^@\s]+/;
const OAUTH = "GF_AUTH_GENERIC_OAUTH";

/** Settings of a page behind an Ingress. */
const INGRESS: readonly Shape[] = [
  variable("GF_SERVER_ROOT_URL", HTTPS),
  variable("GF_SECURITY_COOKIE_SECURE", "true"),
  variable("GF_SECURITY_STRICT_TRANSPORT_SECURITY", "true"),
];

/** Settings of an identity provider: domains are named, and roles are strict. */
const LOGIN: readonly Shape[] = [
  variable(`${OAUTH}_ENABLED`, "true"),
  variable(`${OAUTH}_ALLOWED_DOMAINS`, /[a-z0-9-]+(\.[a-z0-9-]+)+([ ,]+[a-z0-9-]+(\.[a-z0-9-]+)+)*/),
  variable(`${OAUTH}_ALLOW_SIGN_UP`, "true"),
  variable(`${OAUTH}_API_URL`, HTTPS),
  variable(`${OAUTH}_AUTH_URL`, HTTPS),
  variable(`${OAUTH}_TOKEN_URL`, HTTPS),
  variable(`${OAUTH}_CLIENT_ID`, /.+/),
  secretVariable(`${OAUTH}_CLIENT_SECRET`, "grafana-oauth", "clientSecret"),
  variable(`${OAUTH}_NAME`, /.+/),
  variable(`${OAUTH}_SCOPES`, /.+/),
  variable(`${OAUTH}_USE_PKCE`, "true"),
  variable("GF_USERS_AUTO_ASSIGN_ORG_ROLE", "Viewer"),
];
const ROLES: readonly Shape[] = [
  variable(`${OAUTH}_ROLE_ATTRIBUTE_PATH`, /[^]+/),
  variable(`${OAUTH}_ROLE_ATTRIBUTE_STRICT`, "true"),
  variable(`${OAUTH}_SKIP_ORG_ROLE_SYNC`, "true"),
];

const STORE_LOGIN: readonly Shape[] = [
  secretVariable("DATA_SOURCE_USERNAME", STORE_SECRET, "username"),
  secretVariable("DATA_SOURCE_PASSWORD", STORE_SECRET, "password"),
  secretVariable("DATA_SOURCE_AUTHORITY", STORE_SECRET, "authority"),
  secretVariable("DATA_SOURCE_BEARER_TOKEN", STORE_SECRET, "bearerToken"),
];

const LOG_SECRET = "grafana-log-store-credentials";
const LOG_LOGIN: readonly Shape[] = [
  secretVariable("LOG_SOURCE_USERNAME", LOG_SECRET, "username"),
  secretVariable("LOG_SOURCE_PASSWORD", LOG_SECRET, "password"),
  secretVariable("LOG_SOURCE_AUTHORITY", LOG_SECRET, "authority"),
];
/** Plugins are part of the image: none is downloaded, and none is on a volume that can be written. */
const PLUGINS: readonly Shape[] = [variable("GF_PATHS_PLUGINS", "/usr/share/grafana/plugins")];
const OPTIONAL: readonly Shape[] = [...STORE_LOGIN, ...LOG_LOGIN, ...PLUGINS];

/** Grafana's own image, or another by digest alone. */
const IMAGE = oneOf(image("grafana"), /[a-z0-9.-]+(:\d+)?(\/[a-z0-9._-]+)+:[\w.-]+@sha256:[0-9a-f]{64}/);

const REQUIRED: readonly Shape[] = [
  ...Object.entries(FIXED).map(([name, value]) => variable(name, value)),
  variable("GF_SECURITY_COOKIE_SAMESITE", /strict|lax/),
  secretVariable("GF_SECURITY_ADMIN_USER", "grafana-admin", "user"),
  secretVariable("GF_SECURITY_ADMIN_PASSWORD", "grafana-admin", "password"),
];

/** The settings with which Grafana starts: without a provider, or with all that a provider needs. */
const VARIABLES = oneOf(
  items(REQUIRED, [...INGRESS, ...OPTIONAL]),
  items([...REQUIRED, ...LOGIN], [...INGRESS, ...OPTIONAL, ...ROLES]),
);

const probe = httpProbe("/api/health", "http");
const SERVER = workload(
  "Deployment",
  { name: "grafana", namespace: NAMESPACE, labels: LABELS },
  {
    annotations: podAnnotations(3000, { "gke-telemetry/secret-versions?": /(?:[\w. -]|\[known after up\])*/ }),
    spec: podSpec(
      "grafana",
      472,
      [
        container("grafana", IMAGE, {
          env: VARIABLES,
          livenessProbe: probe,
          readinessProbe: probe,
          startupProbe: probe,
          ports: [containerPort("http", 3000)],
          volumeMounts: items([
            mount("data-sources", "/etc/grafana/provisioning/datasources"),
            mount("dashboard-provider", "/etc/grafana/provisioning/dashboards"),
            mount("dashboards", "/etc/grafana/dashboards"),
            writableMount("data", "/var/lib/grafana"),
            writableMount("tmp", "/tmp"),
          ]),
        }),
      ],
      items([
        fromConfigMap("data-sources", "grafana-data-sources"),
        fromConfigMap("dashboard-provider", "grafana-dashboard-provider"),
        {
          name: "dashboards",
          projected: { sources: listOf({ configMap: { name: /grafana-dashboard-(?!provider)[a-z0-9-]+/ } }, 1) },
        },
        emptyDir("data"),
        emptyDir("tmp"),
      ]),
    ),
  },
  { replicas: 1, strategy: { type: "RollingUpdate", rollingUpdate: { maxSurge: 1, maxUnavailable: 0 } } },
);

export const GRAFANA: readonly Entry[] = [
  entry("Deployment", "grafana", SERVER),
  entry("ServiceAccount", "grafana", account("grafana", NAMESPACE, LABELS)),
  entry(
    "ConfigMap",
    "grafana-data-sources",
    configMap("grafana-data-sources", NAMESPACE, LABELS, { "data-sources.yaml": textOf(DATA_SOURCES) }),
  ),
  entry(
    "ConfigMap",
    "grafana-dashboard-provider",
    configMap("grafana-dashboard-provider", NAMESPACE, LABELS, { "dashboards.yaml": textOf(DASHBOARD_PROVIDERS) }),
  ),
  entry(
    "ConfigMap",
    /grafana-dashboard-(?!provider)[a-z0-9-]+/,
    configMap(/grafana-dashboard-(?!provider)[a-z0-9-]+/, NAMESPACE, LABELS, (value, path) =>
      listOf(textOf(anything))(Object.values(Object(value) as object), path),
    ),
  ),
  entry("Secret", "grafana-admin", secret("grafana-admin", NAMESPACE, LABELS, ["user", "password"])),
  entry("Secret", LOG_SECRET, secret(LOG_SECRET, NAMESPACE, LABELS, ["username", "password", "authority"])),
  entry("Secret", "grafana-oauth", secret("grafana-oauth", NAMESPACE, LABELS, ["clientSecret"])),
  entry(
    "Service",
    "grafana",
    service(
      "grafana",
      NAMESPACE,
      LABELS,
      { selector: LABELS, ports: items([port("http", 3000)]) },
      SERVICE_ANNOTATIONS,
    ),
  ),
];
