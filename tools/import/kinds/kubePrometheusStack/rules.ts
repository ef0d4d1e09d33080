/** What becomes of the values of kube-prometheus-stack. */
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
import { schedulingRules } from "../common/scheduling";
import { scrapeJobRules } from "../common/scrapeJobs";
import { gibibytes, hours, mapOf, plainUrl, pullSecret, scalarText, seconds } from "../common/values";
import { ALERTMANAGER_RULES, receiverSecret } from "./alertmanager";
import { GRAFANA_RULES } from "./grafana";

const SPEC = "prometheus prometheusSpec";
const CLAIM = "storageSpec volumeClaimTemplate spec";

/** Agents read monitors with the project's image alone. */
function monitors(found: Found): Outcome {
  const entry = found.draft.set("agent.monitors.enabled", true);
  found.draft.set("collectorImage.distribution", "gke-telemetry");
  return taken(entry);
}

function monitorLabel(found: Found): Outcome {
  monitors(found);
  return taken(
    found.draft.set(["agent", "monitors", "matchLabels", found.keys[0] ?? ""], scalarText(found.value) ?? ""),
  );
}

const isAgent = (root: unknown) => mapOf(mapOf(root)["prometheus"])["agentMode"] === true;

function remoteWrite({ value, root, draft, keys }: Found): Outcome {
  if (!isAgent(root))
    return left("a stack writes to one store: metrics.kind: remote takes the place of its Prometheus");
  const url = plainUrl(mapOf(value)["url"]);
  if (keys[0] !== "0" || url === undefined) return left("agents write to one address, without credentials in it");
  draft.set("metrics.kind", "remote");
  return taken(draft.set("metrics.url", url));
}

/** A setting of the stack's own Prometheus. */
function ofStore(pattern: string, setting: string, convert: (value: unknown) => unknown): Rule {
  return {
    pattern: `${SPEC} ${pattern}`,
    read: ({ value, root, draft }) => {
      const converted = convert(value);
      if (isAgent(root)) return left("samples are kept by the store that takes them (metrics.kind: remote)");
      if (converted === undefined) return left(`this value is none for ${setting}`);
      draft.set("metrics.kind", "prometheus");
      return taken(draft.set(setting, converted));
    },
  };
}

const PROMETHEUS: readonly Rule[] = [
  take(`${SPEC} scrapeInterval`, "agent.scrapeIntervalSeconds", seconds),
  take(`${SPEC} scrapeTimeout`, "agent.scrapeTimeoutSeconds", seconds),
  ofStore("retention", "metrics.retentionHours", hours),
  leave(`${SPEC} retentionSize`, "blocks may fill 80 % of metrics.storageGiB"),
  ofStore(`${CLAIM} resources requests storage`, "metrics.storageGiB", gibibytes),
  ofStore(`${CLAIM} storageClassName`, "metrics.storageClassName", scalarText),
  already(`${SPEC} storageSpec`, "Prometheus has one volume (metrics.storageGiB)"),
  take(`${SPEC} externalLabels cluster`, "cluster.name", scalarText),
  {
    pattern: `${SPEC} externalLabels *`,
    read: ({ value, keys, draft }) => taken(draft.set(["attributes", keys[0] ?? ""], scalarText(value))),
  },
  { pattern: `${SPEC} remoteWrite *`, read: remoteWrite },
  ...scrapeJobRules(`${SPEC} additionalScrapeConfigs *`),
  leave(
    `${SPEC} additionalScrapeConfigs*`,
    "static targets are scrapeJobs; pods are scraped by annotations and monitors",
  ),
  { pattern: `${SPEC} serviceMonitorSelector|podMonitorSelector matchLabels *`, read: monitorLabel },
  { pattern: `${SPEC} serviceMonitorSelectorNilUsesHelmValues|podMonitorSelectorNilUsesHelmValues`, read: monitors },
  { pattern: `${SPEC} serviceMonitorSelector|podMonitorSelector`, read: monitors },
  leave(
    `${SPEC} serviceMonitorNamespaceSelector|podMonitorNamespaceSelector`,
    "agent.monitors.namespaces has names of namespaces",
  ),
  leave(
    `${SPEC} ruleSelector*|ruleNamespaceSelector|scrapeConfig*|probe*`,
    "rules of your own are files (alerts.rules); other objects of the operator are not read",
  ),
  already(
    `${SPEC} enableRemoteWriteReceiver|enableAdminAPI|walCompression|tsdb|enableFeatures`,
    "Prometheus takes what agents write",
  ),
  leave(
    `${SPEC} replicas|shards|replicaExternalLabelName*|prometheusExternalLabelName*`,
    "one Prometheus runs; a store that scales is metrics.kind: remote",
  ),
  leave(
    `${SPEC} resources`,
    "its memory and CPU follow from agent.samplesPerSecond and the nodes: `npm run size` finds them",
  ),
  leave(`${SPEC} thanos`, "for object storage write to a store that has it (metrics.kind: remote)"),
  leave(SPEC, "there is no setting for it (docs/settings.md#metrics)"),
  leave(
    "prometheus ingress|ingressPerReplica|thanosIngress|route",
    "Prometheus is not served outside the cluster: Grafana asks it",
  ),
  leave("prometheus additional*", "agents read ServiceMonitors and PodMonitors of the cluster (agent.monitors)"),
  already("prometheus enabled|agentMode", "samples go to Prometheus, or to metrics.kind: remote"),
  leave("prometheus", "there is no setting for it (docs/settings.md#metrics)"),
];

