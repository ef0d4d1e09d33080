/** The processors of the collectors, each a function of the settings that it needs. */
import { COMPONENTS, PROCESSORS } from "../../contract/collectorComponents";
import { NODE_NAME_VARIABLE } from "../../contract/names";
import type { QueueSizing } from "../../settings/sizing/queue";
import type { AgentSizing } from "../../settings/sizing/agent";
import type { Component } from "./pipelines";

/** Refuses data before the container's memory runs out. It is the first, so that what it refuses costs nothing more. */
export function memoryLimiter(sizing: Pick<AgentSizing, "memoryLimiterMiB" | "memoryLimiterSpikeMiB">): Component {
  const settings = {
    check_interval: "1s",
    limit_mib: sizing.memoryLimiterMiB,
    spike_limit_mib: sizing.memoryLimiterSpikeMiB,
  };
  return { id: PROCESSORS.memoryLimiter, settings };
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
export function kubernetesAttributes(): Component {
  const settings = {
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
  return { id: PROCESSORS.kubernetesAttributes, settings };
}

/** Attributes that must not become labels, which every resource attribute does. */
const UNWANTED_ATTRIBUTES = [
  // Of the process or the machine: new with each restart, or the same on all series of a node.
  "^(cloud|container|host|os|process|server|telemetry|url)[.]",
  // One target may stand for several containers, and the others would end every series at a rollout.
  "^k8s[.](container|replicaset)[.]|^k8s[.]pod[.](ip|start_time|hostname)$$|^k8s[.].+[.]uid$$",
] as const;

/** Adds cluster and environment, and deletes what must not become a label. */
export function resource(clusterName: string, environment: string): Component {
  const settings = {
    attributes: [
      ...UNWANTED_ATTRIBUTES.map((pattern) => ({ action: "delete", pattern })),
      { action: "upsert", key: "k8s.cluster.name", value: clusterName },
      { action: "upsert", key: "deployment.environment", value: environment },
    ],
  };
  return { id: PROCESSORS.resource, settings };
}

/** Adds cluster and environment to spans that have none. Nothing is deleted: attributes of spans are no labels. */
export function spanResource(id: string, clusterName: string, environment: string): Component {
  const settings = {
    attributes: [
      { action: "insert", key: "k8s.cluster.name", value: clusterName },
      { action: "insert", key: "deployment.environment", value: environment },
    ],
  };
  return { id, settings };
}

/** Minutes by which a sample may be ahead of the clock; Prometheus refuses more. */
const FUTURE_LIMIT_MINUTES = 10;

/**
 * Drops data points that the remote-write endpoint would refuse for their timestamp, and their request with them. After
 * an outage that is longer than the delivery window the oldest are dropped, which makes room in the queue for new ones.
 */
export function expiryFilter({ expiryMinutes }: Pick<QueueSizing, "expiryMinutes">): Component {
  const settings = {
    error_mode: "propagate",
    metrics: {
      datapoint: [
        `time < Now() - Duration("${expiryMinutes}m")`,
        `time > Now() + Duration("${FUTURE_LIMIT_MINUTES}m")`,
      ],
    },
  };
  return { id: COMPONENTS.expiryFilter, settings };
}
