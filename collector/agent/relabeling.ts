/** Which pods an agent scrapes and how: Prometheus service discovery and its relabelling. */
import { chartVariable } from "../../contract/collectorChart";
import { NODE_NAME_VARIABLE, PORTS } from "../../contract/names";
import type { ScrapedStore } from "../../contract/types";
import type { AgentSettings } from "../../settings/schema/settings";
import { DURATION, durationsUpTo, intervalsWithFittingTimeout } from "./durationPatterns";
import { podAddress } from "../common/model";

/** A relabelling rule. `$` is doubled in it, since the collector reads a single one as the start of a variable. */
export type RelabelRule = Readonly<{
  source_labels?: readonly string[];
  regex?: string;
  target_label?: string;
  replacement?: string;
  action?: "keep" | "drop" | "labelmap" | "labeldrop";
}>;

/**
 * Discovery of the pods of the agent's own node. Every job has this same block to the byte, because the agent then
 * holds one watch for all of them; the field selector keeps that watch as small as the node.
 */
export const PODS_OF_THIS_NODE = [
  {
    role: "pod",
    selectors: [{ role: "pod", field: `spec.nodeName=\${env:${NODE_NAME_VARIABLE}}` }],
  },
] as const;

const pod = (name: string) => `__meta_kubernetes_pod_${name}`;
const annotation = (name: string) => pod(`annotation_prometheus_io_${name}`);

/**
 * The agent's own pod, by name: its IP would also be that of other pods where both use the node's network.
 */
const OWN_POD = {
  source_labels: ["__meta_kubernetes_namespace", pod("name")],
  regex: `${chartVariable("OTEL_K8S_NAMESPACE")};${chartVariable("OTEL_K8S_POD_NAME")}`,
} as const;

/** Rules for the job of the agent's own metrics: whatever its pod declares becomes the one target that answers. */
export function ownMetricsRules(): RelabelRule[] {
  return [
    { ...OWN_POD, action: "keep" },
    { target_label: "__address__", replacement: podAddress(PORTS.collectorMetrics) },
  ];
}

/** A pending pod may have an IP while its images are pulled; it would count as a target that is down. */
const DROP_UNLESS_RUNNING = {
  source_labels: [pod("phase")],
  regex: "Pending|Succeeded|Failed",
  action: "drop",
} as const;

/** Rules for the pods of the stack's own store. Discovery's address is its port's, which it declares. */
export function storeRules({ namespace, name, port }: ScrapedStore): RelabelRule[] {
  return [
    {
      source_labels: ["__meta_kubernetes_namespace", pod("label_app_kubernetes_io_name"), pod("container_port_number")],
      regex: `${namespace};${name};${port}`,
      action: "keep",
    },
    DROP_UNLESS_RUNNING,
  ];
}

/** Rules for the pods that ask for it with the annotation `prometheus.io/scrape: "true"`. */
export function annotatedPodRules(agent: AgentSettings): RelabelRule[] {
  return [...whichPods(), ...address(), ...request(), ...timing(agent), ...names()];
}

function whichPods(): RelabelRule[] {
  return [
    { source_labels: [annotation("scrape")], regex: "true", action: "keep" },
    // Its metrics have a job of their own.
    { ...OWN_POD, action: "drop" },
    { source_labels: [pod("container_init")], regex: "true", action: "drop" },
    DROP_UNLESS_RUNNING,
  ];
}

/**
 * Discovery gives one target for each declared port. The annotation makes them the same address, and equal targets
 * are one. Without it only a port that is named for metrics is taken, so that no other port is asked for any.
 */
function address(): RelabelRule[] {
  const port = annotation("port");
  const number = "[1-9][0-9]{0,4}";
  return [
    { source_labels: [port, pod("container_port_name")], regex: `${number};.*|[^;]*;(.+-)?metrics`, action: "keep" },
    {
      source_labels: [pod("ip"), port],
      regex: `([0-9.]+);(${number})`,
      target_label: "__address__",
      replacement: "$$1:$$2",
    },
    {
      source_labels: [pod("ip"), port],
      regex: `([0-9A-Fa-f]*:[0-9A-Fa-f:.]*);(${number})`,
      target_label: "__address__",
      replacement: "[$$1]:$$2",
    },
  ];
}

function request(): RelabelRule[] {
  return [
    { source_labels: [annotation("path")], regex: "(.+)", target_label: "__metrics_path__", replacement: "$$1" },
    { source_labels: [annotation("scheme")], regex: "(https?)", target_label: "__scheme__", replacement: "$$1" },
    { regex: annotation("param_(.+)"), replacement: "__param_$$1", action: "labelmap" },
  ];
}

/**
 * Prometheus drops a target whose timeout is longer than its interval, and one whose duration it cannot read. So an
 * annotation that is no duration, or a timeout that does not fit, leaves the stack's value, and a short interval
 * brings the stack's timeout down with it.
 */
function timing(agent: AgentSettings): RelabelRule[] {
  const fits = "__tmp_timeout_fits";
  return [
    {
      source_labels: [annotation("interval")],
      regex: `(${DURATION})`,
      target_label: "__scrape_interval__",
      replacement: "$$1",
    },
    {
      source_labels: ["__scrape_interval__"],
      regex: `(${durationsUpTo(agent.scrapeTimeoutSeconds)})`,
      target_label: "__scrape_timeout__",
      replacement: "$$1",
    },
    {
      source_labels: ["__scrape_interval__", annotation("timeout")],
      regex: intervalsWithFittingTimeout(),
      target_label: fits,
      replacement: "fits",
    },
    {
      source_labels: [fits, annotation("timeout")],
      regex: "fits;(.+)",
      target_label: "__scrape_timeout__",
      replacement: "$$1",
    },
  ];
}

function names(): RelabelRule[] {
  return [
    {
      source_labels: [pod("label_app_kubernetes_io_name")],
      regex: "(.+)",
      target_label: "job",
      replacement: "$$1",
    },
  ];
}

/**
 * Rules for the scraped samples.
 *
 * `target_info` goes: the receiver would take job and instance of the whole target from it, in place of discovery's.
 *
 * Some series have a label `collector` already, node exporter's among them, and an external label never replaces one;
 * so theirs moves to `exported_collector` and both can be read.
 */
export const SAMPLE_RULES: readonly RelabelRule[] = [
  { source_labels: ["__name__"], regex: "target_info", action: "drop" },
  { source_labels: ["collector"], regex: "(.+)", target_label: "exported_collector", replacement: "$$1" },
  { regex: "collector", action: "labeldrop" },
];
