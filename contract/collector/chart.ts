/**
 * Facts about the OpenTelemetry Collector's Helm chart, as its templates state them; its version is in
 * `contract/versions.json`. A new version of the chart is compared with this file.
 */
import { NAMES } from "../names";

/** Name of the chart, and of the container and the releases that it makes unless its values name them. */
export const CHART_NAME = "opentelemetry-collector";

/** The chart's value `mode`. */
export type ChartMode = "daemonset" | "deployment" | "statefulset";

/** What the chart makes in a mode. */
interface ModeFacts {
  /** Kind of the workload. */
  readonly workloadKind: "DaemonSet" | "Deployment" | "StatefulSet";
  /** Suffix of the release's name in the name of the workload. */
  readonly nameSuffix: "" | "-agent";
  /** Suffix of the release's name in the name of the ConfigMap. */
  readonly configMapSuffix: "" | "-agent" | "-statefulset";
  /** Label `component` of the pods. */
  readonly component: string;
}

export const CHART_MODES: Readonly<Record<ChartMode, ModeFacts>> = {
  daemonset: {
    workloadKind: "DaemonSet",
    nameSuffix: "-agent",
    configMapSuffix: "-agent",
    component: "agent-collector",
  },
  deployment: { workloadKind: "Deployment", nameSuffix: "", configMapSuffix: "", component: "standalone-collector" },
  statefulset: {
    workloadKind: "StatefulSet",
    nameSuffix: "",
    configMapSuffix: "-statefulset",
    component: "statefulset-collector",
  },
};

const NAME_LABEL = "app.kubernetes.io/name";
const INSTANCE_LABEL = "app.kubernetes.io/instance";

/**
 * Labels of every pod of a release, whatever its mode.
 *
 * @param name the chart's value `nameOverride`, or the chart's own name
 */
export function releaseLabels(release: string, name: string) {
  return { [NAME_LABEL]: name, [INSTANCE_LABEL]: release } as const;
}

/** The label that identifies the pods of a release. */
export function instanceLabel(release: string) {
  return { [INSTANCE_LABEL]: release } as const;
}

function podSelector(mode: ChartMode, release: string, name: string) {
  return { ...releaseLabels(release, name), component: CHART_MODES[mode].component } as const;
}

/** Labels that select the agents' pods of a release. They never change, because selectors are immutable. */
export function agentSelector(release: string) {
  return podSelector("daemonset", release, CHART_NAME);
}

/**
 * Labels that select the agents' pods of a release and, with a canary, those of its nodes: a release of its own in the
 * same namespace.
 */
export function everyAgentSelector(release: string, hasCanary: boolean): Readonly<Record<string, string>> {
  const { [INSTANCE_LABEL]: instance, ...common } = agentSelector(release);
  return hasCanary ? common : { [INSTANCE_LABEL]: instance, ...common };
}

/** Labels that select the pods of the stack's own agents. */
export const AGENT_SELECTOR = agentSelector(NAMES.agentRelease);

/** Labels that select the gateway pods of a Helm release. */
export function gatewaySelector(release: string) {
  return podSelector("deployment", release, release);
}

/** Labels that select the sampler pods of a Helm release. */
export function samplerSelector(release: string) {
  return podSelector("statefulset", release, release);
}

/** Key of the ConfigMap that holds the collector's configuration. */
export const CONFIGURATION_KEY = "relay";

/** Environment variables that the chart gives every collector, with the field of the pod that each holds. */
export const CHART_VARIABLES = {
  MY_POD_IP: "status.podIP",
  OTEL_K8S_NAMESPACE: "metadata.namespace",
  OTEL_K8S_NODE_IP: "status.hostIP",
  OTEL_K8S_NODE_NAME: "spec.nodeName",
  OTEL_K8S_POD_IP: "status.podIP",
  OTEL_K8S_POD_NAME: "metadata.name",
} as const;

/** Refers to one of those variables in a collector configuration. */
export function chartVariable(name: keyof typeof CHART_VARIABLES): string {
  return `\${env:${name}}`;
}

/** Entries of the chart's value `ports` that are open, also on the node of a DaemonSet's pod, unless values close them. */
export const HOST_PORTS: Readonly<Record<string, number>> = {
  otlp: 4317,
  "otlp-http": 4318,
  "jaeger-compact": 6831,
  "jaeger-thrift": 14268,
  "jaeger-grpc": 14250,
  zipkin: 9411,
};

/** Folders of the node that each of the chart's presets mounts. */
export const PRESET_HOST_PATHS: Readonly<Record<string, readonly string[]>> = {
  logsCollection: ["/var/log/pods", "/var/lib/docker/containers"],
  hostMetrics: ["/"],
  profiling: ["/sys/kernel/tracing"],
};

/**
 * Inputs of components that hold the chart's values. A first preview of a GKE stack shows the chart itself empty, and
 * policies find its values there.
 */
export const VALUES_INPUTS = ["values", "canaryValues", "samplerValues", "eventsValues"] as const;

/** Those inputs as a component states them. */
export type ValuesInputs = Partial<Record<(typeof VALUES_INPUTS)[number], unknown>>;
