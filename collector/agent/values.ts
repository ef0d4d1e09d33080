/** The values of the collector's Helm chart: how the agents run. What they do is the configuration, passed whole. */
import { NAMES } from "../../contract/names";
import { goMemoryLimitMiB } from "../../settings/sizing/agent";
import type { AgentSettings } from "../../settings/schema/settings";
import { chartImage, type Image, IMAGES } from "../../contract/images";
import type { AgentConfigInput } from "./config";
import { CREDENTIALS_FOLDER } from "../common/extensions";
import { type CollectorConfig, type JsonObject } from "../common/model";
import {
  clusterRoleRules,
  extraVariables,
  featureGates,
  keepsQueue,
  listeningPorts,
  readsCredentials,
} from "../common/requirements";
import { olderListeningPorts } from "../common/servicePorts";
import { START_PROGRAM } from "./queue/entrypoint";
import { queueContainers, queueVolumes, SPARE_QUEUE_MIB, type Volume } from "./queue/volumes";

/** Values of the collector's chart: plain data, since a chart with unknown values is not rendered in a preview. */
export type ChartValues = JsonObject;

/** User and group of the collector's image. */
const USER = 10001;

/** Seconds that an agent gets to end; the kubelet ends the container after it. */
const GRACE_PERIOD_SECONDS = 60;

/**
 * The chart's values for the agents: one on every node.
 *
 * @param image the collector's image; default: the contrib image of `contract/versions.json`
 */
export function agentValues(
  config: CollectorConfig,
  input: AgentConfigInput,
  image: Image = IMAGES.collector,
): ChartValues {
  const { agent } = input;
  return {
    mode: "daemonset",
    fullnameOverride: NAMES.agentRelease,
    image: chartImage(image),
    command: {
      // A queue needs a start that finds out whether it can be used; without one the image's own program runs.
      ...(keepsQueue(config) && { name: START_PROGRAM.slice(1) }),
      extraArgs: featureGates(config).map((gate) => `--feature-gates=${gate}`),
    },
    alternateConfig: config,
    extraEnvs: [...extraVariables(config), goMemoryLimit(input)],
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

function goMemoryLimit({ sizing }: AgentConfigInput): JsonObject {
  return { name: "GOMEMLIMIT", value: `${goMemoryLimitMiB(sizing)}MiB` };
}

function volumes(config: CollectorConfig, input: AgentConfigInput): JsonObject {
  const queued = keepsQueue(config);
  const all = [...(readsCredentials(config) ? [credentialFiles()] : []), ...(queued ? queueVolumes(input) : [])];
  return {
    extraVolumes: all.map(({ volume }) => volume),
    extraVolumeMounts: all.map(({ mount }) => mount),
    ...(queued && { initContainers: queueContainers(input, USER, restricted()) }),
  };
}

/** The Secret as files, so that a changed one reaches the agents without a restart; without it none starts. */
export function credentialFiles(): Volume {
  const name = "remote-write";
  return {
    volume: { name, secret: { secretName: NAMES.remoteWriteSecret, defaultMode: 0o440, optional: false } },
    mount: { name, mountPath: CREDENTIALS_FOLDER, readOnly: true },
  };
}

/** The ports of the configuration, and none of the others that the chart would open, on the pod alone: host port 0 is none. */
export function ports(config: CollectorConfig): JsonObject {
  const listening = { ...listeningPorts(config), ...olderListeningPorts(config) };
  const port = (number: number | undefined): JsonObject =>
    number === undefined
      ? { enabled: false }
      : { enabled: true, containerPort: number, servicePort: number, hostPort: 0 };
  return {
    otlp: port(listening.otlpGrpc),
    "otlp-http": port(listening.otlpHttp),
    metrics: port(listening.metrics),
    "jaeger-compact": port(listening.jaegerThriftCompact),
    "jaeger-thrift": port(listening.jaegerThriftHttp),
    "jaeger-grpc": port(listening.jaegerGrpc),
    zipkin: port(listening.zipkin),
  };
}

export function probes(config: CollectorConfig): JsonObject {
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

const IDENTITY = { runAsNonRoot: true, runAsUser: USER, runAsGroup: USER };
const SECCOMP_PROFILE = { type: "RuntimeDefault" };

/** What the Pod Security Standard `restricted` wants of a container. */
export function restricted(): JsonObject {
  return {
    ...IDENTITY,
    allowPrivilegeEscalation: false,
    capabilities: { drop: ["ALL"] },
    readOnlyRootFilesystem: true,
    seccompProfile: SECCOMP_PROFILE,
  };
}

/** Fulfils that standard. The volumes of the queue are the only places to which the agent writes. */
export function securityContexts(): JsonObject {
  return {
    podSecurityContext: { ...IDENTITY, fsGroup: USER, seccompProfile: SECCOMP_PROFILE },
    securityContext: restricted(),
  };
}

/** What the container's own log may take of the node's disk beside the queue, in MiB. */
const LOG_MIB = 128;

/**
 * Requests and limits. A queue in memory counts to the container, but is requested by nobody: it is empty until the
 * store is away; the spare one of a queue on disk counts likewise. A queue on the pod's disk is requested, because above
 * its limit the kubelet would evict the agent.
 */
function resources({ sizing, queue }: AgentConfigInput): JsonObject {
  const memoryMiB = sizing.memoryLimitMiB + (queue.volume === "memory" ? queue.volumeMiB : SPARE_QUEUE_MIB);
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
