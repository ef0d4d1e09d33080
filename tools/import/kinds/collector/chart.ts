/** What the collector's chart has besides the collector's configuration. */
import { already, leave, left, type Rule, same, take, taken, takeSwitch } from "../../engine/rules";
import { schedulingRules } from "../common/scheduling";
import { mapOf, mebibytes, pullSecret, scalarText } from "../common/values";

const SMALLEST_LIMIT_MIB = 128;

const PRESETS: readonly Rule[] = [
  takeSwitch("presets logsCollection enabled", "logs.kind", "victorialogs"),
  leave("presets logsCollection *", "log agents keep their place on the node, and leave out the stack's own logs"),
  takeSwitch("presets hostMetrics enabled", "nodeExporter.enabled"),
  takeSwitch("presets kubernetesAttributes enabled", "agent.enrich"),
  leave("presets kubernetesAttributes *", "agents add namespace, pod, workload and node, and no labels of pods"),
  takeSwitch("presets kubeletMetrics enabled", "containers.enabled"),
  takeSwitch("presets clusterMetrics enabled", "objects.enabled"),
  {
    pattern: "presets kubernetesEvents enabled",
    read: ({ value, draft }) => {
      if (value !== true) return same("it is off");
      draft.set("logs.kind", "victorialogs");
      return taken(draft.set("logs.events", true));
    },
  },
  already("presets kubernetesEvents *", "events are logs"),
  leave(
    "presets kubernetesObjects",
    "kube-state-metrics says how objects are (objects); events are logs (logs.events)",
  ),
  leave(
    "presets annotationDiscovery",
    "agents scrape pods by the annotations prometheus.io/scrape and prometheus.io/port",
  ),
  leave("presets resourceDetection", "name what it finds in attributes, such as cloud.region"),
  leave("presets profiling", "there are no profiles"),
];

const PODS: readonly Rule[] = [
  { pattern: "mode", read: ({ value }) => modeOutcome(value) },
  ...schedulingRules("", "agent"),
  { pattern: "tolerations *", read: ({ value, draft }) => taken(draft.add("agent.tolerations", mapOf(value))) },
  take("hostNetwork", "agent.hostNetwork"),
  {
    pattern: "imagePullSecrets *",
    read: ({ value, draft }) => {
      const name = pullSecret(value);
      return name === undefined ? left("it has no name") : taken(draft.add("imagePullSecrets", name));
    },
  },
  take("resources limits memory", "agent.memoryLimitMiB", (value) => {
    const found = mebibytes(value);
    return found !== undefined && found >= SMALLEST_LIMIT_MIB ? found : undefined;
  }),
  leave("resources", "requests and CPU follow from agent.profile: `npm run size` finds it"),
  take("rollout rollingUpdate maxUnavailable", "agent.maxUnavailable"),
  already("extraEnvs *", "variables that the configuration needs, such as the node's name, are set"),
  leave("extraEnvsFrom", "secrets are those of the settings (docs/settings.md)"),
  leave("image", "stacks pin the image: set collectorImage for a mirror or one of your own"),
  takeSwitch("serviceMonitor enabled", "agent.serviceMonitor"),
  {
    pattern: "serviceMonitor extraLabels *",
    read: ({ value, keys, draft }) =>
      taken(draft.set(["agent", "monitorLabels", keys[0] ?? ""], scalarText(value) ?? "")),
  },
  leave("podMonitor", "agent.serviceMonitor makes a ServiceMonitor of the agents"),
];

function modeOutcome(value: unknown) {
  return value === "daemonset"
    ? same("agents are a DaemonSet")
    : left("agents are a DaemonSet: each scrapes its node, and the trace gateway is the Deployment (tracing.gateway)");
}

const SAME: readonly (readonly [pattern: string, why: string])[] = [
  ["ports", "ports follow from what the configuration receives"],
  ["clusterRole", "roles follow from what the configuration reads"],
  ["serviceAccount", "each part has an account of its own"],
  ["service", "the agents' Service stays on the node (agent.locality)"],
  ["networkPolicy", "every part has a network policy (docs/security.md)"],
  ["livenessProbe|readinessProbe|startupProbe", "every part has probes"],
  [
    "useGOMEMLIMIT|configMap|enableConfigChecksumAnnotation|apiVersion|resizePolicy",
    "it is so, or follows from the settings",
  ],
  ["podSecurityContext|securityContext|shareProcessNamespace", "pods are restricted"],
  ["podDisruptionBudget", "gateway and samplers have one"],
  ["autoscaling", "the trace gateway scales by itself (tracing.gateway); a DaemonSet scales with the nodes"],
  ["prometheusRule", "alerts are the stack's own, and those of alerts.rules"],
  [
    "rewriteDeprecatedComponentNames|revisionHistoryLimit|terminationGracePeriodSeconds",
    "it follows from the settings",
  ],
];

const LEFT: readonly (readonly [pattern: string, why: string])[] = [
  ["nameOverride|fullnameOverride|namespaceOverride", "names follow from namespaces.agent"],
  [
    "podAnnotations|podLabels|annotations|additionalLabels",
    "metadata.labels and metadata.annotations are those of every object",
  ],
  [
    "replicaCount",
    "a DaemonSet has a pod on each node; gateway and samplers have tracing.gateway and tracing.sampling",
  ],
  ["ingress|httproute", "OTLP from outside the cluster has no entry"],
  ["statefulset", "a queue on disk is delivery: durable"],
  ["extraVolumes|extraVolumeMounts", "volumes follow from the configuration; for a queue set delivery: durable"],
  ["extraManifests", "apply other objects by yourself"],
  ["extraContainers|initContainers|lifecycleHooks|command", "the agents' pods have one container"],
  ["affinity|topologySpreadConstraints", "agent.nodeSelector and agent.tolerations say on which nodes agents run"],
  ["internalTelemetryViaOTLP", "agents expose their own metrics, and scrape them"],
  ["global", "nothing here is shared with other charts"],
  ["hostPID|hostAliases|dnsPolicy|dnsConfig|schedulerName|runtimeClassName", "there is no setting for it"],
  ["rollout", "agents are replaced as agent.maxUnavailable says"],
];

/** Rules about the chart's own values. */
export const CHART_RULES: readonly Rule[] = [
  ...PRESETS,
  leave("presets", "no such preset is known"),
  ...PODS,
  ...SAME.map(([pattern, why]) => already(pattern, why)),
  ...LEFT.map(([pattern, why]) => leave(pattern, why)),
];
