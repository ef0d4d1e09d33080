/**
 * The arguments of a NodeAgent: its Services, and the values of the collector's Helm chart, which contain the whole
 * configuration of the agents.
 */
import { chartImage, type Image } from "../../contract/images";
import { agentNames, type AgentNames, certificatesSecret, labels } from "../../contract/names";
import { LINUX_NODES, nodePriorityClass, nodesWithout } from "../../contract/pods/scheduling";
import type { RemoteWriteTarget, ScrapedServer } from "../../contract/types";
import { agentMemory, agentSizing, GARBAGE_PERCENT } from "../../settings/sizing/agent";
import { exportersOf, withExporters } from "../../settings/sizing/extending/exporters";
import { LOG_MIB, queueSizing, type Writer } from "../../settings/sizing/queue";
import type { AgentSettings, Settings } from "../../settings/schema/settings";
import {
  chartPorts,
  type ChartValues,
  credentialVolumes,
  featureGateArguments,
  probes,
  restartedByCertificates,
  securityContexts,
} from "../common/chartValues";
import { exporterVolumes } from "../common/own/exporters";
import type { CollectorConfig, JsonObject } from "../common/model";
import { type Requirements, requirements } from "../requirements/requirements";
import { agentConfig, type AgentConfigInput } from "./config";
import { queueOwners, queueVolumes } from "./queueVolume";
import { agentMonitor, agentService } from "./service";
import type { AgentTraces } from "./traces";

/** Input of the agents besides the settings. */
export interface AgentSurroundings {
  readonly remoteWrite: RemoteWriteTarget;
  /** Servers of the stack that ask for credentials, which the agents scrape. Default: none. */
  readonly scrapedServers?: readonly ScrapedServer[];
  /** The gateway to which they forward spans. Default: none, and they refuse spans. */
  readonly traces?: AgentTraces | undefined;
  /** Image of the collector. */
  readonly image: Image;
  /** Names of the agents. Default: those of the stack's own. */
  readonly names?: AgentNames;
}

/** The settings that the agents follow from. */
export type AgentPartsSettings = Pick<
  Settings,
  "environment" | "cluster" | "agent" | "delivery" | "outageMinutes" | "collectorImage" | "certificatesGeneration"
> &
  Partial<Pick<Settings, "attributes" | "containers" | "namespaces" | "processors" | "exporters" | "migration">>;

/** Chart values and Services of the agents: the arguments of a NodeAgent without chart and credentials. */
export function agentParts(
  settings: AgentPartsSettings,
  { remoteWrite, scrapedServers = [], traces, image, names = agentNames() }: AgentSurroundings,
) {
  const { agent, environment, cluster, attributes, containers, namespaces, processors, exporters = [] } = settings;
  const isMigration = settings.migration !== undefined;
  const input = {
    environment,
    clusterName: cluster.name,
    attributes,
    namespaces,
    agent,
    sizing: agentSizing(agent),
    queue: queueSizing(settings),
    remoteWrite,
    scrapedServers,
    ...(containers?.enabled && { containers }),
    isMigration,
    processors: processors?.metrics ?? [],
    exporters: exportersOf("metrics", exporters),
    traces,
  };
  const config = agentConfig(input);
  const required = requirements(config);
  const values = agentValues(config, required, input, image, names);
  return {
    values: restartedByCertificates(values, settings.certificatesGeneration),
    service: agentService(required, agent, names),
    ...(agent.priorityClassName === undefined && {
      priorityClass: nodePriorityClass(names.priorityClass, labels(names.daemonSet)),
    }),
    ...(agent.serviceMonitor && { monitor: agentMonitor(required, agent, names) }),
  };
}

/** Termination grace period of an agent, in seconds. */
const GRACE_PERIOD_SECONDS: Readonly<Record<Writer, number>> = {
  own: 60,
  // In an outage contrib's exporter does not end, and what waits in it is lost in any case: the node has an agent sooner.
  contrib: 15,
};

/**
 * The chart's values for the agents: one on every node.
 *
 * @param required the requirements of that configuration
 * @param names names of the agents. Default: those of the stack's own
 */
