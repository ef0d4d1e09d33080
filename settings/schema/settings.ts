/**
 * The settings of a stack: the one strict schema. Every default stands here and nowhere else.
 *
 * Shape and range of each value are checked here; rules that look at several values at once are in `settings/rules/`.
 */
import { LIMITER_SHARE, percentText } from "../sizing/shares";
import { z } from "zod";
import { alerts } from "./alerts";
import { grafana } from "./grafana";
import { cidr, integer, label, labelKey, labelValue, numberOrShare, objectName } from "./scalars";
import { tracing } from "./tracing";

/** The prefix of every key in `Pulumi.<stack>.yaml`. */
export const PROJECT = "gke-telemetry";

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

const nodePool = z.strictObject({
  machineType: z
    .string()
    .regex(/^[a-z][a-z0-9]*-[a-z0-9-]+$/, "a Compute Engine machine type, such as e2-standard-4")
    .default("e2-standard-4")
    .describe("Compute Engine machine type of the nodes."),
  minNodes: integer("Fewest nodes (per zone, where the location is a region).", 0, 1000).default(1),
  maxNodes: integer("Most nodes (per zone, where the location is a region).", 1, 1000).default(5),
  spot: z.boolean().default(false).describe("Spot nodes: cheaper, and taken back at any time."),
  diskGiB: integer("Boot disk of a node, in GiB.", 20, 2000).default(50),
});

const imagePolicy = z.strictObject({
  attestors: z
    .array(
      z
        .string()
        .regex(
          /^projects\/[a-z][-a-z0-9]{4,28}[a-z0-9]\/attestors\/[A-Za-z0-9_-]+$/,
          "projects/PROJECT/attestors/NAME",
        ),
    )
    .min(1)
    .describe(
      "Attestors, all of which have to vouch for an image: `projects/PROJECT/attestors/NAME`. They exist already.",
    ),
  allowedImages: z
    .array(
      z
        .string()
        .regex(
          /^[a-z0-9][a-z0-9.-]*(:\d+)?\/[^*\s]*\*{0,2}$/,
          "a registry, a path and at most one wildcard, at the end",
        ),
    )
    .default([])
    .describe(
      "Images that run without, besides those of contract/versions.json: `registry/path:tag`, or with `*` at the end, which ends at a slash.",
    ),
  mode: z
    .enum(["enforce", "dryRun"])
    .default("enforce")
    .describe("Refuse other images, or only write them to the audit log."),
});

const gkeCluster = z.strictObject({
  kind: z.literal("gke").describe("Create a hardened GKE cluster."),
  name: label("Name of the cluster; `k8s.cluster.name` on every sample.", 40),
  project: z
    .string()
    .regex(/^[a-z][-a-z0-9]{4,28}[a-z0-9]$/, "a Google Cloud project id (6 to 30 lower-case letters, digits, hyphens)")
    .describe("Google Cloud project id."),
  location: z
    .string()
    .regex(/^[a-z]+-[a-z]+\d+(-[a-z])?$/, "a zone (europe-west1-b) or a region (europe-west1)")
    .describe("A zone (one control plane) or a region (three)."),
  nodePool: nodePool.prefault({}).describe("The autoscaled node pool."),
  deletionProtection: z.boolean().default(true).describe("Refuse to delete the cluster until this is set to false."),
  releaseChannel: z
    .enum(["RAPID", "REGULAR", "STABLE", "EXTENDED"])
    .default("REGULAR")
    .describe("GKE release channel, from which control plane and nodes are upgraded."),
  maintenanceStartTime: z
    .string()
    .regex(/^([01]\d|2[0-3]):[0-5]\d$/, "a time of day in UTC, such as 03:00")
    .default("03:00")
    .describe("Start of the daily maintenance window of 4 hours, UTC."),
  authorizedNetworks: z
    .array(z.strictObject({ name: z.string().min(1).describe("What the range is."), cidr: cidr("The range.") }))
    .default([])
    .describe(
      "Ranges that may reach the control plane's IP endpoint. Empty: the IP endpoint is off and the DNS endpoint, which IAM guards, is the only way in.",
    ),
  imagePolicy: imagePolicy
    .optional()
    .describe(
      "Which images the cluster runs, as the Binary Authorization policy of its project, of which there is one: a stack with this setting takes it over. Without: what that policy says, which is every image until somebody writes one.",
    ),
  nodesCidr: cidr("Primary range of the subnet, for nodes.").default("10.0.0.0/20"),
  podsCidr: cidr("Secondary range for pods.").default("10.4.0.0/14"),
  servicesCidr: cidr("Secondary range for Services.").default("10.8.0.0/20"),
});

