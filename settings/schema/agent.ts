/** The settings of the collector on every node. */
import { z } from "zod";
import { LIMITER_SHARE, percentText } from "../sizing/shares";
import { canary } from "./canary";
import { metricRules } from "./extending/metricRules";
import { monitors } from "./extending/monitors";
import { certificates, integer, label, labelKey, labelValue, nodeSelector, numberOrShare, objectName } from "./scalars";

const toleration = z.strictObject({
  key: labelKey().optional().describe("Taint key; without one, every taint."),
  operator: z.enum(["Exists", "Equal"]).default("Equal").describe("How key and value are compared."),
  value: labelValue().optional().describe("Taint value, with operator Equal."),
  effect: z
    .enum(["NoSchedule", "PreferNoSchedule", "NoExecute"])
    .optional()
    .describe("Taint effect; without one, all."),
  tolerationSeconds: integer("Seconds to stay on the node after a NoExecute taint.", 0, 86_400).optional(),
});

/** The settings of every agent. */
const everyAgent = z.strictObject({
  profile: z
    .enum(["low", "default", "high"])
    .default("default")
    .describe("Sizing profile (see the table of profiles)."),
  memoryLimitMiB: integer(
    "Memory limit of the agent's container, in MiB. Default: from the profile.",
    128,
    65_536,
  ).optional(),
  memoryLimiterMiB: integer(
    `Heap at which the memory limiter refuses data, in MiB. Default: ${percentText(LIMITER_SHARE)} of the memory limit.`,
    64,
    65_536,
  ).optional(),
  scrapeIntervalSeconds: integer(
    "Seconds between two scrapes of a target. Above 120, rates over 5 minutes and Prometheus' lookback would have gaps.",
    1,
    120,
  ).default(30),
  shortestIntervalSeconds: integer(
    "Shortest interval that a pod can ask for with `prometheus.io/interval`, in seconds. Default: `scrapeIntervalSeconds`.",
    1,
    120,
  ).optional(),
  scrapeTimeoutSeconds: integer("Seconds after which a scrape fails.", 1, 120).default(10),
  scrapeAuthority: certificates(
    "Certificates, in PEM, of the authorities that verify pods with `prometheus.io/tls-verify`. Default: those of the collector's image, which are the public ones.",
  ).optional(),
  scrapeServerName: objectName()
    .optional()
    .describe(
      "DNS name that the certificates of all those pods have to have. Whoever has a certificate of that name can answer for any of them. Default: each certificate has to have the pod's IP.",
    ),
  serviceAnnotations: z
    .boolean()
    .default(false)
    .describe(
      "Also scrape the pods of Services with `prometheus.io/scrape`, each by the agent of its node. Every agent then watches all Services and EndpointSlices of the cluster (see docs/extending.md).",
    ),
  monitors,
  nativeHistograms: z
    .boolean()
    .default(false)
    .describe(
      "Scrape native histograms, which need protobuf. A histogram that has both forms then has no `_bucket` series.",
    ),
  locality: z
    .enum(["require", "prefer"])
    .default("require")
    .describe(
      "The agent that OTLP traffic of a pod reaches: with `require` only that of its own node, with `prefer` one of another node while its own has none. `prefer` needs Kubernetes 1.34 or newer.",
    ),
  enrich: z.boolean().default(true).describe("Add the Kubernetes attributes of the sending pod to OTLP metrics."),
  trustedNamespaces: z
    .array(label("A namespace.", 63))
    .default([])
    .describe(
      "Namespaces whose pods may send OTLP for others, such as a gateway of their own: what they say of namespace and pod is kept (with `enrich`). Whoever may create pods there can send as anybody. Their pods may also send spans to the trace gateway.",
    ),
  samplesPerSecond: integer(
    "Samples per second that a node's agent accepts, from which the size of its queue is computed. Default: from the profile.",
    1,
    1_000_000,
  ).optional(),
  seriesPerNamespace: integer(
    "Series that the pods of one namespace may have on a node, scraped and sent by OTLP together. New ones above that are cut and counted, and `NamespaceSeriesCut` names the namespace; other namespaces lose nothing by it. Needs `collectorImage.distribution: gke-telemetry`; with another image nothing is limited. Default: half of samples per second × `scrapeIntervalSeconds`, and at least 10,000.",
    1000,
    100_000_000,
  ).optional(),
  samplesPerPod: integer(
    "Samples that a scraped pod may expose. A pod above that is not scraped at all, and raises `TargetOverLimit`. Default, and the most: the profile's limit of a scrape.",
    2000,
    100_000,
  ).optional(),
  metricRules,
  queueVolume: z
    .enum(["emptyDir", "hostPath"])
    .default("emptyDir")
    .describe(
      "Volume of the queue with `delivery: durable`: `emptyDir` survives restarts of the agent's container, `hostPath` also survives its pod, but needs a privileged namespace.",
    ),
  maxUnavailable: numberOrShare()
    .default("10%")
    .describe("Agents that an update may replace at the same time: 1 to 1000, or a share of all, such as `10%`."),
  hostNetwork: z
    .boolean()
    .default(false)
    .describe(
      "Run the agents in the node's network namespace. The policies no-host-network and restricted-namespaces refuse it in every stack but dev and local, unless policy/exemptions.ts exempts it.",
    ),
  nodeSelector: nodeSelector("Run agents only on nodes with these labels, besides `kubernetes.io/os: linux`."),
  tolerations: z
    .array(toleration)
    .default([{ operator: "Exists" }])
    .describe("Taints that the agents tolerate. Default: all, so that every node has an agent."),
  priorityClassName: objectName()
    .optional()
    .describe("Existing PriorityClass of the agents' pods. Default: one of their own, with value 1,000,000."),
  logLevel: z.enum(["debug", "info", "warn", "error"]).default("info").describe("Level of the agents' own log."),
  debugExporter: z.boolean().default(false).describe("Also write all data points to the agent's log."),
  serviceMonitor: z
    .boolean()
    .default(false)
    .describe(
      "Create a ServiceMonitor of the agents, by which the Prometheus of the Prometheus operator scrapes them. The operator's CRDs have to be in the cluster first: a GKE cluster that the stack creates has none at its first update.",
    ),
  monitorNamespace: label(
    "Namespace of the operator's Prometheus, whose pods may then ask the agents for their metrics (with `serviceMonitor`).",
    63,
  ).default("monitoring"),
  monitorLabels: z
    .record(labelKey(), labelValue())
    .default({})
    .describe(
      "Labels of the ServiceMonitor, by which the operator's Prometheus selects it, such as `release: kube-prometheus-stack`.",
    ),
});

/** The section `agent`. */
export const agent = everyAgent.extend({ canary: canary(everyAgent.shape) });

export type AgentSettings = z.output<typeof agent>;
export type ProfileName = AgentSettings["profile"];
