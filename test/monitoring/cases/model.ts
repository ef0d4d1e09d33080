/** What an alert's case consists of, and how its series are written. */
export type Labels = Readonly<Record<string, string>>;

/** Series by selector, with promtool's notation of values: one each minute (`0x5` is 0 six times, `_` is missing). */
export type InputSeries = Readonly<Record<string, string>>;

export interface Scenario {
  /** What is the matter, to read after "fires when" or "is silent when". */
  readonly situation: string;
  /** Time of evaluation after the first sample, as a PromQL duration. */
  readonly at: string;
  readonly input: InputSeries;
}

export interface ExpectedAlert {
  readonly labels: Labels;
  readonly summary: string;
  readonly description: string;
}

interface FiringScenario extends Scenario {
  readonly expected: readonly ExpectedAlert[];
}

export interface AlertCase {
  readonly alert: string;
  readonly firing: FiringScenario;
  /** Other situations in which it fires. Default: none. */
  readonly alsoFiring?: readonly FiringScenario[];
  readonly silent: readonly Scenario[];
}

export const CLUSTER: Labels = { k8s_cluster_name: "lab", deployment_environment: "dev" };
export const NODE_A: Labels = { ...CLUSTER, k8s_node_name: "node-a" };
export const NODE_B: Labels = { ...CLUSTER, k8s_node_name: "node-b" };

/** A target that the agent of a node scrapes. */
function target(node: Labels, job: string, namespace: string, pod: string, instance: string): Labels {
  return { ...node, job, k8s_namespace_name: namespace, k8s_pod_name: pod, instance };
}

export const AGENT_A = target(NODE_A, "otel-agent", "open-telemetry", "otel-agent-a", "10.0.0.2:8888");
export const AGENT_B = target(NODE_B, "otel-agent", "open-telemetry", "otel-agent-b", "10.0.1.2:8888");
export const NODE_EXPORTER_A = target(NODE_A, "node-exporter", "node-exporter", "node-exporter-a", "10.0.0.3:9100");
export const NODE_EXPORTER_B = target(NODE_B, "node-exporter", "node-exporter", "node-exporter-b", "10.0.1.3:9100");
export const PROMETHEUS = target(NODE_B, "prometheus", "monitoring", "prometheus-0", "10.0.1.4:9090");
export const SHOP = target(NODE_A, "shop", "store", "shop-1", "10.0.0.5:8080");
export const WAREHOUSE = target(NODE_A, "warehouse", "store", "warehouse-1", "10.0.0.6:8080");

/** A series as promtool reads it. */
export function sample(metric: string, labels: Labels): string {
  return `${metric}{${Object.entries(labels)
    .map(([name, value]) => `${name}=${JSON.stringify(value)}`)
    .join(",")}}`;
}
