/** The configuration of the trace gateway: it counts spans, samples them and hands them on. */
import { NAMES, NAMESPACES, serviceHost } from "../../contract/names";
import { gatheredTraces, traceMemory, type TraceMemory, traceTiming } from "../../settings/sizing/traces";
import type { TracingSettings } from "../../settings/schema/tracing";
import type { RemoteWriteTarget } from "../common/exporters";
import { authenticator, healthCheck } from "../common/extensions";
import type { CollectorConfig, Components, Pipeline } from "../common/model";
import { memoryLimiter } from "../common/processors";
import { otlpReceiver } from "../common/receivers";
import { pipeline, telemetry } from "../common/service";
import { SPAN_METRICS, spanMetricsParts } from "./spanMetrics";
import { byTrace, RETRY_WHILE_QUEUED, spanResource } from "../agent/traces";
import { SAMPLED, share, teamParts } from "./teamRouting";

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
}

/** Seed of the gateway's sampling. */
const GATEWAY_SEED = 1;

/** Joins what has been counted with the part that samples. */
const COUNTED = "forward/counted";

/** Time after which a client has to connect anew, and finds out about replicas that came. */
const CONNECTION_AGE = "1m";

/** What stands behind the counting: sampling and the teams, or the hand-over to the samplers. */
interface Behind {
  readonly processors: Components;
  readonly exporters: Components;
  readonly connectors: Components;
  readonly pipelines: Readonly<Record<string, Pipeline>>;
}

/** The whole configuration of a gateway. */
export function gatewayConfig(input: TraceConfigInput): CollectorConfig {
  const { tracing } = input;
  const memory = traceMemory(tracing.gateway.memoryLimitMiB);
  const auth = tracing.spanMetrics ? authenticator(input.remoteWrite.authentication) : undefined;
  const extensions = { health_check: healthCheck(), ...(auth && { [auth.id]: auth.settings }) };
  const receivers = { otlp: otlpReceiver(CONNECTION_AGE) };
  const received = {
    memory_limiter: memoryLimiter(memory),
    // Agents have said this already; who sends here directly has not.
    resource: spanResource(input.clusterName, input.environment),
  };
  const counted = tracing.spanMetrics ? spanMetricsParts(input, auth) : undefined;
  const behind = tracing.sampling.kind === "tail" ? gathered(tracing, memory) : sampled(tracing, memory);
  return {
    extensions,
    receivers,
    processors: { ...received, ...counted?.processors, ...behind.processors },
    exporters: { ...counted?.exporters, ...behind.exporters },
    connectors: { ...counted?.connectors, [COUNTED]: {}, ...behind.connectors },
    service: {
      extensions: Object.keys(extensions),
      telemetry: telemetry("info"),
      pipelines: {
        traces: pipeline(receivers, received, { ...(counted && { [SPAN_METRICS]: {} }), [COUNTED]: {} }),
        ...behind.pipelines,
        ...counted?.pipelines,
      },
    },
  };
}

/** Keeps a share of all traces and routes it to the teams. */
function sampled({ sampling, teams }: TracingSettings, memory: TraceMemory): Behind {
  const { processors, exporters, connectors, pipelines } = teamParts(teams, memory);
  const sampler = { ...(sampling.percent < 100 && { probabilistic_sampler: share(sampling.percent, GATEWAY_SEED) }) };
  return {
    processors: { ...sampler, ...processors },
    exporters,
    connectors,
    pipelines: { "traces/sampled": pipeline({ [COUNTED]: {} }, sampler, { [SAMPLED]: {} }), ...pipelines },
  };
}

/**
 * Gathers each trace and hands it to its sampler in one piece, so that a change of the samplers does not tear it.
 *
 * One request is one trace. It is kept until its sampler has it, and looks its place up again before each attempt: what
 * was for a sampler that is gone goes to the one that took over.
 */
function gathered({ sampling }: TracingSettings, memory: TraceMemory): Behind {
  const processors = {
    groupbytrace: {
      wait_duration: `${traceTiming(sampling).gatherMilliseconds}ms`,
      num_traces: gatheredTraces(memory),
    },
  };
  const exporters = {
    "load_balancing/samplers": {
      ...byTrace(serviceHost(NAMES.traceSampler, NAMESPACES.tracing), { enabled: false }),
      retry_on_failure: RETRY_WHILE_QUEUED,
      sending_queue: {
        enabled: true,
        sizer: "bytes",
        queue_size: memory.queueBytes,
        num_consumers: SAMPLER_REQUESTS,
        // What has been gathered was acknowledged: it waits for room, and the memory limiter holds back what comes next.
        block_on_overflow: true,
      },
    },
  };
  return {
    processors,
    exporters,
    connectors: {},
    pipelines: { "traces/gathered": pipeline({ [COUNTED]: {} }, processors, exporters) },
  };
}

/** Requests to the samplers at a time. While one sampler is away some of them wait for its successor. */
const SAMPLER_REQUESTS = 32;
