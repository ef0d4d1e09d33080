/** A pod as Kubernetes discovery describes it, and what relabeling rules make of it. */
import type { RelabelRule } from "../../../collector/agent/scraping/model";
import { type Labels, relabel } from "../../harness/relabel";

/** Variables of the agent that relabels. */
export const ENVIRONMENT = {
  MY_POD_IP: "10.4.0.2",
  OTEL_K8S_NAMESPACE: "open-telemetry",
  OTEL_K8S_POD_NAME: "otel-agent-x7f2k",
};

export interface Pod {
  readonly annotations?: Labels;
  readonly ip?: string;
  readonly namespace?: string;
  readonly name?: string;
  readonly phase?: string;
  readonly labels?: Labels;
  /** Declared ports by name. */
  readonly ports?: Readonly<Record<string, number>>;
  readonly init?: boolean;
}

const sanitised = (prefix: string, labels: Labels = {}): Labels =>
  Object.fromEntries(
    Object.entries(labels).map(([key, value]) => [`${prefix}_${key.replace(/[^a-zA-Z0-9_]/g, "_")}`, value]),
  );

/** What Kubernetes discovery makes of a pod: one target for each declared port, one without a port if there is none. */
export function discovered(pod: Pod, settings: Readonly<Record<string, number>> = {}): Labels[] {
  const ip = pod.ip ?? "10.4.0.9";
  const host = ip.includes(":") ? `[${ip}]` : ip;
  const common = {
    job: "kubernetes-pods",
    __scheme__: "http",
    __metrics_path__: "/metrics",
    __scrape_interval__: `${settings["scrapeIntervalSeconds"] ?? 30}s`,
    __scrape_timeout__: `${settings["scrapeTimeoutSeconds"] ?? 10}s`,
    __meta_kubernetes_namespace: pod.namespace ?? "shop",
    __meta_kubernetes_pod_name: pod.name ?? "cart-5c8f-x1",
    __meta_kubernetes_pod_ip: ip,
    __meta_kubernetes_pod_phase: pod.phase ?? "Running",
    __meta_kubernetes_pod_container_init: String(pod.init ?? false),
    ...sanitised("__meta_kubernetes_pod_label", pod.labels),
    ...sanitised("__meta_kubernetes_pod_annotation", pod.annotations),
  };
  const ports = Object.entries(pod.ports ?? {});
  if (ports.length === 0) return [{ ...common, __address__: ip }];
  return ports.map(([name, port]) => ({
    ...common,
    __address__: `${host}:${port}`,
    __meta_kubernetes_pod_container_port_name: name,
    __meta_kubernetes_pod_container_port_number: String(port),
  }));
}

/** The targets that the rules keep, with their labels. */
export function relabelled(rules: readonly RelabelRule[], found: readonly Labels[], more: Labels = {}): Labels[] {
  return found
    .map((labels) => relabel(rules, labels, { ...ENVIRONMENT, ...more }))
    .filter((labels) => labels !== undefined);
}
