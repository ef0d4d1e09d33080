/** Span metrics: calls, errors and durations, computed before sampling. */
import { chartVariable } from "../../contract/collector/chart";
import { COMPONENTS, CONNECTORS } from "../../contract/collector/components";
import { JOBS } from "../../contract/series";
import type { RemoteWriteTarget } from "../../contract/types";
import { prometheusRemoteWrite } from "../common/exporters";
import { type Component, type ComponentPipeline, pipeline } from "../common/pipelines";
import { setStackAttributes, stackAttributes, type StackIdentity } from "../common/processors";

/**
 * Most services, in all namespaces, for which a replica has series. Above it, the least recently used one is removed.
 */
const LARGEST_SERVICES = 1000;

/**
 * Most series of a service, one for each combination of span name, kind and status. Further ones are counted together.
 */
const LARGEST_SERIES = 500;

/** Time without a call after which a series expires. */
const QUIET_SERIES = "1h";

/** Upper bounds of the histogram, from cache hits to requests that no user waits for. */
const BUCKETS = ["2ms", "5ms", "10ms", "25ms", "50ms", "100ms", "250ms", "500ms", "1s", "2500ms", "5s", "10s", "30s"];

export interface SpanMetricsInput extends StackIdentity {
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
 * Counts by service, namespace, span name, kind and status. Resource attributes such as the pod are excluded (by a
 * feature gate, see requirements/requirements.ts), and services are identified only by attributes that are labels.
 * Otherwise two pods of a service would write the same series.
 */
export function spanMetricsConnector({ scrapeIntervalSeconds }: SpanMetricsInput): Component {
  const settings = {
    dimensions: [{ name: "k8s.namespace.name" }],
    // The label `instance` of the series is the replica, which does not change when its process restarts.
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

/** `job` and `instance` are those of the gateway, so that two replicas never write the same series. */
function identity(input: SpanMetricsInput): Component {
  const settings = {
    attributes: [
      { action: "upsert", key: "service.name", value: JOBS.spanMetrics },
      { action: "upsert", key: "service.instance.id", value: chartVariable("OTEL_K8S_POD_NAME") },
      ...setStackAttributes("upsert", stackAttributes(input)),
    ],
  };
  return { id: COMPONENTS.spanMetricsResource, settings };
}

/**
 * Makes one attempt. Counters are cumulative, so the next request replaces a failed one, and a store that is down does
 * not delay the gateway's termination. A queue in memory keeps the connector from waiting for the store.
 *
 * It uses remote write 1.0, because the exporter omits the exemplars of histograms with 2.0. A request has only samples
 * of this replica, so that it is never rejected because of another sender's sample.
 */
function writer(target: RemoteWriteTarget, authenticator: Component | undefined): Component {
  return prometheusRemoteWrite(COMPONENTS.writer, { ...target, version: "1.0" }, authenticator, {
    translation_strategy: "UnderscoreEscapingWithSuffixes",
    disable_scope_info: true,
    remote_write_queue: { enabled: true, queue_size: 10 },
    retry_on_failure: { enabled: false },
  });
}
