/** The kinds of values files, and how a file shows of which it is. */
import type { Rule } from "../engine/rules";
import { COLLECTOR_RULES } from "./collector/rules";
import { K8S_MONITORING_RULES } from "./k8sMonitoring/rules";
import { KUBE_PROMETHEUS_STACK_RULES } from "./kubePrometheusStack/rules";

export type Kind = "collector" | "kube-prometheus-stack" | "k8s-monitoring";

interface KindOfFile {
  readonly rules: readonly Rule[];
  /** Keys at the root that files of this kind alone have. */
  readonly keys: readonly string[];
  /** What the chart does without a value, and a stack only on request, as a setting and a sentence. */
  readonly advice: readonly { readonly setting: string; readonly text: string }[];
}

export const KINDS: Readonly<Record<Kind, KindOfFile>> = {
  collector: {
    rules: COLLECTOR_RULES,
    keys: ["mode", "presets", "config", "alternateConfig", "clusterRole", "ports", "extraEnvs", "useGOMEMLIMIT"],
    advice: [],
  },
  "kube-prometheus-stack": {
    rules: KUBE_PROMETHEUS_STACK_RULES,
    keys: [
      ...["prometheus", "alertmanager", "grafana", "prometheusOperator", "defaultRules", "kubeStateMetrics"],
      ...[
        "nodeExporter",
        "prometheus-node-exporter",
        "kube-state-metrics",
        "kubelet",
        "kubeEtcd",
        "thanosRuler",
        "crds",
      ],
    ],
    advice: [
      {
        setting: "agent.monitors",
        text: "the chart's Prometheus reads ServiceMonitors and PodMonitors of its release: set enabled: true and matchLabels: {release: NAME} (docs/extending.md)",
      },
    ],
  },
  "k8s-monitoring": {
    rules: K8S_MONITORING_RULES,
    keys: [
      ...["cluster", "destinations", "collectors", "clusterMetrics", "clusterEvents", "hostMetrics", "podLogs"],
      ...["podLogsViaLoki", "podLogsViaOpenTelemetry", "applicationObservability", "annotationAutodiscovery"],
      ...["prometheusOperatorObjects", "telemetryServices", "alloy-metrics", "integrations", "selfReporting"],
    ],
    advice: [],
  },
};

export const KIND_NAMES = Object.keys(KINDS) as Kind[];

/** The kind of which a file has the most keys; undefined where it has none, or as many of another. */
export function kindOf(root: unknown): Kind | undefined {
  const present = typeof root === "object" && root !== null ? Object.keys(root) : [];
  const counted = KIND_NAMES.map((kind) => ({
    kind,
    count: present.filter((key) => KINDS[kind].keys.includes(key)).length,
  })).sort((one, other) => other.count - one.count);
  const [first, second] = counted;
  return first && first.count > (second?.count ?? 0) ? first.kind : undefined;
}
