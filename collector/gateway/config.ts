/** The configuration of the trace gateway: it counts spans, samples them and forwards them. */
import { COMPONENTS, PROCESSORS } from "../../contract/collectorComponents";
import { serviceHost, type TraceNames, traceNames } from "../../contract/names";
import { bufferedTracesLimit, traceMemory, type TraceMemory, traceTiming } from "../../settings/sizing/traces";
import type { TracingSettings } from "../../settings/schema/tracing";
import { byTrace, RETRY_WHILE_QUEUED } from "../agent/traces";
import type { RemoteWriteTarget } from "../../contract/types";
import { authenticator, healthCheck } from "../common/extensions";
import type { CollectorConfig } from "../common/model";
import { collectorConfig, type Component, type ComponentPipeline, pipeline } from "../common/pipelines";
import { memoryLimiter, spanResource } from "../common/processors";
import { otlpReceiver } from "../common/receivers";
import { telemetry } from "../common/service";
import { spanMetricsConnector, spanMetricsPipeline } from "./spanMetrics";
import { probabilisticSampler, SAMPLED, teamPipelines } from "./teamRouting";

/** What the gateway's and the samplers' configurations are made of. */
export interface TraceConfigInput {
  /** Name of the environment, `deployment.environment` on every span. */
  readonly environment: string;
  /** Name of the cluster, `k8s.cluster.name` on every span. */
  readonly clusterName: string;
  readonly tracing: TracingSettings;
  /** Where metrics of spans are written. */
  readonly remoteWrite: RemoteWriteTarget;
  /** Seconds between two writes of those metrics: the same as between two scrapes, so that all rates have one window. */
  readonly scrapeIntervalSeconds: number;
  /** Names of the pipeline. Default: those of the stack's own. */
  readonly names?: TraceNames;
}

/** Seed of the gateway's sampling. */
const GATEWAY_SEED = 1;

/** Time after which a client has to connect anew, and finds replicas that were added. */
const MAX_CONNECTION_AGE = "1m";

/** Connects the pipeline that counts spans with the one that samples. */
const COUNTED: Component = { id: COMPONENTS.counted, settings: {}, isConnector: true };

/** The whole configuration of a gateway. */
export function gatewayConfig(input: TraceConfigInput): CollectorConfig {
  const { clusterName, environment, tracing, names = traceNames() } = input;
  const memory = traceMemory(tracing.gateway.memoryLimitMiB);
  const auth = tracing.spanMetrics ? authenticator(input.remoteWrite.authentication) : undefined;
  const spanMetrics = tracing.spanMetrics ? spanMetricsConnector(input) : undefined;
  return collectorConfig({
    extensions: [healthCheck(), ...(auth ? [auth] : [])],
    telemetry: telemetry("info"),
    pipelines: [
      pipeline(
        "traces",
        [otlpReceiver(MAX_CONNECTION_AGE)],
        // Agents have named the cluster already; clients that send here directly have not.
        [memoryLimiter(memory), spanResource(PROCESSORS.resource, clusterName, environment)],
        [...(spanMetrics ? [spanMetrics] : []), COUNTED],
      ),
      ...(tracing.sampling.kind === "tail"
        ? [bufferedPipeline(tracing, memory, names)]
        : sampledPipelines(tracing, memory, names)),
      ...(spanMetrics ? [spanMetricsPipeline(spanMetrics, input, auth)] : []),
    ],
  });
}

/** Samples traces by their ids and routes them to the teams. */
function sampledPipelines(
  { sampling, teams }: TracingSettings,
  memory: TraceMemory,
  names: TraceNames,
): ComponentPipeline[] {
  const sampler =
    sampling.percent < 100
      ? [probabilisticSampler(PROCESSORS.probabilisticSampler, sampling.percent, GATEWAY_SEED)]
      : [];
  return [pipeline("traces/sampled", [COUNTED], sampler, [SAMPLED]), ...teamPipelines(teams, memory, names)];
}

/**
 * Buffers each trace and forwards it to its sampler in one piece, so that a change of the samplers does not fragment it.
 *
 * One request is one trace. It is kept until its sampler has it, and its sampler is looked up again before each attempt:
 * what was for a sampler that is gone goes to the one that took over.
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
        // Buffered traces were acknowledged: they wait for room, and the memory limiter holds back what comes next.
        block_on_overflow: true,
      },
    },
  };
  return pipeline("traces/gathered", [COUNTED], [buffer], [samplers]);
}

/** Requests to the samplers at a time. While one sampler is away some of them wait for its successor. */
const SAMPLER_REQUESTS = 32;
