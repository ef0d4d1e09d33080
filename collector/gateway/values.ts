/** The values of the collector's chart for the gateway. */
import { gatewaySelector } from "../../contract/collector/chart";
import type { Image } from "../../contract/images";
import { type TraceNames, traceNames } from "../../contract/names";
import { withExporters } from "../../settings/sizing/extending/exporters";
import { traceMemory, traceTiming } from "../../settings/sizing/traces/traces";
import type { Exporter } from "../../settings/schema/extending/exporters";
import type { TracingSettings } from "../../settings/schema/tracing";
import type { ChartValues } from "../common/chartValues";
import type { CollectorConfig } from "../common/model";
import type { Requirements } from "../requirements/requirements";
import { gracefulShutdown, spread, traceCollectorValues } from "../common/traceValues";

/**
 * The chart's values for the gateway: an autoscaled Deployment.
 *
 * @param names names of the pipeline's collectors. Default: `traceNames()`, those of the stack
 * @param exporters further destinations of its spans. Default: none
 */
export function gatewayValues(
  config: CollectorConfig,
  required: Requirements,
  { gateway, sampling }: TracingSettings,
  image: Image,
  names: TraceNames = traceNames(),
  exporters: readonly Exporter[] = [],
): ChartValues {
  const timing = traceTiming(sampling);
  return {
    mode: "deployment",
    ...traceCollectorValues({
      name: names.gateway,
      credentialsSecret: names.credentialsSecret,
      config,
      required,
      image,
      cpuRequestMillicores: gateway.cpuRequestMillicores,
      memory: withExporters(traceMemory(gateway.memoryLimitMiB), exporters),
      exporters,
    }),
    ...spread(gatewaySelector(names.gateway), gateway.priorityClassName),
    ...gracefulShutdown(timing.gatewayPreStopSeconds, timing.gatewayGraceSeconds),
    service: { enabled: true, type: "ClusterIP" },
    rollout: { strategy: "RollingUpdate", rollingUpdate: { maxUnavailable: 0, maxSurge: 1 } },
    autoscaling: {
      enabled: true,
      minReplicas: gateway.minReplicas,
      maxReplicas: gateway.maxReplicas,
      targetCPUUtilizationPercentage: gateway.targetCpuPercent,
      targetMemoryUtilizationPercentage: gateway.targetMemoryPercent,
      behavior: {
        scaleUp: { stabilizationWindowSeconds: 0 },
        // Removes one replica at a time, and the next one only after the traces of the first are decided.
        scaleDown: {
          stabilizationWindowSeconds: timing.scaleDownWindowSeconds,
          policies: [{ type: "Pods", value: 1, periodSeconds: timing.scaleDownPeriodSeconds }],
        },
      },
    },
  };
}
