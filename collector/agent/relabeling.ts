/** Which pods an agent scrapes and how: Prometheus service discovery and its relabelling. */
import { COLLECTED_BY_AGENTS, COLLECTED_BY_META_LABEL } from "../../contract/annotations";
import { chartVariable } from "../../contract/collector/chart";
import { NODE_NAME_VARIABLE } from "../../contract/names";
import { COLLECTOR_LABEL_NAME, EXPORTED_PREFIX, JOBS, POD_ATTRIBUTES } from "../../contract/series";
import { PORTS } from "../../contract/ports";
import type { ScrapedServer } from "../../contract/types";
import type { AgentSettings } from "../../settings/schema/settings";
import type { AnnotationLabel, RelabelRule } from "./scraping/model";
import { timing } from "./scraping/timing";

/**
 * Discovery of the pods of the agent's own node. All jobs have the same block, so that the agent has one watch for all
 * of them. The field selector limits the watch to the pods of the node.
 */
export const PODS_OF_THIS_NODE = [
  {
    role: "pod",
    selectors: [{ role: "pod", field: `spec.nodeName=\${env:${NODE_NAME_VARIABLE}}` }],
  },
] as const;

/** The same with the labels of the pods' namespaces, which agents then watch, all of the cluster. */
export const PODS_AND_NAMESPACES = [{ ...PODS_OF_THIS_NODE[0], attach_metadata: { namespace: true } }] as const;

/**
 * Keeps the pods of namespaces that are the agents' during a migration. Others are the central collector's.
 *
 * @param own namespaces that need no label
 */
export function migratedPods(own: readonly string[]): RelabelRule {
  return {
    source_labels: [COLLECTED_BY_META_LABEL, "__meta_kubernetes_namespace"],
    regex: `${COLLECTED_BY_AGENTS};.*|[^;]*;(${own.join("|")})`,
    action: "keep",
  };
}

export const pod = (name: string) => `__meta_kubernetes_pod_${name}`;
const annotation: AnnotationLabel = (name) => pod(`annotation_prometheus_io_${name}`);

/** Matches the agent's own pod by name, because other pods in the node's network have the same IP. */
export const OWN_POD = {
  source_labels: ["__meta_kubernetes_namespace", pod("name")],
  regex: `${chartVariable("OTEL_K8S_NAMESPACE")};${chartVariable("OTEL_K8S_POD_NAME")}`,
} as const;

/** How an IP is written in an address, by its version. */
export const IPS = [
  { ip: "([0-9.]+)", host: "$$1" },
  { ip: "([0-9A-Fa-f]*:[0-9A-Fa-f:.]*)", host: "[$$1]" },
] as const;

/** Rules for the job of the agent's own metrics. All declared ports of the pod become one target, the metrics port. */
export function ownMetricsRules(): RelabelRule[] {
  return [
    { ...OWN_POD, action: "keep" },
    ...IPS.map(({ ip, host }) => ({
      source_labels: [pod("ip")],
      regex: ip,
      target_label: "__address__",
      replacement: `${host}:${PORTS.collectorMetrics}`,
    })),
  ];
}

/** Drops pods that are not running. A pending pod may have an IP already and would count as a target that is down. */
export const DROP_UNLESS_RUNNING = {
  source_labels: [pod("phase")],
  regex: "Pending|Succeeded|Failed",
  action: "drop",
} as const;

/** Rules for the pods of a server of the stack. Their address is that of the declared port. */
export function serverRules({ namespace, name, port }: ScrapedServer): RelabelRule[] {
  return [
    {
      source_labels: ["__meta_kubernetes_namespace", pod("label_app_kubernetes_io_name"), pod("container_port_number")],
      regex: `${namespace};${name};${port}`,
      action: "keep",
    },
    DROP_UNLESS_RUNNING,
  ];
}

/** Rules for pods with the annotation `prometheus.io/scrape: "true"`, and without `prometheus.io/tls-verify`. */
export function annotatedPodRules(agent: AgentSettings): RelabelRule[] {
  return [
    ...whichPods(),
    withoutVerification("keep"),
    honours("drop"),
    ...address(),
    ...request(annotation),
    ...timing(agent, annotation),
    ...names(),
  ];
}

