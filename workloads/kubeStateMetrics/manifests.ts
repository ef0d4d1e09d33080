/** kube-state-metrics as Kubernetes objects: replicas that expose the state of the cluster's objects as metrics. */
import { scrapeAnnotations } from "../../contract/annotations";
import { imageReference, IMAGES } from "../../contract/images";
import {
  clusterWideName,
  labels,
  NAMESPACES,
  type ObjectMetadata,
  type Placement,
  PLACEMENTS,
} from "../../contract/names";
import { PORTS } from "../../contract/ports";
import { LINUX_NODES } from "../../contract/pods/scheduling";
import type { ObjectsSizing } from "../../settings/sizing/cluster/objects";
import { httpProbe } from "../pods/probes";
import { unprivilegedContainer, unprivilegedPod } from "../pods/security";
import { METRICS, POD_ANNOTATIONS, RESOURCES } from "./metrics";

/** `nobody`, the user of the image. */
const USER_ID = 65_534;

const RBAC = "rbac.authorization.k8s.io";

/**
 * Every object of kube-state-metrics.
 *
 * @param placement name and namespace of the objects. Default: `PLACEMENTS.kubeStateMetrics`
 */
export function kubeStateMetricsManifests(sizing: ObjectsSizing, placement: Placement = PLACEMENTS.kubeStateMetrics) {
  const metadata = { ...placement, labels: labels(placement.name) };
  const inCluster = { name: clusterWideName(placement, NAMESPACES.kubeStateMetrics), labels: metadata.labels };
  return {
    serviceAccount: {
      apiVersion: "v1" as const,
      kind: "ServiceAccount" as const,
      metadata,
      automountServiceAccountToken: false,
    },
    clusterRole: {
      apiVersion: `${RBAC}/v1` as const,
      kind: "ClusterRole" as const,
      metadata: inCluster,
      rules: rules(),
    },
    clusterRoleBinding: {
      apiVersion: `${RBAC}/v1` as const,
      kind: "ClusterRoleBinding" as const,
      metadata: inCluster,
      roleRef: { apiGroup: RBAC, kind: "ClusterRole", name: inCluster.name },
      subjects: [{ kind: "ServiceAccount", name: metadata.name, namespace: metadata.namespace }],
    },
    statefulSet: statefulSet(sizing, metadata),
  };
}

export type KubeStateMetricsManifests = ReturnType<typeof kubeStateMetricsManifests>;

/** Permission to watch what it is told to watch, by API group. */
function rules() {
  return [...new Set(Object.values(RESOURCES))].sort().map((apiGroup) => ({
    apiGroups: [apiGroup],
    resources: Object.keys(RESOURCES).filter((resource) => RESOURCES[resource] === apiGroup),
    verbs: ["list", "watch"],
  }));
}

/** A StatefulSet, because a shard's number is that of its pod. */
function statefulSet(sizing: ObjectsSizing, metadata: ObjectMetadata) {
  return {
    apiVersion: "apps/v1" as const,
    kind: "StatefulSet" as const,
    metadata,
    spec: {
      replicas: sizing.shards,
      serviceName: metadata.name,
      // Shards do not wait for each other.
      podManagementPolicy: "Parallel",
      selector: { matchLabels: metadata.labels },
      updateStrategy: { type: "RollingUpdate" },
      template: {
        metadata: { labels: metadata.labels, annotations: scrapeAnnotations(PORTS.kubeStateMetrics) },
        spec: {
          ...unprivilegedPod(USER_ID),
          automountServiceAccountToken: true,
          serviceAccountName: metadata.name,
          nodeSelector: { ...LINUX_NODES },
          // One agent has one node's shards to scrape.
          topologySpreadConstraints: [
            {
              maxSkew: 1,
              topologyKey: "kubernetes.io/hostname",
              whenUnsatisfiable: "ScheduleAnyway",
              labelSelector: { matchLabels: metadata.labels },
            },
          ],
          terminationGracePeriodSeconds: 10,
          containers: [container(sizing)],
        },
      },
    },
  };
}

function container(sizing: ObjectsSizing) {
  const sharded = sizing.shards > 1;
  const field = (name: string, fieldPath: string) => ({ name, valueFrom: { fieldRef: { fieldPath } } });
  return {
    name: "kube-state-metrics",
    image: imageReference(IMAGES.kubeStateMetrics),
    args: [
      "--host=$(POD_IP)",
      `--port=${PORTS.kubeStateMetrics}`,
      "--telemetry-host=$(POD_IP)",
      `--telemetry-port=${PORTS.kubeStateMetricsTelemetry}`,
      `--resources=${Object.keys(RESOURCES).join(",")}`,
      `--metric-allowlist=${METRICS.map((metric) => `^${metric}$`).join(",")}`,
      `--metric-annotations-allowlist=pods=[${POD_ANNOTATIONS.join(",")}]`,
      ...(sharded ? ["--shard=$(SHARD)", `--total-shards=${sizing.shards}`] : []),
    ],
    env: [
      field("POD_IP", "status.podIP"),
      // Since Kubernetes 1.28.
      ...(sharded ? [field("SHARD", "metadata.labels['apps.kubernetes.io/pod-index']")] : []),
      { name: "GOMEMLIMIT", value: `${sizing.goMemoryLimitMiB}MiB` },
    ],
    ports: [
      { name: "metrics", containerPort: PORTS.kubeStateMetrics, protocol: "TCP" },
      { name: "telemetry", containerPort: PORTS.kubeStateMetricsTelemetry, protocol: "TCP" },
    ],
    readinessProbe: httpProbe("telemetry", "/readyz", { periodSeconds: 10, failureThreshold: 3 }),
    // Not `/livez`, which fails while the API server is away: a restart would bring nothing back.
    livenessProbe: httpProbe("metrics", "/healthz", { periodSeconds: 30, failureThreshold: 3 }),
    resources: {
      requests: { cpu: `${sizing.cpuRequestMillicores}m`, memory: `${sizing.memoryRequestMiB}Mi` },
      limits: { cpu: "1000m", memory: `${sizing.memoryLimitMiB}Mi` },
    },
    securityContext: unprivilegedContainer(),
  };
}
