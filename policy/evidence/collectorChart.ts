/**
 * What the OpenTelemetry Collector's chart makes of its values, as far as rules look at it.
 *
 * A model of the chart, because a preview without a cluster renders nothing. It knows the chart's defaults: a port
 * that the values do not mention is open on the node.
 */
import { AGENT_SELECTOR, NAMES } from "../../contract/names";
import { type Manifest, at, listAt, objectAt, textAt } from "./reading";

const KINDS: Readonly<Record<string, string>> = {
  daemonset: "DaemonSet",
  deployment: "Deployment",
  statefulset: "StatefulSet",
};

/** Ports that the chart opens on the node unless it is told otherwise. */
const HOST_PORTS: Readonly<Record<string, number>> = {
  otlp: 4317,
  "otlp-http": 4318,
  "jaeger-compact": 6831,
  "jaeger-thrift": 14268,
  "jaeger-grpc": 14250,
  zipkin: 9411,
};

/** Folders of the node that a preset mounts. */
const PRESET_HOST_PATHS: Readonly<Record<string, readonly string[]>> = {
  logsCollection: ["/var/log/pods", "/var/lib/docker/containers"],
  hostMetrics: ["/"],
  profiling: ["/sys/kernel/tracing"],
};

function presetEnabled(values: Manifest, preset: string): boolean {
  return at(values, "presets", preset, "enabled") === true;
}

function imageOf(values: Manifest): string {
  const [repository, digest, tag] = ["repository", "digest", "tag"].map((part) => textAt(values, "image", part));
  return `${repository}${digest ? `@${digest}` : tag ? `:${tag}` : ""}`;
}

/** In the node's network namespace every port of a pod is one of the node; only DaemonSets get host ports. */
function portsOf(values: Manifest): Manifest[] {
  const names = new Set([...Object.keys(HOST_PORTS), ...Object.keys(objectAt(values, "ports"))]);
  return [...names].flatMap((name) => {
    const port = objectAt(values, "ports", name);
    const enabled = port["enabled"] ?? name in HOST_PORTS;
    if (enabled === false) return [];
    const hostPort = port["hostPort"] ?? HOST_PORTS[name];
    return [
      { name, containerPort: port["containerPort"], ...(textAt(values, "mode") === "daemonset" && { hostPort }) },
    ];
  });
}

function podSpec(values: Manifest): Manifest {
  const container = {
    name: "opentelemetry-collector",
    image: imageOf(values),
    env: listAt(values, "extraEnvs"),
    envFrom: listAt(values, "extraEnvsFrom"),
    ports: portsOf(values),
    resources: objectAt(values, "resources"),
    securityContext: objectAt(values, "securityContext"),
  };
  const presetVolumes = Object.entries(PRESET_HOST_PATHS).flatMap(([preset, paths]) =>
    presetEnabled(values, preset) ? paths.map((path) => ({ name: preset, hostPath: { path } })) : [],
  );
  return {
    serviceAccountName: textAt(values, "serviceAccount", "name"),
    automountServiceAccountToken: at(values, "serviceAccount", "automountServiceAccountToken"),
    hostNetwork: at(values, "hostNetwork"),
    hostPID: at(values, "hostPID") === true || presetEnabled(values, "profiling"),
    securityContext: objectAt(values, "podSecurityContext"),
    containers: [container, ...listAt(values, "extraContainers")],
    initContainers: listAt(values, "initContainers"),
    volumes: [...presetVolumes, ...listAt(values, "extraVolumes")],
  };
}

/** `alternateConfig` replaces the chart's configuration; without it `config` is laid over that. */
function relay(values: Manifest): string {
  const alternate = objectAt(values, "alternateConfig");
  return JSON.stringify(Object.keys(alternate).length > 0 ? alternate : objectAt(values, "config"));
}

function permissions(values: Manifest, name: string): Manifest[] {
  if (at(values, "clusterRole", "create") !== true) return [];
  const role = textAt(values, "clusterRole", "name") || name;
  const binding = textAt(values, "clusterRole", "clusterRoleBinding", "name") || name;
  return [
    { kind: "ClusterRole", metadata: { name: role }, rules: listAt(values, "clusterRole", "rules") },
    {
      kind: "ClusterRoleBinding",
      metadata: { name: binding },
      roleRef: { kind: "ClusterRole", name: role },
      subjects: [{ kind: "ServiceAccount", name: textAt(values, "serviceAccount", "name") }],
    },
  ];
}

/** The labels of the pods: what calls itself neither gateway nor sampler is looked at as an agent. */
function podLabels(fullName: string): Manifest {
  const isTier = [NAMES.traceGateway, NAMES.traceSampler].some((name) => name === fullName);
  return isTier ? { "app.kubernetes.io/name": fullName, "app.kubernetes.io/instance": fullName } : AGENT_SELECTOR;
}

/** The objects of a release of the chart with these values. */
export function chartManifests(values: Manifest): readonly Manifest[] {
  const mode = textAt(values, "mode");
  const fullName = textAt(values, "fullnameOverride") || "opentelemetry-collector";
  const name = mode === "daemonset" ? `${fullName}-agent` : fullName;
  const service = objectAt(values, "service");
  return [
    {
      kind: KINDS[mode] ?? mode,
      metadata: { name },
      spec: { template: { metadata: { labels: podLabels(fullName) }, spec: podSpec(values) } },
    },
    { kind: "ConfigMap", metadata: { name }, data: { relay: relay(values) } },
    ...permissions(values, fullName),
    ...(service["enabled"] === true
      ? [{ kind: "Service", metadata: { name: fullName }, spec: { ...service, type: service["type"] ?? "ClusterIP" } }]
      : []),
  ];
}
