/** The processors of the agent, each a function of the settings it needs. */
import { NODE_NAME_VARIABLE } from "../../contract/names";
import type { QueueSizing } from "../../settings/sizing/queue";
import type { AgentSizing } from "../../settings/sizing/agent";
import type { JsonObject } from "./model";

/** Refuses data before the container's memory runs out. It is the first, so that what it refuses costs nothing more. */
export function memoryLimiter(sizing: Pick<AgentSizing, "memoryLimiterMiB" | "memoryLimiterSpikeMiB">): JsonObject {
  return {
    check_interval: "1s",
    limit_mib: sizing.memoryLimiterMiB,
    spike_limit_mib: sizing.memoryLimiterSpikeMiB,
  };
}

/** The workload attributes that samples carry. All of them come from the pod itself, so that pods are all it watches. */
const POD_ATTRIBUTES = [
  "k8s.namespace.name",
  "k8s.pod.name",
  "k8s.node.name",
  "k8s.deployment.name",
  "k8s.statefulset.name",
  "k8s.daemonset.name",
  "k8s.job.name",
  "k8s.cronjob.name",
] as const;

/**
 * Adds the attributes of the pod from which data comes, for pods of the agent's own node. It does not wait for the API
 * server at its start: an agent has to come up while that is away.
 */
export function kubernetesAttributes(): JsonObject {
  return {
    auth_type: "serviceAccount",
    filter: { node_from_env_var: NODE_NAME_VARIABLE },
    extract: { metadata: POD_ATTRIBUTES },
    pod_association: [
      { sources: [{ from: "resource_attribute", name: "k8s.pod.uid" }] },
      { sources: [{ from: "resource_attribute", name: "k8s.pod.ip" }] },
      { sources: [{ from: "connection" }] },
    ],
    // The markers that end a deleted pod's series come two scrapes later, and have to bear the same attributes.
    pod_delete_grace_period: "10m",
  };
}

/** Attributes that must not become labels, which every resource attribute does. */
const UNWANTED_ATTRIBUTES = [
  // Of the process or the machine: new with each restart, or the same on all series of a node.
  "^(cloud|container|host|os|process|server|telemetry|url)[.]",
  // One target may stand for several containers, and the others would end every series at a rollout.
  "^k8s[.](container|replicaset)[.]|^k8s[.]pod[.](ip|start_time|hostname)$$|^k8s[.].+[.]uid$$",
] as const;

/** Says of which cluster and environment the data is, and removes what must not become a label. */
export function resource(clusterName: string, environment: string): JsonObject {
  return {
    attributes: [
      ...UNWANTED_ATTRIBUTES.map((pattern) => ({ action: "delete", pattern })),
      { action: "upsert", key: "k8s.cluster.name", value: clusterName },
      { action: "upsert", key: "deployment.environment", value: environment },
    ],
  };
}

/** Minutes that a sample may be ahead of the clock; Prometheus refuses more. */
const FUTURE_LIMIT_MINUTES = 10;

/**
 * Gives up data points that the store would refuse for their time, whose request would be refused with them. Those that
 * are too old are also what a longer outage costs: they leave the head of the queue and make room for new ones.
 */
export function expiryFilter({ expiryMinutes }: Pick<QueueSizing, "expiryMinutes">): JsonObject {
  return {
    error_mode: "propagate",
    metrics: {
      datapoint: [
        `time < Now() - Duration("${expiryMinutes}m")`,
        `time > Now() + Duration("${FUTURE_LIMIT_MINUTES}m")`,
      ],
    },
  };
}
