/** Pods of the node that are scraped because a ServiceMonitor or PodMonitor selects them. */
import { EXTENSIONS, RECEIVERS } from "../../../contract/collector/components";
import { NODE_NAME_VARIABLE } from "../../../contract/names";
import type { MonitorsSettings } from "../../../settings/schema/extending/monitors";
import type { AgentSettings } from "../../../settings/schema/settings";
import type { Component } from "../../common/pipelines";
import type { StackAttributes } from "../../common/processors";
import { DROP_UNLESS_RUNNING, IPS, OWN_POD, ownLabels, pod, request } from "../relabeling";
import type { AnnotationLabel, RelabelRule } from "./model";
import { timing } from "./timing";

/** What a monitor asks for: the extension writes it beside what Kubernetes says of the pod. */
const monitor: AnnotationLabel = (name) => `__meta_monitor_${name}`;

const THIS_NODE = `\${env:${NODE_NAME_VARIABLE}}`;

/** The extension that finds the pods. It chooses among the pods of the node, and says what their monitors ask for. */
export function monitorsExtension({ namespaces, matchLabels, acrossNamespaces }: MonitorsSettings): Component {
  const settings = {
    node: THIS_NODE,
    ...(namespaces.length > 0 && { namespaces }),
    ...(Object.keys(matchLabels).length > 0 && { match_labels: matchLabels }),
    ...(acrossNamespaces.length > 0 && { across_namespaces: acrossNamespaces }),
  };
  return { id: EXTENSIONS.monitors, settings };
}

/**
 * The receiver of pods whose monitors have rules for their samples (`metricRelabelings`). It scrapes them like the job
 * with this discovery, whose settings it reads from the configuration, and applies the monitor's rules before the job's.
 */
export function relabelledPods(): Component {
  return { id: RECEIVERS.monitors, settings: { extension: EXTENSIONS.monitors } };
}

/** Discovery of what the extension finds. */
export const MONITORED_PODS_OF_THIS_NODE = [{ extension: EXTENSIONS.monitors }] as const;

/**
 * Rules for these pods. One that is annotated is scraped as its annotations say, and not twice. A monitor is written by
 * whoever may write in its namespace: address, node and identity are what Kubernetes says of the pod.
 */
export function monitoredPodRules(agent: AgentSettings, stack: StackAttributes): RelabelRule[] {
  const drop = (source_labels: readonly string[], regex: string): RelabelRule => ({
    source_labels,
    regex,
    action: "drop",
  });
  return [
    { source_labels: [pod("node_name")], regex: THIS_NODE, action: "keep" },
    drop([pod("annotation_prometheus_io_scrape")], "true"),
    ...(agent.serviceAnnotations
      ? [drop([monitor("service_annotated"), pod("annotationpresent_prometheus_io_scrape")], "true;")]
      : []),
    { ...OWN_POD, action: "drop" },
    DROP_UNLESS_RUNNING,
    ...IPS.map(({ ip, host }) => ({
      source_labels: [pod("ip"), monitor("port")],
      regex: `${ip};([1-9][0-9]{0,4})`,
      target_label: "__address__",
      replacement: `${host}:$$2`,
    })),
    ...request(monitor),
    ...timing(agent, monitor),
    { regex: monitor("label_(.+)"), replacement: "$$1", action: "labelmap" },
    // `up` passes no rules for samples.
    { regex: ownLabels(Object.keys(stack)), action: "labeldrop" },
  ];
}
