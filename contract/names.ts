/** Every name on which several parts of the program agree. */

/** Default of each namespace. */
export const NAMESPACES = {
  agent: "open-telemetry",
  monitoring: "monitoring",
  nodeExporter: "node-exporter",
  kubeStateMetrics: "object-metrics",
  /** Gateway, samplers and every team's Jaeger. */
  tracing: "tracing",
  logs: "telemetry-logs",
  /** The scraper of static targets. */
  scraper: "scraper",
  demo: "telemetry-demo",
} as const;

/** Namespaces of a stack, by what is in them. */
export type Namespaces = Readonly<Record<keyof typeof NAMESPACES, string>>;

/** Name and namespace of a part of the stack. The name is the prefix of the names of all its objects. */
export interface Placement {
  readonly name: string;
  readonly namespace: string;
}

/**
 * Names and namespaces of the stack's own parts. A name is also the value of the pods' label `app.kubernetes.io/name`,
 * and so the job of their metrics.
 */
export function placements({ monitoring, nodeExporter, kubeStateMetrics }: Namespaces) {
  return {
    prometheus: { name: "prometheus", namespace: monitoring },
    grafana: { name: "grafana", namespace: monitoring },
    nodeExporter: { name: "node-exporter", namespace: nodeExporter },
    victoriaLogs: { name: "victoria-logs", namespace: monitoring },
    alertmanager: { name: "alertmanager", namespace: monitoring },
    kubeStateMetrics: { name: "kube-state-metrics", namespace: kubeStateMetrics },
  } as const satisfies Readonly<Record<string, Placement>>;
}

/** Those of a stack with the default namespaces. */
export const PLACEMENTS = placements(NAMESPACES);

/** Name, namespace and labels of an object. */
export interface ObjectMetadata extends Placement {
  readonly labels: Readonly<Record<string, string>>;
}

/** Names of the agents of one Helm release. */
export interface AgentNames {
  readonly namespace: string;
  /** Helm release of the agent's chart, and its `fullnameOverride`: the chart adds `-agent` to DaemonSet and ConfigMap. */
  readonly release: string;
  readonly daemonSet: string;
  readonly service: string;
  readonly metricsService: string;
  readonly serviceAccount: string;
  /** Name of a cluster-wide object, like the next two. */
  readonly clusterRole: string;
  readonly clusterRoleBinding: string;
  readonly priorityClass: string;
  /** Secret with the credentials of the remote-write endpoint. */
  readonly credentialsSecret: string;
  /** Folder of their queues on a node's disk, below that of cluster and environment. Empty: none of their own. */
  readonly queueSubfolder: string;
}

const AGENT_RELEASE = "otel";
const REMOTE_WRITE_SECRET = "remote-write-credentials";

/**
 * Name of the Secret with a part's credentials for the metrics store.
 *
 * @param isOwn whether the part is the stack's own. The stack's own parts have no prefix, because each has a namespace
 * of its own
 */
export function credentialsSecret(name: string, isOwn: boolean): string {
  return isOwn ? REMOTE_WRITE_SECRET : `${name}-${REMOTE_WRITE_SECRET}`;
}

/**
 * Name of a part's object that has no namespace. In the stack's own namespace it is the part's name.
 *
 * @param ownNamespace namespace of the stack's own part
 */
export function clusterWideName({ name, namespace }: Placement, ownNamespace: string): string {
  // Namespaces have no dot, so no two pairs of namespace and name result in the same name.
  return namespace === ownNamespace ? name : `${namespace}.${name}`;
}

/**
 * Names of the agents of a release. Other releases and namespaces than the stack's own get names that fit the same
 * cluster.
 *
 * @param release Helm release, which is also the chart's logical name in a program. Default: the stack's own
 * @param namespace the agents' namespace. Default: the stack's own
 */
export function agentNames(release = AGENT_RELEASE, namespace: string = NAMESPACES.agent): AgentNames {
  const inCluster = clusterWideName({ name: release, namespace }, NAMESPACES.agent);
  const isOwn = inCluster === AGENT_RELEASE;
  return {
    namespace,
    release,
    daemonSet: `${release}-agent`,
    service: `${release}-agent`,
    metricsService: `${release}-agent-metrics`,
    serviceAccount: release,
    clusterRole: `${inCluster}-agent`,
    clusterRoleBinding: `${inCluster}-discoverer`,
    priorityClass: `${inCluster}-agent`,
    credentialsSecret: credentialsSecret(release, isOwn),
    queueSubfolder: isOwn ? "" : inCluster,
  };
}

/** Names of the agents' canary: a DaemonSet of its own, with Services, Secrets, account and queues of the other agents. */
export function canaryNames(agents: AgentNames): AgentNames {
  const release = `${agents.release}-canary`;
  return { ...agents, release, daemonSet: agentNames(release, agents.namespace).daemonSet };
}

