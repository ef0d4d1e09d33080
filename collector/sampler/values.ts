/** The values of the collector's chart for the samplers. */
import { samplerSelector } from "../../contract/collector/chart";
import type { Image } from "../../contract/images";
import { type TraceNames, traceNames } from "../../contract/names";
import { withExporters } from "../../settings/sizing/extending/exporters";
import { samplerSizing, traceTiming } from "../../settings/sizing/traces/traces";
import type { Exporter } from "../../settings/schema/extending/exporters";
import type { TracingSettings } from "../../settings/schema/tracing";
import type { ChartValues } from "../common/chartValues";
import type { CollectorConfig } from "../common/model";
import type { Requirements } from "../requirements/requirements";
import { gracefulShutdown, spread, traceCollectorValues } from "../common/traceValues";

/**
 * The chart's values for the samplers; undefined without tail sampling.
 *
 * @param names names of the pipeline's collectors. Default: `traceNames()`, those of the stack
 * @param exporters further destinations of its spans. Default: none
 */
export function samplerValues(
  config: CollectorConfig,
  required: Requirements,
  { gateway, sampling }: TracingSettings,
  image: Image,
  names: TraceNames = traceNames(),
  exporters: readonly Exporter[] = [],
): ChartValues | undefined {
  if (sampling.kind !== "tail") return undefined;
  const timing = traceTiming(sampling);
  return {
    mode: "statefulset",
    replicaCount: sampling.samplers,
    ...traceCollectorValues({
      name: names.sampler,
      credentialsSecret: names.credentialsSecret,
      config,
      required,
      image,
      cpuRequestMillicores: gateway.cpuRequestMillicores,
      memory: withExporters(samplerSizing(sampling), exporters),
      exporters,
    }),
    ...spread(samplerSelector(names.sampler), gateway.priorityClassName),
    ...gracefulShutdown(timing.samplerPreStopSeconds, timing.samplerGraceSeconds),
    statefulset: { podManagementPolicy: "Parallel" },
    // A headless Service, whose name resolves to every ready sampler.
    service: { enabled: true, type: "ClusterIP", clusterIP: "None" },
    rollout: { strategy: "RollingUpdate" },
  };
}