export function agentValues(
  config: CollectorConfig,
  required: Requirements,
  input: AgentConfigInput,
  image: Image,
  names: AgentNames = agentNames(),
): ChartValues {
  const { agent } = input;
  return {
    mode: "daemonset",
    fullnameOverride: names.release,
    image: chartImage(image),
    command: { extraArgs: featureGateArguments(required) },
    alternateConfig: config,
    extraEnvs: [...required.variables, ...goVariables(input)],
    // The chart would take 80 % of the container's limit.
    useGOMEMLIMIT: false,
    ...volumes(required, input, names),
    ports: chartPorts(required.ports),
    ...probes(required.ports),
    serviceAccount: { create: true, name: names.serviceAccount, automountServiceAccountToken: true },
    clusterRole: {
      create: true,
      name: names.clusterRole,
      rules: required.clusterRoleRules,
      clusterRoleBinding: { name: names.clusterRoleBinding },
    },
    ...securityContexts(),
    ...resources(input),
    ...placement(agent, names),
    // No surge: two agents on one node would write the same series at the same time, and open the same queue.
    rollout: { strategy: "RollingUpdate", rollingUpdate: { maxUnavailable: agent.maxUnavailable, maxSurge: 0 } },
    // At its end, an agent waits at most 10 s for the requests under way. What is then in files stays there.
    terminationGracePeriodSeconds: GRACE_PERIOD_SECONDS[input.queue.writer],
  };
}

/** Its memory with that of its queues. */
const memoryOf = ({ sizing, queue, exporters = [] }: AgentConfigInput) =>
  withExporters(agentMemory(sizing, queue.memoryMiB), exporters);

/** How Go uses memory: see settings/sizing/agent.ts. */
function goVariables(input: AgentConfigInput): JsonObject[] {
  return [
    { name: "GOMEMLIMIT", value: `${memoryOf(input).goMemoryLimitMiB}MiB` },
    { name: "GOGC", value: String(GARBAGE_PERCENT) },
  ];
}

function volumes(required: Requirements, input: AgentConfigInput, names: AgentNames): JsonObject {
  const all = [
    ...credentialVolumes(required, {
      credentials: names.credentialsSecret,
      certificates: certificatesSecret(names.service),
    }),
    ...exporterVolumes(input.exporters ?? [], names.service),
    ...queueVolumes(input, names),
  ];
  const owners = queueOwners(input);
  return {
    extraVolumes: all.map(({ volume }) => volume),
    extraVolumeMounts: all.map(({ mount }) => mount),
    ...(owners.length > 0 && { initContainers: owners }),
  };
}

/**
 * Requests and limits. A queue in memory is in the limit and requested by nobody: it is empty until the store is away.
 * A queue on the pod's disk is requested, because above its limit the kubelet would evict the agent.
 */
function resources(input: AgentConfigInput): JsonObject {
  const { sizing, queue } = input;
  const { memoryLimitMiB } = memoryOf(input);
  const disk = queue.volume === "emptyDir" ? { "ephemeral-storage": `${queue.volumeMiB + LOG_MIB}Mi` } : {};
  return {
    resources: {
      requests: { cpu: `${sizing.cpuRequestMillicores}m`, memory: `${sizing.memoryRequestMiB}Mi`, ...disk },
      limits: { cpu: `${sizing.cpuLimitMillicores}m`, memory: `${memoryLimitMiB}Mi`, ...disk },
    },
  };
}

function placement(agent: AgentSettings, { priorityClass }: AgentNames): JsonObject {
  return {
    // The tolerations would let the pods on Windows nodes too, where they never start.
    nodeSelector: { ...LINUX_NODES, ...agent.nodeSelector },
    ...(agent.canary && { affinity: nodesWithout(agent.canary.nodeSelector) }),
    tolerations: agent.tolerations.map(toleration),
    priorityClassName: agent.priorityClassName ?? priorityClass,
    hostNetwork: agent.hostNetwork,
    // By default, a pod in the node's network uses the node's resolver, which does not resolve Services.
    ...(agent.hostNetwork && { dnsPolicy: "ClusterFirstWithHostNet" }),
  };
}

/** A toleration without unset keys. */
function toleration(settings: AgentSettings["tolerations"][number]): JsonObject {
  return Object.fromEntries(
    Object.entries(settings).flatMap(([key, value]) => (value === undefined ? [] : [[key, value]])),
  );
}