/** Names of a trace pipeline's collectors. A namespace has one pipeline, because Jaegers are named after teams. */
export interface TraceNames {
  readonly namespace: string;
  /** Helm release and `fullnameOverride` of the gateway's chart, which names Deployment, Service and the rest by it. */
  readonly gateway: string;
  /** The headless Service, whose name resolves to every replica. */
  readonly gatewayHeadless: string;
  /** Helm release of the samplers. Its Service is headless, so that each sampler has a stable name. */
  readonly sampler: string;
  /** Secret with the gateway's credentials of the remote-write endpoint, for span metrics. */
  readonly credentialsSecret: string;
}

const TRACES = "trace";

/**
 * Names of the collectors of a trace pipeline.
 *
 * @param name prefix of the Helm releases' names. Default: that of the stack
 * @param namespace namespace of gateway, samplers and Jaegers. Default: that of the stack
 */
export function traceNames(name = TRACES, namespace: string = NAMESPACES.tracing): TraceNames {
  return {
    namespace,
    gateway: `${name}-gateway`,
    gatewayHeadless: `${name}-gateway-headless`,
    sampler: `${name}-sampler`,
    credentialsSecret: credentialsSecret(name, name === TRACES && namespace === NAMESPACES.tracing),
  };
}

/** Names of everything that a stack has. */
export interface StackNames {
  readonly namespaces: Namespaces;
  readonly agent: AgentNames;
  readonly traces: TraceNames;
  readonly placements: ReturnType<typeof placements>;
}

/**
 * Names of a stack. Names of objects follow from namespaces: a stack that moves to other namespaces has other names of
 * objects that have none, such as ClusterRoles.
 *
 * @param namespaces the setting `namespaces`. Default: `NAMESPACES`
 */
export function stackNames(namespaces: Namespaces = NAMESPACES): StackNames {
  return {
    namespaces,
    agent: agentNames(AGENT_RELEASE, namespaces.agent),
    traces: traceNames(TRACES, namespaces.tracing),
    placements: placements(namespaces),
  };
}

const AGENT = agentNames();
const TRACE = traceNames();

export const NAMES = {
  agentRelease: AGENT.release,
  agentDaemonSet: AGENT.daemonSet,
  agentService: AGENT.service,
  agentServiceAccount: AGENT.serviceAccount,
  agentClusterRole: AGENT.clusterRole,
  agentClusterRoleBinding: AGENT.clusterRoleBinding,
  remoteWriteSecret: REMOTE_WRITE_SECRET,
  prometheus: PLACEMENTS.prometheus.name,
  nodeExporter: PLACEMENTS.nodeExporter.name,
  kubeStateMetrics: PLACEMENTS.kubeStateMetrics.name,
  grafana: PLACEMENTS.grafana.name,
  traceGateway: TRACE.gateway,
  traceGatewayHeadless: TRACE.gatewayHeadless,
  traceSampler: TRACE.sampler,
  /** Lease in `TRACE_PIPELINE_NAMESPACE` that the one active pipeline of a cluster holds. */
  tracePipelineLease: "gke-telemetry-trace-pipeline",
  /** `app.kubernetes.io/name` of every team's Jaeger, and so the job of its metrics. */
  jaeger: "jaeger",
  hotrod: "hotrod",
  metricsDemo: "metrics-demo",
} as const;

/** Namespace of the lease of trace pipelines, which every cluster has. */
export const TRACE_PIPELINE_NAMESPACE = "default";

/**
 * Name of the Secret with the certificates that a workload shows to send or receive spans.
 *
 * @param workload name of the DaemonSet, Deployment or StatefulSet
 */
export function certificatesSecret(workload: string): string {
  return `${workload}-certificates`;
}

/** Name of every object of a team's Jaeger. */
export function jaegerName(team: string): string {
  return `jaeger-${team}`;
}

/** The agents' volume with the queue's files, and the init container that hands it over where it is the node's disk. */
export const QUEUE_VOLUME = "queue";
export const QUEUE_OWNER_CONTAINER = "queue-owner";

/** Folder of a node below which agents keep their queues, where they do so on the node's own disk. */
export const NODE_QUEUE_FOLDER = "/var/lib/gke-telemetry";

/** Environment variable with the name of the agent's node. */
export const NODE_NAME_VARIABLE = "KUBE_NODE_NAME";

/** Where the volume of an agent's queue is mounted. */
export const QUEUE_MOUNT = "/var/lib/otelcol";

/** The labels of an object that this program defines itself, without a chart. */
export function labels(name: string): Record<string, string> {
  return { "app.kubernetes.io/name": name, "app.kubernetes.io/part-of": "gke-telemetry" };
}

/** The host name of a Service, which resolves in every namespace. */
export function serviceHost(service: string, namespace: string): string {
  return `${service}.${namespace}.svc.cluster.local`;
}

/** The command that forwards the same port of this machine to a Service. */
export function portForward(service: string, namespace: string, port: number): string {
  return `kubectl --namespace ${namespace} port-forward service/${service} ${port}:${port}`;
}
