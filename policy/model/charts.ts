/** The charts of a stack: one chart, of its public repository or of one's own, and its releases. */
import { CHARTS } from "../../contract/images";
import { CHART_NAME } from "../../contract/collector/chart";
import { type Check, oneOf, problemsOf, type Shape } from "../evidence/shape";
import { EVENTS_VALUES, LOG_AGENT_VALUES } from "./chart/logs";
import { AGENT_VALUES, CANARY_VALUES } from "./chart/agent";
import { GATEWAY_VALUES, SAMPLER_VALUES } from "./chart/values";
import { SCRAPER_VALUES } from "./chart/scraper";
import { entry, type Entry } from "./model";

const { version, repository } = CHARTS[CHART_NAME];

/** Where a chart of the same name and version may come from. Add a line for a mirror of your own. */
const REPOSITORIES: readonly string[] = [repository];

/** A source of the chart; of another one a finding says what to do. */
const source =
  (shape: Shape, fix: string): Check =>
  (value, path) =>
    problemsOf(value, shape).length === 0 ? [] : [`${path} is no source of the model. ${fix}`];

const COPY = `Set charts.collector to a folder or an oci:// address with a copy of the chart, which ends in /${CHART_NAME}`;

const OF_REPOSITORY = source(
  oneOf(...REPOSITORIES),
  `${COPY}, or add the https:// repository to REPOSITORIES in policy/model/charts.ts.`,
);

/**
 * A copy of the chart in a registry of one's own, at the pinned version. What it renders is compared with the model, like
 * what a folder renders, before anything of it is created.
 */
const IN_REGISTRY = new RegExp(`oci://[^\\s@?#]+/${CHART_NAME}`);

/** A copy of the chart in a folder, which is reviewed with the program. An address of an archive is none. */
const FOLDER = source(new RegExp(`/([^:]*/)?${CHART_NAME}/?`), `${COPY}.`);

const release = (name: string, namespace: string, values: Shape): Shape =>
  oneOf(
    { chart: FOLDER, name, namespace, values },
    { chart: IN_REGISTRY, version, name, namespace, values },
    { chart: CHART_NAME, version, name, namespace, repositoryOpts: { repo: OF_REPOSITORY }, values },
  );

const CHART = "kubernetes:helm.sh/v4:Chart";

export const RELEASES: readonly Entry[] = [
  entry(CHART, "otel", release("otel", "open-telemetry", AGENT_VALUES)),
  entry(CHART, "otel-canary", release("otel-canary", "open-telemetry", CANARY_VALUES)),
  entry(CHART, "logs", release("logs", "telemetry-logs", LOG_AGENT_VALUES)),
  entry(CHART, "logs-events", release("logs-events", "telemetry-logs", EVENTS_VALUES)),
  entry(CHART, "trace-gateway", release("trace-gateway", "tracing", GATEWAY_VALUES)),
  entry(CHART, "trace-sampler", release("trace-sampler", "tracing", SAMPLER_VALUES)),
  entry(CHART, "scraper", release("scraper", "scraper", SCRAPER_VALUES)),
  entry("gke-telemetry:metrics:Scraper", "scraper", { values: SCRAPER_VALUES }),
  entry("gke-telemetry:agent:NodeAgent", "agent", { values: AGENT_VALUES, "canaryValues?": CANARY_VALUES }),
  entry("gke-telemetry:logs:LogAgent", "log-agent", { values: LOG_AGENT_VALUES, "eventsValues?": EVENTS_VALUES }),
  entry("gke-telemetry:tracing:TraceGateway", "trace-gateway", {
    values: GATEWAY_VALUES,
    "samplerValues?": SAMPLER_VALUES,
  }),
];

/** Components that only hold others. */
export const COMPONENTS: readonly Entry[] = [
  "agent:NodeAgent",
  "alerts:Alertmanager",
  "alerts:AlertmanagerCredentials",
  "cluster:GkeCluster",
  "cluster:Namespaces",
  "cluster:NetworkPolicies",
  "dashboards:GrafanaServer",
  "demo:DemoApplications",
  "logs:LogStoreCredentials",
  "logs:VictoriaLogs",
  "metrics:MetricsBackend",
  "security:CertificateAuthority",
  "tracing:SpanTls",
  "metrics:KubeStateMetrics",
  "metrics:NodeExporter",
  "metrics:PrometheusCredentials",
  "tracing:TraceGateway",
  "tracing:TracePipeline",
  "tracing:TracingBackend",
]
  .filter((type) => !["agent:NodeAgent", "tracing:TraceGateway"].includes(type))
  .map((type) => entry(`gke-telemetry:${type}`, /.+/, {}));
