/** The configuration of the samplers, which decide about whole traces (tail sampling). */
import { PROCESSORS } from "../../contract/collector/components";
import { spanServerTls } from "../../contract/credentials/spanTls";
import { traceNames } from "../../contract/names";
import { withExporters } from "../../settings/sizing/extending/exporters";
import {
  LARGE_TRACE,
  largestTraceMiB,
  type SamplerSizing,
  samplerSizing,
  traceTiming,
} from "../../settings/sizing/traces/traces";
import type { TailSamplingSettings } from "../../settings/schema/tracing";
import { exporterAuthenticators } from "../common/own/exporters";
import { healthCheck } from "../common/extensions";
import type { CollectorConfig, JsonObject } from "../common/model";
import { collectorConfig, type Component, pipeline } from "../common/pipelines";
import { memoryLimiter } from "../common/processors";
import { otlpReceiver } from "../common/receivers";
import { telemetry } from "../common/service";
import type { TraceConfigInput } from "../gateway/config";
import { SAMPLED, teamPipelines } from "../gateway/teamRouting";

/** Time after which a gateway has to reconnect. */
const MAX_CONNECTION_AGE = "5m";

/** The whole configuration of a sampler; undefined without tail sampling. */
export function samplerConfig({
  tracing,
  exporters = [],
  names = traceNames(),
}: Pick<TraceConfigInput, "tracing" | "exporters" | "names">): CollectorConfig | undefined {
  const { gateway, sampling, teams } = tracing;
  if (sampling.kind !== "tail") return undefined;
  const sizing = samplerSizing(sampling);
  return collectorConfig({
    extensions: [healthCheck(), ...exporterAuthenticators(exporters)],
    telemetry: telemetry("info"),
    pipelines: [
      pipeline(
        "traces",
        [
          otlpReceiver(MAX_CONNECTION_AGE, {
            requestLimitMiB: largestTraceMiB(sampling, gateway),
            tls: spanServerTls(),
          }),
        ],
        [memoryLimiter(withExporters(sizing, exporters)), tailSampling(sampling, sizing)],
        [SAMPLED],
      ),
      ...teamPipelines(teams, sizing, names, exporters),
    ],
  });
}

function tailSampling(sampling: TailSamplingSettings, sizing: SamplerSizing): Component {
  const settings = {
    decision_wait: `${traceTiming(sampling).decideSeconds}s`,
    num_traces: sizing.pendingTraces,
    expected_new_traces_per_sec: sizing.tracesPerSecond,
    // Otherwise the oldest traces would be dropped, including traces with errors. The gateways queue traces that do not
    // fit.
    block_on_overflow: true,
    decision_cache: {
      // A span that arrives late is kept where its trace was.
      sampled_cache_size: sizing.cachedDecisions,
      // Where its trace was dropped, it is decided anew: a slow trace ends with its root, and the error that it has. The
      // share stays the same, because it goes by id. Without this cache, undecided traces would stay for ever.
      non_sampled_cache_size: 1,
    },
    policies: policies(sampling),
  };
  return { id: PROCESSORS.tailSampling, settings };
}

/** Sampling policies. A trace is kept if at least one of them matches. */
function policies(sampling: TailSamplingSettings): JsonObject[] {
  const { keepErrors, keepSlowerThanMilliseconds, percent } = sampling;
  return [
    ...(keepErrors ? [{ name: "errors", type: "status_code", status_code: { status_codes: ["ERROR"] } }] : []),
    ...(keepSlowerThanMilliseconds === undefined
      ? []
      : [{ name: "slow", type: "latency", latency: { threshold_ms: keepSlowerThanMilliseconds } }]),
    ...(percent > 0 ? [probabilisticPolicy(sampling)] : []),
  ];
}

/** Keeps a percentage of all traces, up to a number of traces per second. */
function probabilisticPolicy({
  percent,
  keepTracesPerSecond,
  samplers,
  spansPerTrace,
}: TailSamplingSettings): JsonObject {
  const probabilistic = { type: "probabilistic", probabilistic: { sampling_percentage: percent } };
  if (keepTracesPerSecond === undefined) return { name: "share", ...probabilistic };
  const spansPerSecond = Math.ceil((keepTracesPerSecond * spansPerTrace) / samplers);
  // Decisions are made once a second. A trace with more spans than the burst capacity would never be kept.
  const burst = Math.max(2 * spansPerSecond, LARGE_TRACE * spansPerTrace);
  return {
    name: "share",
    type: "and",
    and: {
      and_sub_policy: [
        { name: "by-id", ...probabilistic },
        {
          name: "by-rate",
          type: "rate_limiting",
          rate_limiting: { spans_per_second: spansPerSecond, burst_capacity: burst },
        },
      ],
    },
  };
}
