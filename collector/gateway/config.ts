/** The configuration of the trace gateway, which computes span metrics, samples traces and forwards spans. */
import { COMPONENTS, PROCESSORS } from "../../contract/collector/components";
import { PORTS } from "../../contract/ports";
import { spanServerTls } from "../../contract/credentials/spanTls";
import { serviceHost, type TraceNames, traceNames } from "../../contract/names";
import { withExporters } from "../../settings/sizing/extending/exporters";
import { bufferedTracesLimit, traceMemory, type TraceMemory, traceTiming } from "../../settings/sizing/traces/traces";
import type { Exporter } from "../../settings/schema/extending/exporters";
import type { Processor } from "../../settings/schema/extending/processors";
import type { TracingSettings } from "../../settings/schema/tracing";
import { byTrace } from "../agent/traces";
import type { RemoteWriteTarget } from "../../contract/types";
import { RETRY_WHILE_QUEUED } from "../common/exporters";
import { authenticator, healthCheck } from "../common/extensions";
import { at, type CollectorConfig, type JsonObject, podAddress } from "../common/model";
import { collectorConfig, type Component, type ComponentPipeline, pipeline } from "../common/pipelines";
import { exporterAuthenticators } from "../common/own/exporters";
import { ownProcessors } from "../common/own/processors";
import { memoryLimiter, spanResource, stackAttributes, type StackIdentity } from "../common/processors";
import { otlpReceiver } from "../common/receivers";
import { telemetry } from "../common/service";
import { spanMetricsConnector, spanMetricsPipeline } from "./spanMetrics";
import { probabilisticSampler, SAMPLED, teamPipelines } from "./teamRouting";

/** Input of the gateway's and the samplers' configurations. */
export interface TraceConfigInput extends StackIdentity {
  readonly tracing: TracingSettings;
  /** Remote-write endpoint of the span metrics. */
  readonly remoteWrite: RemoteWriteTarget;
  /**
   * Seconds between two writes of those metrics. It equals the scrape interval, so that all rates can use the same
   * window.
   */
  readonly scrapeIntervalSeconds: number;
  /** Whether pods of trusted namespaces send to the gateway, in plain text. Default: they do not. */
  readonly hasTrustedSenders?: boolean;
  /** Processors of every span, before it is counted and sampled. Default: none. */
  readonly processors?: readonly Processor[];
  /** Further destinations of the spans that sampling keeps. Default: none. */
  readonly exporters?: readonly Exporter[];
  /** Names of the pipeline's collectors. Default: `traceNames()`, those of the stack. */
  readonly names?: TraceNames;
}

/** Time after which a client has to reconnect, so that new replicas receive requests. */
const MAX_CONNECTION_AGE = "1m";

/** Connects the pipeline with span metrics and the pipeline that samples. */
const COUNTED: Component = { id: COMPONENTS.counted, settings: {}, isConnector: true };

/** The whole configuration of a gateway. */
export function gatewayConfig(input: TraceConfigInput): CollectorConfig {
  const { tracing, processors = [], names = traceNames() } = input;
  const tail = tracing.sampling.kind === "tail";
  // With tail sampling, the samplers send what they keep.
  const exporters = tail ? [] : (input.exporters ?? []);
  const memory = traceMemory(tracing.gateway.memoryLimitMiB);
  const auth = tracing.spanMetrics ? authenticator(input.remoteWrite.authentication) : undefined;
  const spanMetrics = tracing.spanMetrics ? spanMetricsConnector(input) : undefined;
  return collectorConfig({
    extensions: [healthCheck(), ...(auth ? [auth] : []), ...exporterAuthenticators(exporters)],
    telemetry: telemetry("info"),
    pipelines: [
      pipeline(
        "traces",
        [
          otlpReceiver(MAX_CONNECTION_AGE, { tls: spanServerTls() }),
          ...(input.hasTrustedSenders ? [sidecarReceiver()] : []),
        ],
        // Agents have added these attributes already; other clients have not.
        [
          memoryLimiter(withExporters(memory, exporters)),
          spanResource(PROCESSORS.resource, stackAttributes(input)),
          ...ownProcessors(processors),
        ],
        [...(spanMetrics ? [spanMetrics] : []), COUNTED],
      ),
      ...(tail ? [bufferedPipeline(tracing, memory, names)] : sampledPipelines(tracing, memory, names, exporters)),
      ...(spanMetrics ? [spanMetricsPipeline(spanMetrics, input, auth)] : []),
    ],
  });
}

/**
 * Receives spans from sidecars and collectors of trusted namespaces, in plain text: these have no Secret of the stack. It
 * has a port of its own, so that what it admits reaches no other receiver.
 */
function sidecarReceiver(): Component {
  const { settings } = otlpReceiver(MAX_CONNECTION_AGE);
  const grpc = { ...(at(settings, "protocols", "grpc") as JsonObject), endpoint: podAddress(PORTS.sidecarSpans) };
  return { id: COMPONENTS.sidecarReceiver, settings: { protocols: { grpc } } };
}

/** Samples traces by their ids and routes them to the teams. */
function sampledPipelines(
  { sampling, teams }: TracingSettings,
  memory: TraceMemory,
  names: TraceNames,
  exporters: readonly Exporter[],
): ComponentPipeline[] {
  const sampler =
    sampling.percent < 100 ? [probabilisticSampler(PROCESSORS.probabilisticSampler, sampling.percent)] : [];
  return [pipeline("traces/sampled", [COUNTED], sampler, [SAMPLED]), ...teamPipelines(teams, memory, names, exporters)];
}

/**
 * Buffers each trace and forwards it to its sampler in one request, so that a change of the samplers does not fragment
 * it.
 *
 * A request has one trace, and stays in the queue until a sampler has accepted it. Before each attempt the sampler is
 * selected again, so that the traces of a removed sampler go to another one.
 */
function bufferedPipeline(
  { sampling }: TracingSettings,
  memory: TraceMemory,
  { sampler, namespace }: TraceNames,
): ComponentPipeline {
  const buffer: Component = {
    id: PROCESSORS.groupByTrace,
    settings: {
      wait_duration: `${traceTiming(sampling).bufferMilliseconds}ms`,
      num_traces: bufferedTracesLimit(memory),
    },
  };
  const samplers: Component = {
    id: COMPONENTS.samplersByTrace,
    settings: {
      ...byTrace(serviceHost(sampler, namespace), { enabled: false }),
      retry_on_failure: RETRY_WHILE_QUEUED,
      sending_queue: {
        enabled: true,
        sizer: "bytes",
        queue_size: memory.queueBytes,
        num_consumers: SAMPLER_REQUESTS,
        // Buffered traces are acknowledged already, so they wait for the queue. Meanwhile the memory limiter refuses
        // new spans.
        block_on_overflow: true,
      },
    },
  };
  return pipeline("traces/gathered", [COUNTED], [buffer], [samplers]);
}

/**
 * Concurrent requests to the samplers, each with one trace. While a sampler is gone, its traces are retried, and the
 * others pass as long as there are more requests than such traces.
 */
const SAMPLER_REQUESTS = 2048;
