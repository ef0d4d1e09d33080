/** The values of the collector's chart for the gateway and the samplers: how they run. */
import { GATEWAY_SELECTOR, SAMPLER_SELECTOR } from "../../contract/collectorChart";
import { NAMES, scrapeAnnotations } from "../../contract/names";
import { chartImage, type Image, IMAGES } from "../../contract/images";
import { samplerSizing, traceMemory, type TraceMemory, traceTiming } from "../../settings/sizing/traces";
import type { TracingSettings } from "../../settings/schema/tracing";
import { type CollectorConfig, type JsonObject } from "../common/model";
import { extraVariables, featureGates, listeningPorts, readsCredentials } from "../common/requirements";
import { type ChartValues, credentialFiles, ports, probes, securityContexts } from "../agent/values";

/** How many times its request a collector may use of a CPU for a while. */
const CPU_BURST = 4;

/** The chart's values for the gateway: replicas that come and go with the load. */
export function gatewayValues(
  config: CollectorConfig,
  { gateway, sampling }: TracingSettings,
  image: Image = IMAGES.collector,
): ChartValues {
  const timing = traceTiming(sampling);
  return {
    mode: "deployment",
    ...common(config, NAMES.traceGateway, image, gateway.cpuRequestMillicores, traceMemory(gateway.memoryLimitMiB)),
    ...placement(GATEWAY_SELECTOR, gateway.priorityClassName),
    ...leaving(timing.gatewayLeaveSeconds, timing.gatewayGraceSeconds),
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
        // One at a time, and the next only when the traces that the first has touched are decided.
        scaleDown: {
          stabilizationWindowSeconds: timing.scaleDownWindowSeconds,
          policies: [{ type: "Pods", value: 1, periodSeconds: timing.scaleDownPeriodSeconds }],
        },
      },
    },
  };
}

/** The chart's values for the samplers, or undefined where the sampling needs none. */
export function samplerValues(
  config: CollectorConfig,
  { gateway, sampling }: TracingSettings,
  image: Image = IMAGES.collector,
): ChartValues | undefined {
  if (sampling.kind !== "tail") return undefined;
  const timing = traceTiming(sampling);
  return {
    mode: "statefulset",
    replicaCount: sampling.samplers,
    ...common(config, NAMES.traceSampler, image, gateway.cpuRequestMillicores, samplerSizing(sampling)),
    ...placement(SAMPLER_SELECTOR, gateway.priorityClassName),
    ...leaving(timing.samplerLeaveSeconds, timing.samplerGraceSeconds),
    statefulset: { podManagementPolicy: "Parallel" },
    // Without an address of its own its name is that of every sampler that is ready.
    service: { enabled: true, type: "ClusterIP", clusterIP: "None" },
    rollout: { strategy: "RollingUpdate" },
  };
}

function common(
  config: CollectorConfig,
  name: string,
  image: Image,
  cpuRequestMillicores: number,
  memory: TraceMemory,
): JsonObject {
  const credentials = readsCredentials(config) ? [credentialFiles()] : [];
  const metrics = listeningPorts(config).metrics;
  return {
    nameOverride: name,
    fullnameOverride: name,
    image: chartImage(image),
    command: { extraArgs: featureGates(config).map((gate) => `--feature-gates=${gate}`) },
    alternateConfig: config,
    extraEnvs: [...extraVariables(config), { name: "GOMEMLIMIT", value: `${memory.goMemoryLimitMiB}MiB` }],
    useGOMEMLIMIT: false,
    extraVolumes: credentials.map(({ volume }) => volume),
    extraVolumeMounts: credentials.map(({ mount }) => mount),
    ...(metrics !== undefined && { podAnnotations: scrapeAnnotations(metrics) }),
    ports: ports(config),
    ...probes(config),
    // They ask the API server for nothing.
    serviceAccount: { create: true, name, automountServiceAccountToken: false },
    clusterRole: { create: false },
    ...securityContexts(),
    resources: {
      requests: { cpu: `${cpuRequestMillicores}m`, memory: `${memory.memoryLimitMiB}Mi` },
      limits: { cpu: `${cpuRequestMillicores * CPU_BURST}m`, memory: `${memory.memoryLimitMiB}Mi` },
    },
    podDisruptionBudget: { enabled: true, maxUnavailable: 1 },
  };
}

/** On different nodes and in different zones as far as there are any. */
function placement(labels: Readonly<Record<string, string>>, priorityClassName: string | undefined): JsonObject {
  return {
    topologySpreadConstraints: ["kubernetes.io/hostname", "topology.kubernetes.io/zone"].map((topologyKey) => ({
      maxSkew: 1,
      topologyKey,
      whenUnsatisfiable: "ScheduleAnyway",
      labelSelector: { matchLabels: labels },
    })),
    ...(priorityClassName !== undefined && { priorityClassName }),
  };
}

/** A pod that is to end works on until nobody knows it any longer. The image has no shell, so the kubelet itself waits. */
function leaving(leaveSeconds: number, graceSeconds: number): JsonObject {
  return {
    lifecycleHooks: { preStop: { sleep: { seconds: leaveSeconds } } },
    terminationGracePeriodSeconds: graceSeconds,
  };
}
