/** Metrics of spans: calls, errors and durations, counted before anything is sampled away. */
import { chartVariable } from "../../contract/collectorChart";
import { JOBS } from "../../contract/names";
import { remoteWrite, type RemoteWriteTarget } from "../common/exporters";
import type { Authenticator } from "../common/extensions";
import type { Components, JsonObject, Pipeline } from "../common/model";

/** Id of the connector that counts spans. */
export const SPAN_METRICS = "span_metrics";

/** Services, in all namespaces, that a replica counts at a time; the one that was quiet for longest is forgotten. */
const LARGEST_SERVICES = 1000;

/** Series of one service, each a combination of span name, kind and status; what comes after is counted together. */
const LARGEST_SERIES = 500;

/** After this time without a call a series ends, so that names which never come back are forgotten. */
const QUIET_SERIES = "1h";

/** Upper bounds, from what a cache answers in to what no user waits for. */
const BUCKETS = ["2ms", "5ms", "10ms", "25ms", "50ms", "100ms", "250ms", "500ms", "1s", "2500ms", "5s", "10s", "30s"];

export interface SpanMetricsInput {
  readonly environment: string;
  readonly clusterName: string;
  readonly remoteWrite: RemoteWriteTarget;
  readonly scrapeIntervalSeconds: number;
}

/** Parts of a configuration that make metrics of spans and write them. */
export interface SpanMetricsParts {
  readonly connectors: Components;
  readonly processors: Components;
  readonly exporters: Components;
  readonly pipelines: Readonly<Record<string, Pipeline>>;
}

export function spanMetricsParts(input: SpanMetricsInput, authenticator: Authenticator | undefined): SpanMetricsParts {
  const connectors = { [SPAN_METRICS]: connector(input) };
  const processors = { "resource/span_metrics": writer(input) };
  const exporters = { prometheus_remote_write: write(input.remoteWrite, authenticator) };
  return {
    connectors,
    processors,
    exporters,
    pipelines: {
      "metrics/spans": {
        receivers: Object.keys(connectors),
        processors: Object.keys(processors),
        exporters: Object.keys(exporters),
      },
    },
  };
}

/**
 * Counts by service, namespace, span name, kind and status. Resource attributes, such as the pod, are left out
 * (feature gate, see needs.ts), and services are told apart by what is among the labels: otherwise two pods of a
 * service would write the same series.
 */
function connector({ scrapeIntervalSeconds }: SpanMetricsInput): JsonObject {
  return {
    dimensions: [{ name: "k8s.namespace.name" }],
    // The series' own `instance` is the replica, and stays the same when its process starts anew.
    exclude_dimensions: ["collector.instance.id"],
    resource_metrics_key_attributes: ["service.name", "k8s.namespace.name"],
    resource_metrics_cache_size: LARGEST_SERVICES,
    aggregation_cardinality_limit: LARGEST_SERIES,
    metrics_flush_interval: `${scrapeIntervalSeconds}s`,
    metrics_expiration: QUIET_SERIES,
    series_expiration: QUIET_SERIES,
    histogram: { unit: "s", explicit: { buckets: BUCKETS } },
    exemplars: { enabled: true, max_per_data_point: 1 },
  };
}

/** `job` and `instance` are the gateway's: replicas never write the same series, and one that ends takes its own along. */
function writer({ clusterName, environment }: SpanMetricsInput): JsonObject {
  return {
    attributes: [
      { action: "upsert", key: "service.name", value: JOBS.spanMetrics },
      { action: "upsert", key: "service.instance.id", value: chartVariable("OTEL_K8S_POD_NAME") },
      { action: "upsert", key: "k8s.cluster.name", value: clusterName },
      { action: "upsert", key: "deployment.environment", value: environment },
    ],
  };
}

/**
 * As the agents write, in one attempt: counters are totals, so that the next request makes good for one that failed, and
 * a gateway that ends is not kept by a store that is away. Only that the counting does not wait for the store.
 *
 * With remote write 1.0, because the exporter's 2.0 leaves the exemplars of histograms out. A request holds nothing but
 * what this replica counted, so that none is refused for another's sample.
 */
function write(target: RemoteWriteTarget, authenticator: Authenticator | undefined): JsonObject {
  return {
    ...remoteWrite({ ...target, version: "1.0" }, authenticator),
    remote_write_queue: { enabled: true, queue_size: 10 },
  };
}