const existingCluster = z.strictObject({
  kind: z.literal("existing").describe("Use a cluster that exists already."),
  name: label("Name of the cluster; `k8s.cluster.name` on every sample.", 63),
  kubeconfig: z
    .string()
    .min(1)
    .optional()
    .describe("Path of the kubeconfig. Default: what KUBECONFIG names, else ~/.kube/config."),
  context: z.string().min(1).optional().describe("Context in the kubeconfig. Default: its current context."),
});

const agent = z.strictObject({
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
  scrapeTimeoutSeconds: integer("Seconds after which a scrape is given up.", 1, 120).default(10),
  locality: z
    .enum(["require", "prefer"])
    .default("require")
    .describe("OTLP traffic: `require` never leaves the node, `prefer` falls back to an agent on another one."),
  enrich: z.boolean().default(true).describe("Add the Kubernetes attributes of the sending pod to OTLP metrics."),
  samplesPerSecond: integer(
    "Samples per second that a node's agent takes in, from which the size of its queue is computed. Default: from the profile.",
    1,
    1_000_000,
  ).optional(),
  queueVolume: z
    .enum(["emptyDir", "hostPath"])
    .default("emptyDir")
    .describe(
      "Where the queue of `delivery: durable` is kept: `emptyDir` survives the agent's container, `hostPath` its pod too, for which the namespace has to be privileged.",
    ),
  maxUnavailable: numberOrShare()
    .default("10%")
    .describe("Agents that an update may replace at the same time: 1 to 1000, or a share of all, such as `10%`."),
  hostNetwork: z.boolean().default(false).describe("Run the agents in the node's network namespace."),
  nodeSelector: z.record(labelKey(), labelValue()).default({}).describe("Run agents only on nodes with these labels."),
  tolerations: z
    .array(toleration)
    .default([{ operator: "Exists" }])
    .describe("Taints that the agents tolerate. Default: all, so that every node has an agent."),
  priorityClassName: objectName().optional().describe("PriorityClass of the agents' pods."),
  logLevel: z.enum(["debug", "info", "warn", "error"]).default("info").describe("Level of the agents' own log."),
  debugExporter: z.boolean().default(false).describe("Also write what passes through to the agent's log."),
  serviceMonitor: z
    .boolean()
    .default(false)
    .describe("Create a ServiceMonitor, for clusters that run the Prometheus operator."),
});

const prometheusMetrics = z.strictObject({
  kind: z.literal("prometheus").describe("Run Prometheus in the cluster."),
  retentionHours: integer("Hours that samples are kept.", 1, 87_600).default(12),
  storageGiB: integer("Size of Prometheus' volume, in GiB.", 1, 65_536).default(20),
  expectedSamplesPerSecond: integer(
    "Samples per second of the whole cluster, from which the need of storage is computed.",
    1,
    100_000_000,
  ).default(10_000),
  storageClassName: objectName().optional().describe("StorageClass of the volume. Default: the cluster's."),
  outOfOrderMinutes: integer(
    "Minutes that a sample may be older than the newest one and still be stored. Default: `outageMinutes` and 10.",
    1,
    2880,
  ).optional(),
  credentialsGeneration: integer(
    "Generation of the passwords with which agents, Grafana and people reach Prometheus. One more replaces them, without a lost sample (see docs/security.md).",
    1,
    1_000_000,
  ).default(1),
});

