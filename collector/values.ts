/** The values of the collector's Helm chart: how the agents run. What they do is the configuration, passed whole. */
import { NAMES, NODE_QUEUE_FOLDER } from "../naming";
import { agentSizing, goMemoryLimitMiB } from "../settings/profiles";
import type { AgentSettings } from "../settings/schema";
import { imageReference, IMAGES } from "../pins";
import type { AgentConfigInput } from "./agent";
import { CREDENTIALS_FOLDER } from "./extensions";
import { type CollectorConfig, type JsonObject, textOf } from "./model";
import {
  clusterRoleRules,
  extraVariables,
  featureGates,
  listeningPorts,
  readsCredentials,
  storageFolders,
} from "./needs";

/** Values of the collector's chart: plain data, since a chart with unknown values is not rendered in a preview. */
export type ChartValues = JsonObject;

/** User and group of the collector's image. */
const USER = 10001;

/** Seconds that an agent gets to end; the kubelet ends the container after it. */
const GRACE_PERIOD_SECONDS = 60;

/** The chart's values for the agents: one on every node. */
export function agentValues(config: CollectorConfig, input: AgentConfigInput): ChartValues {
  const { agent } = input;
  return {
    mode: "daemonset",
    fullnameOverride: NAMES.agentRelease,
    image: { repository: IMAGES.collector.repository, tag: IMAGES.collector.tag, pullPolicy: "IfNotPresent" },
    command: { extraArgs: featureGates(config).map((gate) => `--feature-gates=${gate}`) },
    alternateConfig: config,
    extraEnvs: [...extraVariables(config), goMemoryLimit(agent)],
    // The chart would take 80 % of the container's limit, of which a queue in memory is a part.
    useGOMEMLIMIT: false,
    ...volumes(config, input),
    ports: ports(config),
    ...probes(config),
    serviceAccount: { create: true, name: NAMES.agentServiceAccount, automountServiceAccountToken: true },
    clusterRole: {
      create: true,
      name: NAMES.agentClusterRole,
      rules: clusterRoleRules(config),
      clusterRoleBinding: { name: NAMES.agentClusterRoleBinding },
    },
    ...securityContexts(),
    ...resources(input),
    ...placement(agent),
    // No surge: two agents of one node would write the same series at once, and open the same queue.
    rollout: { strategy: "RollingUpdate", rollingUpdate: { maxUnavailable: agent.maxUnavailable, maxSurge: 0 } },
    // The end waits for one request to the store, at most 10 s; what is then in the queue stays there.
    terminationGracePeriodSeconds: GRACE_PERIOD_SECONDS,
  };
}

function goMemoryLimit(agent: AgentSettings): JsonObject {
  return { name: "GOMEMLIMIT", value: `${goMemoryLimitMiB(agentSizing(agent))}MiB` };
}

/** A volume of the pod, and where its container finds it. */
interface Volume {
  readonly volume: JsonObject;
  readonly mount: JsonObject;
}

function volumes(config: CollectorConfig, input: AgentConfigInput): JsonObject {
  const all = [
    ...(readsCredentials(config) ? [credentialFiles()] : []),
    ...storageFolders(config).map((folder) => queueVolume(folder, input)),
  ];
  if (all.length === 0) return {};
  return {
    extraVolumes: all.map(({ volume }) => volume),
    extraVolumeMounts: all.map(({ mount }) => mount),
    ...(input.queue.volume === "hostPath" && { initContainers: [folderOwner(all.map(({ mount }) => mount))] }),
  };
}

/** The Secret as files, so that a changed one reaches the agents without a restart; without it none starts. */
function credentialFiles(): Volume {
  const name = "remote-write";
  return {
    volume: { name, secret: { secretName: NAMES.remoteWriteSecret, defaultMode: 0o440, optional: false } },
    mount: { name, mountPath: CREDENTIALS_FOLDER, readOnly: true },
  };
}

const QUEUE_VOLUME = "queue";

/** The volume of a folder of storage. It is mounted one level higher, so that the folder is the agent's own. */
function queueVolume(folder: string, { queue, clusterName, environment }: AgentConfigInput): Volume {
  const sizeLimit = `${queue.volumeMiB}Mi`;
  const sources = {
    memory: { emptyDir: { medium: "Memory", sizeLimit } },
    emptyDir: { emptyDir: { sizeLimit } },
    // Stacks that once shared a node must not take up each other's queues.
    hostPath: {
      hostPath: { path: `${NODE_QUEUE_FOLDER}/${clusterName}/${environment}`, type: "DirectoryOrCreate" },
    },
  };
  const name = QUEUE_VOLUME;
  return {
    volume: { name, ...sources[queue.volume] },
    mount: { name, mountPath: folder.slice(0, folder.lastIndexOf("/")) },
  };
}

