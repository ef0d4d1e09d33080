/** Metrics of spans: calls, errors and durations, counted before anything is sampled away. */
import { chartVariable } from "../../contract/collectorChart";
import { COMPONENTS, CONNECTORS } from "../../contract/collectorComponents";
import { JOBS } from "../../contract/names";
import type { RemoteWriteTarget } from "../../contract/types";
import { remoteWrite } from "../common/exporters";
import { type Component, type ComponentPipeline, pipeline } from "../common/pipelines";

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

/** The pipeline that writes the metrics which the connector makes. */
export function spanMetricsPipeline(
  connector: Component,
  input: SpanMetricsInput,
  authenticator: Component | undefined,
): ComponentPipeline {
  return pipeline("metrics/spans", [connector], [identity(input)], [writer(input.remoteWrite, authenticator)]);
}

/**
 * Counts by service, namespace, span name, kind and status. Resource attributes, such as the pod, are left out
 * (feature gate, see common/requirements.ts), and services are told apart by what is among the labels: otherwise two pods of a
 * service would write the same series.
 */
export function spanMetricsConnector({ scrapeIntervalSeconds }: SpanMetricsInput): Component {
  const settings = {
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
  return { id: CONNECTORS.spanMetrics, settings, isConnector: true };
}

/** `job` and `instance` are the gateway's: replicas never write the same series, and one that ends takes its own along. */
function identity({ clusterName, environment }: SpanMetricsInput): Component {
  const settings = {
    attributes: [
      { action: "upsert", key: "service.name", value: JOBS.spanMetrics },
      { action: "upsert", key: "service.instance.id", value: chartVariable("OTEL_K8S_POD_NAME") },
      { action: "upsert", key: "k8s.cluster.name", value: clusterName },
      { action: "upsert", key: "deployment.environment", value: environment },
    ],
  };
  return { id: COMPONENTS.spanMetricsResource, settings };
}

/**
 * As the agents write, in one attempt: counters are totals, so that the next request makes good for one that failed, and
 * a gateway that ends is not kept by a store that is away. Only that the counting does not wait for the store.
 *
 * With remote write 1.0, because the exporter's 2.0 leaves the exemplars of histograms out. A request holds nothing but
 * what this replica counted, so that none is refused for another's sample.
 */
function writer(target: RemoteWriteTarget, authenticator: Component | undefined): Component {
  const { id, settings } = remoteWrite({ ...target, version: "1.0" }, authenticator);
  return { id, settings: { ...settings, remote_write_queue: { enabled: true, queue_size: 10 } } };
}
