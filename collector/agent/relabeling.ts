/** Which pods an agent scrapes and how: Prometheus service discovery and its relabelling. */
import { chartVariable } from "../../contract/collector/chart";
import { NODE_NAME_VARIABLE } from "../../contract/names";
import { COLLECTOR_LABEL_NAME, EXPORTED_PREFIX, JOBS, POD_ATTRIBUTES } from "../../contract/series";
import { PORTS } from "../../contract/ports";
import type { ScrapedStore } from "../../contract/types";
import type { AgentSettings } from "../../settings/schema/settings";
import { DURATION, durationsUpTo, intervalsWithFittingTimeout } from "./durationPatterns";

/** A relabelling rule. It contains `$$` for `$`, because the collector reads a single `$` as the start of a variable. */
export type RelabelRule = Readonly<{
  source_labels?: readonly string[];
  regex?: string;
  target_label?: string;
  replacement?: string;
  action?: "keep" | "drop" | "labelmap" | "labeldrop";
}>;

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

const pod = (name: string) => `__meta_kubernetes_pod_${name}`;
const annotation = (name: string) => pod(`annotation_prometheus_io_${name}`);

/** Matches the agent's own pod by name, because other pods in the node's network have the same IP. */
const OWN_POD = {
  source_labels: ["__meta_kubernetes_namespace", pod("name")],
  regex: `${chartVariable("OTEL_K8S_NAMESPACE")};${chartVariable("OTEL_K8S_POD_NAME")}`,
} as const;

/** How an IP is written in an address, by its version. */
const IPS = [
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
const DROP_UNLESS_RUNNING = {
  source_labels: [pod("phase")],
  regex: "Pending|Succeeded|Failed",
  action: "drop",
} as const;

/** Rules for the pods of the stack's own store. Their address is that of the declared port. */
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

/** Rules for pods with the annotation `prometheus.io/scrape: "true"`, and without `prometheus.io/tls-verify`. */
export function annotatedPodRules(agent: AgentSettings): RelabelRule[] {
  return [
    ...whichPods(),
    withoutVerification("keep"),
    ...address(),
    SCHEME,
    ...request(),
    ...timing(agent),
    ...names(),
  ];
}

/** Rules for those with `prometheus.io/tls-verify`. They are scraped over https, whatever their scheme says. */
export function verifiedPodRules(agent: AgentSettings): RelabelRule[] {
  const job = { target_label: "job", replacement: JOBS.pods };
  return [...whichPods(), withoutVerification("drop"), ...address(), ...request(), ...timing(agent), job, ...names()];
}

/** Any other value asks for verification: a mistyped one must not turn it off. */
const withoutVerification = (action: "keep" | "drop") =>
  ({ source_labels: [annotation("tls_verify")], regex: "(false)?", action }) as const;

/** Sets the scheme that a pod asks for. */
const SCHEME = {
  source_labels: [annotation("scheme")],
  regex: "(https?)",
  target_label: "__scheme__",
  replacement: "$$1",
} as const;

function whichPods(): RelabelRule[] {
  return [
    { source_labels: [annotation("scrape")], regex: "true", action: "keep" },
    // The agent's own metrics have a job of their own.
    { ...OWN_POD, action: "drop" },
    { source_labels: [pod("container_init")], regex: "true", action: "drop" },
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

function request(): RelabelRule[] {
  return [
    { source_labels: [annotation("path")], regex: "(.+)", target_label: "__metrics_path__", replacement: "$$1" },
    { regex: annotation("param_(.+)"), replacement: "__param_$$1", action: "labelmap" },
  ];
}

/**
 * Prometheus drops a target with an invalid duration, or with a timeout that is longer than its interval. Therefore the
 * stack's value applies if an annotation is invalid, and an interval that is shorter than the stack's timeout also
 * becomes the timeout.
 * An interval below the shortest that the settings allow becomes that: one pod scraped each second would cost as much
 * as thirty.
 */
function timing(agent: AgentSettings): RelabelRule[] {
  const fits = "__tmp_timeout_fits";
  const shortest = agent.shortestIntervalSeconds ?? agent.scrapeIntervalSeconds;
  return [
    {
      source_labels: [annotation("interval")],
      regex: `(${DURATION})`,
      target_label: "__scrape_interval__",
      replacement: "$$1",
    },
    ...(shortest > 1
      ? [
          {
            source_labels: ["__scrape_interval__"],
            regex: durationsUpTo(shortest - 1),
            target_label: "__scrape_interval__",
            replacement: `${shortest}s`,
          },
        ]
      : []),
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
 * `target_info` is dropped: the receiver would replace job and instance of the target by those of `target_info`.
 *
 * A target's own label with the name of a label that the agent adds is renamed to `exported_` and its name, as
 * Prometheus does. node exporter has a label `collector`; others would be joined with the agent's value.
 *
 * @param stack names of the stack's attributes, which every series gets
 */
export function sampleRules(stack: readonly string[]): RelabelRule[] {
  const own = [COLLECTOR_LABEL_NAME, ...[...stack, ...POD_ATTRIBUTES].map((name) => name.replaceAll(".", "_"))].join(
    "|",
  );
  return [
    { source_labels: ["__name__"], regex: "target_info", action: "drop" },
    { regex: `(${own})`, replacement: `${EXPORTED_PREFIX}$$1`, action: "labelmap" },
    { regex: own, action: "labeldrop" },
  ];
}