const CONTROL_PLANE =
  "kubeApiServer|kubeControllerManager|kubeScheduler|kubeEtcd|kubeProxy|coreDns|kubeDns|kubernetesServiceMonitors";

const PARTS: readonly Rule[] = [
  {
    pattern: `${CONTROL_PLANE} enabled`,
    read: ({ value }) =>
      value === true ? left("agents scrape nodes and pods, not the control plane") : same("it is off"),
  },
  leave(CONTROL_PLANE, "agents scrape nodes and pods, not the control plane"),
  take("kubelet enabled", "containers.enabled"),
  leave("kubelet", "the kubelet's metrics are those that dashboards use (containers)"),
  take("kubeStateMetrics enabled", "objects.enabled"),
  leave("kube-state-metrics|kubeStateMetrics", "kube-state-metrics exposes what the dashboards use (objects)"),
  take("nodeExporter enabled", "nodeExporter.enabled"),
  takeSwitch("prometheus-node-exporter hostNetwork", "nodeExporter.hostNetwork"),
  ...schedulingRules("prometheus-node-exporter", "nodeExporter"),
  leave("prometheus-node-exporter|nodeExporter", "there is no setting for it (nodeExporter)"),
  leave("windowsMonitoring|prometheus-windows-exporter", "Windows nodes have no agent (docs/gke.md)"),
  leave(
    "prometheusOperator|crds|thanosRuler|cleanPrometheusOperatorObjectNames",
    "Prometheus runs without an operator",
  ),
  leave("defaultRules|customRules", "alerts are the stack's own (docs/runbooks), and those of alerts.rules"),
  leave("additionalPrometheusRules*", "write these groups into files of the folder alerts.rules"),
  leave("extraManifests", "apply other objects by yourself"),
  leave("nameOverride|fullnameOverride|namespaceOverride", "names follow from namespaces"),
  {
    pattern: "commonLabels *",
    read: ({ value, keys, draft }) => taken(draft.set(["metadata", "labels", keys[0] ?? ""], scalarText(value) ?? "")),
  },
  {
    pattern: "global imagePullSecrets *",
    read: ({ value, draft }) => {
      const name = pullSecret(value);
      return name === undefined ? left("it has no name") : taken(draft.add("imagePullSecrets", name));
    },
  },
  take("global imageRegistry", "images.registry", scalarText),
  already("global", "roles and pod security follow from the settings"),
  leave("kubeVersionOverride|kubeTargetVersionOverride|upgradeJob", "the chart alone needs it"),
];

/** Values of receivers that hold a secret, wherever they are. */
const RECEIVER_SECRETS: Rule = {
  pattern:
    "alertmanager config receivers * *_configs * api_url|service_key|routing_key|auth_password|bearer_token|http_config",
  read: receiverSecret,
};

export const KUBE_PROMETHEUS_STACK_RULES: readonly Rule[] = [
  RECEIVER_SECRETS,
  ...ALERTMANAGER_RULES,
  ...GRAFANA_RULES,
  ...PROMETHEUS,
  ...PARTS,
];