const remoteMetrics = z.strictObject({
  kind: z.literal("remote").describe("Write to an endpoint that exists already."),
  url: z.url({ protocol: /^https?$/ }).describe("Remote-write URL, such as https://mimir.example.com/api/v1/push."),
  tenant: z
    .string()
    .regex(/^[A-Za-z0-9!_.*'()-]{1,150}$/, "1 to 150 letters, digits or !_.*'()-")
    .optional()
    .describe("Tenant, sent as the header X-Scope-OrgID."),
  queryUrl: z
    .url({ protocol: /^https?$/ })
    .optional()
    .describe("URL of the query API, for Grafana. Default: derived from `url`."),
});

const collectorImage = z.strictObject({
  repository: z
    .string()
    .regex(
      /^[a-z0-9]([a-z0-9.-]*[a-z0-9])?(:\d{1,5})?(\/[a-z0-9]+([._-]+[a-z0-9]+)*)+$/,
      "a registry and a path without tag, such as europe-docker.pkg.dev/my-project/telemetry/otelcol",
    )
    .describe("Registry and path, from which the nodes may pull."),
  tag: z
    .string()
    .regex(/^[A-Za-z0-9_][A-Za-z0-9_.-]{0,127}$/, "a tag, such as 0.159.0")
    .refine((tag) => tag !== "latest", "must not be `latest`, which is another image tomorrow")
    .optional()
    .describe("Tag. Default: that of the collector in contract/versions.json, for which the configurations are made."),
  digest: z
    .string()
    .regex(/^sha256:[0-9a-f]{64}$/, "sha256: and 64 hexadecimal digits, which `npm run image` prints")
    .optional()
    .describe("Digest, by which the image is then pulled whatever the tag means."),
});

/** The schema of a stack's settings; keys are those of `Pulumi.<stack>.yaml` without the prefix. */
export const settingsSchema = z.strictObject({
  environment: label("Name of the environment; `deployment.environment` on every sample.", 32),
  cluster: z.discriminatedUnion("kind", [gkeCluster, existingCluster]).describe("The cluster."),
  agent: agent.prefault({}).describe("The collector that runs on every node."),
  delivery: z
    .enum(["memory", "durable"])
    .default("memory")
    .describe(
      "Where an agent keeps what the store does not take: in `memory`, which its container's death leaves alone, or `durable` on disk (see `agent.queueVolume`).",
    ),
  outageMinutes: integer(
    "Minutes that the store may be away without a sample being lost. Queue, memory limit and out-of-order window follow from it.",
    1,
    1440,
  ).default(10),
  metrics: z
    .discriminatedUnion("kind", [prometheusMetrics, remoteMetrics])
    .prefault({ kind: "prometheus" })
    .describe("Where samples are stored."),
  nodeExporter: z
    .strictObject({
      enabled: z.boolean().default(true).describe("Run node exporter on every node."),
      hostNetwork: z
        .boolean()
        .default(false)
        .describe("Run it in the node's network namespace, which the network collectors need."),
    })
    .prefault({})
    .describe("Metrics of the nodes themselves."),
  alerts: alerts.prefault({}).describe("The alerts of the stack's own Prometheus."),
  grafana: grafana.prefault({}).describe("Dashboards."),
  tracing: tracing.optional().describe("Traces. Without this section there is no trace pipeline."),
  demo: z
    .strictObject({
      hotrod: z.boolean().default(false).describe("Run HotROD, whose traces come through the agent of its node."),
      metrics: z.boolean().default(false).describe("Run a small application whose metrics the agents scrape."),
    })
    .prefault({})
    .describe("Applications to see telemetry of."),
  mesh: z
    .enum(["none", "istio"])
    .default("none")
    .describe("Service mesh whose proxies send their spans to the agents: `istio` emits its OpenTelemetry provider."),
  collectorImage: collectorImage
    .optional()
    .describe(
      "The image of agents, gateway, samplers and sidecars, such as the one that `npm run image` makes. Default: the contrib image of contract/versions.json.",
    ),
  charts: z
    .strictObject({
      collector: z
        .string()
        .min(1)
        .optional()
        .describe(
          "Folder, repository URL, archive URL or oci:// address of the collector's chart. Default: its public repository.",
        ),
    })
    .prefault({})
    .describe("Where charts come from."),
});

/** The validated settings of a stack, with every default filled in. */
export type Settings = z.output<typeof settingsSchema>;
export type ClusterSettings = Settings["cluster"];
export type GkeClusterSettings = Extract<ClusterSettings, { kind: "gke" }>;
export type ExistingClusterSettings = Extract<ClusterSettings, { kind: "existing" }>;
export type AgentSettings = Settings["agent"];
export type MetricsSettings = Settings["metrics"];
export type PrometheusSettings = Extract<MetricsSettings, { kind: "prometheus" }>;
export type RemoteSettings = Extract<MetricsSettings, { kind: "remote" }>;
export type ProfileName = AgentSettings["profile"];
