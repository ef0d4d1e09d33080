/** Values of the collector's chart that gateway and samplers have in common. */
import { chartImage, type Image } from "../../contract/images";
import { certificatesSecret } from "../../contract/names";
import { scrapeAnnotations } from "../../contract/annotations";
import type { Exporter } from "../../settings/schema/extending/exporters";
import type { TraceMemory } from "../../settings/sizing/traces/traces";
import { chartPorts, credentialVolumes, featureGateArguments, probes, securityContexts } from "./chartValues";
import { exporterVolumes } from "./own/exporters";
import type { CollectorConfig, JsonObject } from "./model";
import type { Requirements } from "../requirements/requirements";

/** Ratio of a collector's CPU limit to its request. */
const CPU_BURST = 4;

/** A gateway or a sampler. */
interface TraceCollector {
  /** Release of the chart, and name of its objects. */
  readonly name: string;
  /** Secret with the credentials that the configuration reads; the pod mounts it. */
  readonly credentialsSecret: string;
  readonly config: CollectorConfig;
  /** The requirements of that configuration. */
  readonly required: Requirements;
  readonly image: Image;
  readonly cpuRequestMillicores: number;
  /** Further destinations whose credentials it mounts. Default: none. */
  readonly exporters?: readonly Exporter[];
  readonly memory: Pick<TraceMemory, "memoryLimitMiB" | "goMemoryLimitMiB">;
}

/** Values that gateway and samplers have in common. */
export function traceCollectorValues(collector: TraceCollector): JsonObject {
  const { name, credentialsSecret, config, required, image, cpuRequestMillicores, memory, exporters = [] } = collector;
  const credentials = [
    ...credentialVolumes(required, { credentials: credentialsSecret, certificates: certificatesSecret(name) }),
    ...exporterVolumes(exporters, name),
  ];
  const { metrics } = required.ports;
  return {
    nameOverride: name,
    fullnameOverride: name,
    image: chartImage(image),
    command: { extraArgs: featureGateArguments(required) },
    alternateConfig: config,
    extraEnvs: [...required.variables, { name: "GOMEMLIMIT", value: `${memory.goMemoryLimitMiB}MiB` }],
    useGOMEMLIMIT: false,
    extraVolumes: credentials.map(({ volume }) => volume),
    extraVolumeMounts: credentials.map(({ mount }) => mount),
    ...(metrics !== undefined && { podAnnotations: scrapeAnnotations(metrics) }),
    ports: chartPorts(required.ports),
    ...probes(required.ports),
    // They do not use the API server.
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

/** Spreads pods over nodes and zones, if there are several. */
export function spread(labels: Readonly<Record<string, string>>, priorityClassName: string | undefined): JsonObject {
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

/** Graceful shutdown: a pod serves during its preStop hook. The image has no shell, so the hook is the kubelet's sleep. */
export function gracefulShutdown(preStopSeconds: number, graceSeconds: number): JsonObject {
  return {
    lifecycleHooks: { preStop: { sleep: { seconds: preStopSeconds } } },
    terminationGracePeriodSeconds: graceSeconds,
  };
}
