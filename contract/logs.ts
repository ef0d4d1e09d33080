/** Names and folders of the log agents. */
import { clusterWideName, NAMESPACES } from "./names";

/** Names of the log agents of one Helm release. */
export interface LogNames {
  readonly namespace: string;
  /** Helm release of the chart, and its `fullnameOverride`: the chart adds `-agent` to DaemonSet and ConfigMap. */
  readonly release: string;
  readonly daemonSet: string;
  /** Label `app.kubernetes.io/name` of the pods, and so the job of their metrics. */
  readonly job: string;
  readonly serviceAccount: string;
  /** Name of a cluster-wide object, like the next two. */
  readonly clusterRole: string;
  readonly clusterRoleBinding: string;
  readonly priorityClass: string;
  /** Secret with the credentials of the log store. */
  readonly credentialsSecret: string;
  /** Folder of their offsets and queues on a node's disk, below that of cluster and environment. */
  readonly folder: string;
}

const LOG_RELEASE = "logs";

/**
 * Names of the log agents of a release.
 *
 * @param release Helm release. Default: the stack's own
 * @param namespace the agents' namespace. Default: the stack's own
 */
export function logNames(release = LOG_RELEASE, namespace: string = NAMESPACES.logs): LogNames {
  const inCluster = clusterWideName({ name: release, namespace }, NAMESPACES.logs);
  return {
    namespace,
    release,
    daemonSet: `${release}-agent`,
    job: "log-agent",
    serviceAccount: release,
    clusterRole: `${inCluster}-log-agent`,
    clusterRoleBinding: `${inCluster}-log-agent`,
    priorityClass: `${inCluster}-log-agent`,
    credentialsSecret: `${release}-store-credentials`,
    folder: `${inCluster}-log-agent`,
  };
}

/** Names of what collects Kubernetes events, in the namespace of the log agents. */
export interface EventNames {
  readonly namespace: string;
  /** Helm release of the chart, and name of Deployment, ServiceAccount and of the pods' label `app.kubernetes.io/name`. */
  readonly release: string;
  readonly clusterRole: string;
  /** Secret with the credentials of the log store, which is that of the log agents. */
  readonly credentialsSecret: string;
}

/** Names of the collector of events that goes with log agents. */
export function eventNames({ release, namespace, credentialsSecret }: LogNames = logNames()): EventNames {
  const events = `${release}-events`;
  return {
    namespace,
    release: events,
    clusterRole: clusterWideName({ name: events, namespace }, NAMESPACES.logs),
    credentialsSecret,
  };
}

/** Names of the stack's own log agents. */
export const LOG_NAMES = logNames();

/** Folder of a node with the logs of its pods, which the kubelet writes. */
export const POD_LOGS_FOLDER = "/var/log/pods";

/** Volumes of the log agents: the pods' logs, and their own offsets and queues. */
export const LOG_VOLUMES = { podLogs: "pod-logs", state: "state" } as const;