/** Hands the node's folder, which the kubelet makes as root, to the agent's user: the one right that it keeps. */
function folderOwner(mounts: readonly JsonObject[]): JsonObject {
  const queueMounts = mounts.filter(({ name }) => name === QUEUE_VOLUME);
  return {
    name: "queue-owner",
    image: imageReference(IMAGES.busybox),
    imagePullPolicy: "IfNotPresent",
    command: ["chown", `${USER}:${USER}`, ...queueMounts.map(({ mountPath }) => textOf(mountPath))],
    volumeMounts: queueMounts,
    resources: { requests: { cpu: "10m", memory: "16Mi" }, limits: { cpu: "100m", memory: "16Mi" } },
    securityContext: {
      runAsNonRoot: false,
      runAsUser: 0,
      runAsGroup: 0,
      allowPrivilegeEscalation: false,
      capabilities: { drop: ["ALL"], add: ["CHOWN"] },
      readOnlyRootFilesystem: true,
      seccompProfile: { type: "RuntimeDefault" },
    },
  };
}

/** The ports of the configuration, and none of the others that the chart would open, on the pod alone: host port 0 is none. */
function ports(config: CollectorConfig): JsonObject {
  const { otlpGrpc, otlpHttp, metrics } = listeningPorts(config);
  const port = (number: number | undefined): JsonObject =>
    number === undefined
      ? { enabled: false }
      : { enabled: true, containerPort: number, servicePort: number, hostPort: 0 };
  return {
    otlp: port(otlpGrpc),
    "otlp-http": port(otlpHttp),
    metrics: port(metrics),
    "jaeger-compact": { enabled: false },
    "jaeger-thrift": { enabled: false },
    "jaeger-grpc": { enabled: false },
    zipkin: { enabled: false },
  };
}

function probes(config: CollectorConfig): JsonObject {
  const { health } = listeningPorts(config);
  if (health === undefined) return {};
  const httpGet = { path: "/", port: health };
  return {
    // With the smallest CPU limit a collector takes several seconds until it answers.
    startupProbe: { periodSeconds: 2, timeoutSeconds: 2, failureThreshold: 60, httpGet },
    readinessProbe: { periodSeconds: 10, timeoutSeconds: 5, failureThreshold: 3, httpGet },
    livenessProbe: { periodSeconds: 10, timeoutSeconds: 5, failureThreshold: 6, httpGet },
  };
}

/** Fulfils the Pod Security Standard `restricted`. The queue's volume is the only place to which the collector writes. */
function securityContexts(): JsonObject {
  const identity = { runAsNonRoot: true, runAsUser: USER, runAsGroup: USER };
  const seccompProfile = { type: "RuntimeDefault" };
  return {
    podSecurityContext: { ...identity, fsGroup: USER, seccompProfile },
    securityContext: {
      ...identity,
      allowPrivilegeEscalation: false,
      capabilities: { drop: ["ALL"] },
      readOnlyRootFilesystem: true,
      seccompProfile,
    },
  };
}

/** What the container's own log may take of the node's disk beside the queue, in MiB. */
const LOG_MIB = 128;

/**
 * Requests and limits. A queue in memory counts to the container, but is requested by nobody: it is empty until the
 * store is away. One on the pod's disk is requested, because above its limit the kubelet would evict the agent.
 */
function resources({ agent, queue }: AgentConfigInput): JsonObject {
  const sizing = agentSizing(agent);
  const memoryMiB = sizing.memoryLimitMiB + (queue.volume === "memory" ? queue.volumeMiB : 0);
  const disk = queue.volume === "emptyDir" ? { "ephemeral-storage": `${queue.volumeMiB + LOG_MIB}Mi` } : {};
  return {
    resources: {
      requests: { cpu: `${sizing.cpuRequestMillicores}m`, memory: `${sizing.memoryRequestMiB}Mi`, ...disk },
      limits: { cpu: `${sizing.cpuLimitMillicores}m`, memory: `${memoryMiB}Mi`, ...disk },
    },
  };
}

function placement(agent: AgentSettings): JsonObject {
  return {
    nodeSelector: agent.nodeSelector,
    tolerations: agent.tolerations.map(toleration),
    ...(agent.priorityClassName !== undefined && { priorityClassName: agent.priorityClassName }),
    hostNetwork: agent.hostNetwork,
    // In the node's network a pod asks the node's resolver, which knows no Service, unless it is told otherwise.
    ...(agent.hostNetwork && { dnsPolicy: "ClusterFirstWithHostNet" }),
  };
}

/** A toleration without the keys that were not set. */
function toleration(settings: AgentSettings["tolerations"][number]): JsonObject {
  return Object.fromEntries(
    Object.entries(settings).flatMap(([key, value]) => (value === undefined ? [] : [[key, value]])),
  );
}