/**
 * Rules for those of them with `prometheus.io/honor-labels`, whose own `job` and `instance` are kept. Whose a sample is
 * still follows from discovery.
 */
export function honouredPodRules(agent: AgentSettings): RelabelRule[] {
  return [
    ...whichPods(),
    withoutVerification("keep"),
    honours("keep"),
    ...address(),
    ...request(annotation),
    ...timing(agent, annotation),
    ownJob(),
    ...names(),
  ];
}

/** Rules for those with `prometheus.io/tls-verify`. They are scraped over https, whatever their scheme says. */
export function verifiedPodRules(agent: AgentSettings): RelabelRule[] {
  return [
    ...whichPods(),
    withoutVerification("drop"),
    ...address(),
    ...query(annotation),
    ...timing(agent, annotation),
    ownJob(),
    ...names(),
  ];
}

/** The job of pods without a name, whatever the scrape job is called. */
const ownJob = () => ({ target_label: "job", replacement: JOBS.pods });

const honours = (action: "keep" | "drop") =>
  ({ source_labels: [annotation("honor_labels")], regex: "true", action }) as const;

/** Any other value asks for verification: a mistyped one must not turn it off. */
const withoutVerification = (action: "keep" | "drop") =>
  ({ source_labels: [annotation("tls_verify")], regex: "(false)?", action }) as const;

function whichPods(): RelabelRule[] {
  return [
    { source_labels: [annotation("scrape")], regex: "true", action: "keep" },
    // The agent's own metrics have a job of their own.
    { ...OWN_POD, action: "drop" },
    DROP_UNLESS_RUNNING,
  ];
}

/**
 * Discovery returns a target for each declared port. With the annotation they all get the same address, and Prometheus
 * merges equal targets. Without it, only ports whose name says that they serve metrics are kept.
 */
function address(): RelabelRule[] {
  const port = annotation("port");
  const number = "[1-9][0-9]{0,4}";
  return [
    { source_labels: [port, pod("container_port_name")], regex: `${number};.*|[^;]*;(.+-)?metrics`, action: "keep" },
    ...IPS.map(({ ip, host }) => ({
      source_labels: [pod("ip"), port],
      regex: `${ip};(${number})`,
      target_label: "__address__",
      replacement: `${host}:$$2`,
    })),
  ];
}

/** Scheme, path and parameters that the annotations ask for. */
export function request(annotated: AnnotationLabel): RelabelRule[] {
  const scheme = { source_labels: [annotated("scheme")], regex: "(https?)", target_label: "__scheme__" };
  return [{ ...scheme, replacement: "$$1" }, ...query(annotated)];
}

function query(annotated: AnnotationLabel): RelabelRule[] {
  return [
    { source_labels: [annotated("path")], regex: "(.+)", target_label: "__metrics_path__", replacement: "$$1" },
    { regex: annotated("param_(.+)"), replacement: "__param_$$1", action: "labelmap" },
  ];
}

/** The job is the name that the pod has. */
export function names(): RelabelRule[] {
  return [
    {
      source_labels: [pod("label_app_kubernetes_io_name")],
      regex: "(.+)",
      target_label: "job",
      replacement: "$$1",
    },
  ];
}

/** Matches the labels that the agent adds. */
export function ownLabels(stack: readonly string[]): string {
  return [COLLECTOR_LABEL_NAME, ...[...stack, ...POD_ATTRIBUTES].map((name) => name.replaceAll(".", "_"))].join("|");
}

/**
 * Rules for the scraped samples.
 *
 * `target_info` is dropped: the receiver would replace job and instance of the target by those of `target_info`.
 *
 * A target's own label with the name of a label that the agent adds is renamed to `exported_` and its name, as
 * Prometheus does. node exporter has a label `collector`; others would be joined with the agent's value.
 *
 * @param stack names of the stack's attributes, which every series gets
 */
export function sampleRules(stack: readonly string[]): RelabelRule[] {
  const own = ownLabels(stack);
  return [
    { source_labels: ["__name__"], regex: "target_info", action: "drop" },
    { regex: `(${own})`, replacement: `${EXPORTED_PREFIX}$$1`, action: "labelmap" },
    { regex: own, action: "labeldrop" },
  ];
}
