/** What becomes of the values of k8s-monitoring. */
import {
  already,
  type Found,
  leave,
  left,
  type Outcome,
  type Rule,
  same,
  take,
  taken,
  takeSwitch,
} from "../../engine/rules";
import { pullSecret, scalarText, seconds } from "../common/values";
import { DESTINATION_RULES } from "./destinations";

/** A switch of what a section turns on. */
function on(pattern: string, read: (found: Found) => Outcome): Rule {
  return { pattern, read: (found) => (found.value === true ? read(found) : same("it is off")) };
}

const logs = ({ draft }: Found) => {
  if (draft.get("logs.kind") === undefined) draft.set("logs.kind", "victorialogs");
  const kind = draft.entries.find(({ setting }) => setting.join(".") === "logs.kind");
  return taken(kind);
};

const POD_LOGS = "podLogs|podLogsViaLoki|podLogsViaOpenTelemetry|podLogsViaKubernetesApi|podLogsObjects";

const FEATURES: readonly Rule[] = [
  on("clusterMetrics enabled", ({ draft }) => {
    draft.set("containers.enabled", true);
    return taken(draft.set("objects.enabled", true));
  }),
  takeSwitch("clusterMetrics kube-state-metrics enabled", "objects.enabled", true, false),
  takeSwitch("clusterMetrics node-exporter enabled", "nodeExporter.enabled", true, false),
  leave("clusterMetrics", "what agents keep is what the dashboards use; agent.metricRules drop more"),
  on("hostMetrics enabled", ({ draft }) => taken(draft.set("nodeExporter.enabled", true))),
  takeSwitch("hostMetrics linuxHosts enabled", "nodeExporter.enabled"),
  leave("hostMetrics windowsHosts|energyMetrics", "Windows nodes have no agent, and energy is not measured"),
  leave("hostMetrics", "node exporter has what the dashboards use; agent.metricRules drop more"),
  on("clusterEvents enabled", (found) => {
    logs(found);
    return taken(found.draft.set("logs.events", true));
  }),
  leave("clusterEvents", "events of all namespaces are logs"),
  on(`${POD_LOGS} enabled`, logs),
  {
    pattern: `${POD_LOGS} excludeNamespaces *`,
    read: ({ value, draft }) => {
      const name = scalarText(value);
      return name === undefined ? left("it is no name") : taken(draft.add("logs.excludedNamespaces", name));
    },
  },
  leave(`${POD_LOGS} namespaces`, "logs.excludedNamespaces names those whose logs are not collected"),
  leave(`${POD_LOGS} secretFilter`, "logs.redact replaces what a pattern matches"),
  leave(POD_LOGS, "log agents read every container, and add namespace, pod and container (docs/logs.md)"),
  on("annotationAutodiscovery enabled", () =>
    same("agents scrape pods by the annotations prometheus.io/…; those of k8s.grafana.com have to be renamed"),
  ),
  leave("annotationAutodiscovery", "annotations have the names prometheus.io/…"),
  on("prometheusOperatorObjects enabled", ({ draft }) => {
    draft.set("collectorImage.distribution", "gke-telemetry");
    return taken(draft.set("agent.monitors.enabled", true));
  }),
  leave("prometheusOperatorObjects", "agents read ServiceMonitors and PodMonitors (agent.monitors)"),
  on("applicationObservability enabled", ({ draft }) => taken(draft.set("tracing.spanMetrics", true))),
  on("applicationObservability receivers jaeger * enabled", ({ draft }) =>
    taken(draft.add("tracing.protocols", "jaeger")),
  ),
  on("applicationObservability receivers zipkin enabled", ({ draft }) =>
    taken(draft.add("tracing.protocols", "zipkin")),
  ),
  already("applicationObservability receivers otlp", "agents receive OTLP at 4317 and 4318"),
  leave("applicationObservability", "spans are sampled and counted by the trace pipeline (tracing)"),
];

const WITHOUT: readonly (readonly [pattern: string, why: string])[] = [
  ["autoInstrumentation", "applications are instrumented by themselves, and send OTLP"],
  ["profiling|profilesReceiver", "there are no profiles"],
  ["costMetrics", "there is no OpenCost; Grafana has a dashboard of what telemetry costs"],
  ["nodeLogs|windowsEventLogs", "log agents read containers, not the nodes' own logs"],
  ["integrations", "annotate the pods of these programs, or list them in scrapeJobs"],
  ["kubernetesManifests", "kube-state-metrics says how objects are (objects)"],
  ["dataProcessors", "processors, agent.metricRules and logs.redact change what is collected, attributes adds to it"],
  ["extraObjects|replaceComponent", "apply other objects by yourself"],
  ["telemetryServices windows-exporter|kepler|opencost", "it is not run"],
];

const SAME: readonly (readonly [pattern: string, why: string])[] = [
  ["selfReporting", "the stack's own parts are watched by its own alerts and dashboards"],
  ["collectors|collectorCommon|alloy-*", "each node has an agent and a log agent, sized by agent.profile and logs"],
  ["telemetryServices", "node exporter and kube-state-metrics are the stack's own"],
];

export const K8S_MONITORING_RULES: readonly Rule[] = [
  ...DESTINATION_RULES,
  take("global scrapeInterval", "agent.scrapeIntervalSeconds", seconds),
  take("global image registry", "images.registry", scalarText),
  {
    pattern: "global image pullSecrets|imagePullSecrets *",
    read: ({ value, draft }) => {
      const name = pullSecret(value);
      return name === undefined ? left("it has no name") : taken(draft.add("imagePullSecrets", name));
    },
  },
  leave("global", "images are pinned, and limits are those of agent.profile"),
  ...FEATURES,
  takeSwitch("telemetryServices kube-state-metrics deploy", "objects.enabled"),
  takeSwitch("telemetryServices node-exporter deploy", "nodeExporter.enabled"),
  ...WITHOUT.map(([pattern, why]) => leave(pattern, why)),
  ...SAME.map(([pattern, why]) => already(pattern, why)),
];
