/** An agent: it scrapes its node, receives OTLP, and writes to the store and the gateway. */
import { at, textAt } from "../../evidence/reading";
import { allOf, anything, demand, items, listOf, numberIn, oneOf, positive, type Shape } from "../../evidence/shape";
import { DURATION } from "../common";
import {
  EXTENSIONS,
  limited,
  loadBalancer,
  OTLP,
  PROCESSORS,
  remoteWriter,
  RESOURCE,
  RETRY,
  service,
  spanExporter,
  STORE_LOGIN,
  STORE_LOGIN_ID,
  storeClient,
} from "./common";
import { beginsWith, IDENTITY, SCOPES } from "./identity";
import { withOwn } from "./own";
import { SCRAPES } from "./scrapes";

type Settings = Record<string, Shape>;

const GATEWAY = "trace-gateway-headless.tracing.svc.cluster.local";

/** Protocols of spans besides OTLP, at the pod's own address (`tracing.protocols`). */
const own = (port: number): Shape => ({ endpoint: `[\${env:MY_POD_IP}]:${port}` });
const JAEGER: Shape = { protocols: { grpc: own(14250), thrift_http: own(14268), thrift_compact: own(6831) } };

/**
 * The settings' rules about metrics (`agent.metricRules`). They touch labels of data points alone, never whose a sample
 * is, and no rule takes away what says that a target is down.
 */
const METRIC_RULES: Settings = {
  "transform/label_rules?": {
    error_mode: "propagate",
    metric_statements: listOf(
      {
        statements: [
          /(delete_matching_keys\(datapoint\.attributes, "[^]+"|aggregate_on_attributes\("sum")\) where [^]+/,
        ],
      },
      2,
    ),
  },
  "filter/metric_rules?": {
    error_mode: "propagate",
    metric_conditions: [
      { conditions: listOf(/\(resource\.attributes\["k8s\.namespace\.name"\] [^]+up\|scrape_\.\*\)\$\$"\)/, 1) },
    ],
  },
};

/** What happens to samples and spans. Add a line for a further processor. */
const AGENT_PROCESSORS: Settings = {
  ...PROCESSORS,
  ...IDENTITY,
  resource: RESOURCE,
  "resource/spans?": RESOURCE,
  ...METRIC_RULES,
  "batch?": { timeout: DURATION, send_batch_size: positive, send_batch_max_size: positive },
  "delta_to_cumulative?": { max_stale: DURATION, max_streams: positive },
  ...SCOPES,
};

const OF_THE_AGENT = demand("has to be of the agent itself", (value) =>
  Object.entries({
    "service.name": "otel-agent",
    "k8s.namespace.name": "${env:OTEL_K8S_NAMESPACE}",
    "k8s.node.name": "${env:KUBE_NODE_NAME}",
  }).every(([name, own]) => textAt(value, name) === own),
);

/** Shorter than three, no outage of the store is survived. */
const MINUTES = /([3-9]|[1-9]\d+)m/;

/** Everything to which an agent sends. */
export const EXPORTERS: Settings = {
  "durable_remote_write?": storeClient({
    // By its labels alerts know the series from what any application may send.
    "canary?": { interval: DURATION, directory: "/dev/shm", resource_attributes: allOf(anything, OF_THE_AGENT) },
    external_labels: { collector: "otel-collector" },
    // Without it one namespace fills the store for all. What the scraper asks belongs to none.
    "limits?": { attribute: "k8s.namespace.name", max_series: numberIn(1000, 100_000_000) },
    promote_all_resource_attributes: true,
    "series_cache?": { max_mib: positive },
    protocol: oneOf("2.0", "auto"),
    // In memory, or in files besides: the chart's values have the volume of the files.
    queue: oneOf(
      { max_age: MINUTES, memory_mib: positive },
      {
        directory: "/var/lib/otelcol/${env:KUBE_NODE_NAME}",
        disk_mib: positive,
        max_age: MINUTES,
        memory_mib: positive,
      },
    ),
    target_info: false,
  }),
  "prometheus_remote_write/otlp?": remoteWriter(RETRY),
  "prometheus_remote_write/scraped?": remoteWriter(RETRY),
  "load_balancing/gateway?": loadBalancer(GATEWAY),
  "otlp_grpc/gateway?": spanExporter(GATEWAY, {
    endpoint: `dns:///${GATEWAY}:4317`,
    balancer_name: "round_robin",
  }),
  "debug?": { use_internal_logger: false, verbosity: /basic|normal/ },
};

const names = (settings: Settings): string[] => Object.keys(settings).map((key) => key.replace(/\?$/, ""));
const processors = limited(...names(AGENT_PROCESSORS).filter((id) => id !== "memory_limiter"));

/** A pipeline of samples: it ends in the writer. */
const samples = (receivers: Shape, writer: string, ...first: readonly (readonly string[])[]): Shape =>
  allOf(
    { receivers, processors, exporters: items([oneOf("durable_remote_write", writer)], ["debug"]) },
    beginsWith(...first),
  );

const SENDER = ["memory_limiter", "transform/sender_claims"];
const KNOWN_SENDER = [...SENDER, "k8s_attributes/sender", "transform/sender_trust"];

/** Without `agent.enrich`, pods are not asked for, and nobody's word is believed either. */
const PIPELINES: Settings = {
  "metrics/otlp": samples(
    ["otlp"],
    "prometheus_remote_write/otlp",
    [...KNOWN_SENDER, "resource"],
    [...SENDER, "resource"],
  ),
  "metrics/scraped": samples(
    items(["prometheus"], ["monitors"]),
    "prometheus_remote_write/scraped",
    ["memory_limiter", "k8s_attributes", "resource"],
    ["memory_limiter", "resource"],
  ),
  "traces?": allOf(
    {
      receivers: items(["otlp"], ["jaeger", "zipkin"]),
      processors,
      exporters: items([oneOf("load_balancing/gateway", "otlp_grpc/gateway")], ["debug"]),
    },
    beginsWith([...KNOWN_SENDER, "resource/spans"], [...SENDER, "resource/spans"]),
  ),
};

/** Without limits one namespace fills the store for all. */
const LIMITED = demand(
  "have to limit the series of a namespace",
  (config) =>
    at(config, "exporters", "durable_remote_write") === undefined ||
    at(config, "exporters", "durable_remote_write", "limits") !== undefined,
);

/** Finds the pods of the node that ServiceMonitors and PodMonitors select (`agent.monitors`). */
const NAMESPACE = /[a-z0-9]([a-z0-9-]*[a-z0-9])?/;
const MONITORS: Shape = {
  node: "${env:KUBE_NODE_NAME}",
  "namespaces?": listOf(NAMESPACE, 1),
  "match_labels?": anything,
  "across_namespaces?": listOf(NAMESPACE, 1),
};

export const AGENT_CONFIGURATION: Shape = withOwn(
  "metrics",
  allOf(
    {
      receivers: {
        otlp: OTLP,
        prometheus: SCRAPES,
        "monitors?": { extension: "monitors" },
        "jaeger?": JAEGER,
        "zipkin?": own(9411),
      },
      processors: AGENT_PROCESSORS,
      exporters: EXPORTERS,
      extensions: { ...EXTENSIONS, [STORE_LOGIN_ID]: STORE_LOGIN, "monitors?": MONITORS },
      service: service(items(["health_check", STORE_LOGIN_ID], ["monitors"]), PIPELINES),
    },
    LIMITED,
  ),
);
