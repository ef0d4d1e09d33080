/** The values of the collector's Helm chart: how the agents run. What they do is the configuration, passed whole. */
import { NAMES } from "../naming";
import { agentSizing } from "../settings/profiles";
import type { AgentSettings } from "../settings/schema";
import { IMAGES } from "../pins";
import type { AgentConfigInput } from "./agent";
import { CREDENTIALS_FOLDER } from "./extensions";
import type { CollectorConfig, JsonObject } from "./model";
import { clusterRoleRules, extraVariables, featureGates, listeningPorts, readsCredentials } from "./needs";

/** Values of the collector's chart: plain data, since a chart with unknown values is not rendered in a preview. */
export type ChartValues = JsonObject;

/** User and group of the collector's image. */
const USER = 10001;

/** The chart's values for the agents: one on every node. */
export function agentValues(config: CollectorConfig, input: AgentConfigInput): ChartValues {
  const { agent } = input;
  return {
    mode: "daemonset",
    fullnameOverride: NAMES.agentRelease,
    image: { repository: IMAGES.collector.repository, tag: IMAGES.collector.tag, pullPolicy: "IfNotPresent" },
    command: { extraArgs: featureGates(config).map((gate) => `--feature-gates=${gate}`) },
    alternateConfig: config,
    extraEnvs: extraVariables(config),
    ...credentialFiles(config),
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
    ...resources(agent),
    ...placement(agent),
    rollout: { strategy: "RollingUpdate", rollingUpdate: { maxUnavailable: "10%" } },
    // Time to write what waits in memory; the kubelet ends the container after it.
    terminationGracePeriodSeconds: 60,
  };
}

/** The Secret as files, so that a changed one reaches the agents without a restart; without it none starts. */
function credentialFiles(config: CollectorConfig): JsonObject {
  if (!readsCredentials(config)) return {};
  const name = "remote-write";
  return {
    extraVolumes: [{ name, secret: { secretName: NAMES.remoteWriteSecret, defaultMode: 0o440, optional: false } }],
    extraVolumeMounts: [{ name, mountPath: CREDENTIALS_FOLDER, readOnly: true }],
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

/** Fulfils the Pod Security Standard `restricted`. The collector writes no file, so it has no writable folder at all. */
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

function resources(agent: AgentSettings): JsonObject {
  const sizing = agentSizing(agent);
  return {
    resources: {
      requests: { cpu: `${sizing.cpuRequestMillicores}m`, memory: `${sizing.memoryRequestMiB}Mi` },
      limits: { cpu: `${sizing.cpuLimitMillicores}m`, memory: `${sizing.memoryLimitMiB}Mi` },
    },
    // The chart then tells the Go runtime to stay below 80 % of the limit.
    useGOMEMLIMIT: true,
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
