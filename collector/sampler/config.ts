/** The configuration of the samplers, which decide about traces once they are complete. */
import { type SamplerSizing, samplerSizing, traceTiming } from "../../settings/sizing/traces";
import type { TailSamplingSettings } from "../../settings/schema/tracing";
import { healthCheck } from "../common/extensions";
import type { TraceConfigInput } from "../gateway/config";
import type { CollectorConfig, JsonObject } from "../common/model";
import { memoryLimiter } from "../common/processors";
import { otlpReceiver } from "../common/receivers";
import { pipeline, telemetry } from "../common/service";
import { SAMPLED, teamParts } from "../gateway/teamRouting";

/** The whole configuration of a sampler, or undefined where the sampling needs none. */
export function samplerConfig({ tracing }: Pick<TraceConfigInput, "tracing">): CollectorConfig | undefined {
  const { sampling, teams } = tracing;
  if (sampling.kind !== "tail") return undefined;
  const sizing = samplerSizing(sampling);
  const teamsParts = teamParts(teams, sizing);
  const receivers = { otlp: otlpReceiver() };
  const processors = { memory_limiter: memoryLimiter(sizing), tail_sampling: tailSampling(sampling, sizing) };
  const extensions = { health_check: healthCheck() };
  return {
    extensions,
    receivers,
    processors: { ...processors, ...teamsParts.processors },
    exporters: teamsParts.exporters,
    connectors: teamsParts.connectors,
    service: {
      extensions: Object.keys(extensions),
      telemetry: telemetry("info"),
      pipelines: { traces: pipeline(receivers, processors, { [SAMPLED]: {} }), ...teamsParts.pipelines },
    },
  };
}

function tailSampling(sampling: TailSamplingSettings, sizing: SamplerSizing): JsonObject {
  return {
    decision_wait: `${traceTiming(sampling).decideSeconds}s`,
    num_traces: sizing.pendingTraces,
    expected_new_traces_per_sec: sizing.tracesPerSecond,
    // The other way would be to give up the oldest traces, errors among them; the gateways keep what has no room.
    block_on_overflow: true,
    // A span that comes late shares the fate of its trace.
    decision_cache: {
      sampled_cache_size: sizing.rememberedDecisions,
      non_sampled_cache_size: sizing.rememberedDecisions,
    },
    policies: policies(sampling),
  };
}

/** Each policy that matches keeps the trace. */
function policies(sampling: TailSamplingSettings): JsonObject[] {
  const { keepErrors, keepSlowerThanMilliseconds, percent } = sampling;
  return [
    ...(keepErrors ? [{ name: "errors", type: "status_code", status_code: { status_codes: ["ERROR"] } }] : []),
    ...(keepSlowerThanMilliseconds === undefined
      ? []
      : [{ name: "slow", type: "latency", latency: { threshold_ms: keepSlowerThanMilliseconds } }]),
    ...(percent > 0 ? [sharePolicy(sampling)] : []),
  ];
}

/** A share of all traces, and of these at most so many a second. */
function sharePolicy({ percent, keepTracesPerSecond, samplers, spansPerTrace }: TailSamplingSettings): JsonObject {
  const share = { type: "probabilistic", probabilistic: { sampling_percentage: percent } };
  if (keepTracesPerSecond === undefined) return { name: "share", ...share };
  const spansPerSecond = Math.ceil((keepTracesPerSecond * spansPerTrace) / samplers);
  // Decisions fall once a second; a trace with more spans than the burst would never pass.
  const burst = Math.max(2 * spansPerSecond, LARGE_TRACE * spansPerTrace);
  return {
    name: "share",
    type: "and",
    and: {
      and_sub_policy: [
        { name: "by-id", ...share },
        {
          name: "by-rate",
          type: "rate_limiting",
          rate_limiting: { spans_per_second: spansPerSecond, burst_capacity: burst },
        },
      ],
    },
  };
}

/** How many times the spans of a usual trace one may have that still passes the bound on the rate. */
const LARGE_TRACE = 10;
