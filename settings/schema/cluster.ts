/** The settings of the cluster: one that the stack creates, or one that exists. */
import { z } from "zod";
import { cidr, integer, label } from "./scalars";

const nodePool = z.strictObject({
  machineType: z
    .string()
    .regex(/^[a-z][a-z0-9]*-[a-z0-9-]+$/, "a Compute Engine machine type, such as e2-standard-4")
    .default("e2-standard-4")
    .describe("Compute Engine machine type of the nodes."),
  minNodes: integer("Fewest nodes (per zone, where the location is a region).", 0, 1000).default(1),
  maxNodes: integer("Most nodes (per zone, where the location is a region).", 1, 1000).default(5),
  spot: z
    .boolean()
    .default(false)
    .describe("Use spot nodes, which cost less, and which Google can preempt at any time."),
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
    .describe("Existing attestors, each of which has to attest an image: `projects/PROJECT/attestors/NAME`."),
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
      "Images that run without an attestation, besides those of contract/versions.json: `registry/path:tag`, or a pattern with `*` at its end, which matches text without a slash.",
    ),
  mode: z
    .enum(["enforce", "dryRun"])
    .default("enforce")
    .describe("Reject other images (`enforce`), or only write them to the audit log (`dryRun`)."),
});

const flowLogs = z.strictObject({
  enabled: z
    .boolean()
    .default(true)
    .describe("Log connections. False: the control 5.6.1 of the CIS benchmark is not met."),
  intervalSeconds: z
    .literal([5, 30, 60, 300, 600, 900])
    .default(5)
    .describe("Seconds for which packets of a connection are summed up to one entry."),
  samplePercent: integer("Share of these entries that is kept, in percent.", 1, 100).default(50),
  metadata: z
    .boolean()
    .default(true)
    .describe("Add names of machines, pods and Services to an entry, which make it several times larger."),
});

const gkeCluster = z.strictObject({
  kind: z.literal("gke").describe("Create a hardened GKE cluster."),
  name: label("Name of the cluster; `k8s.cluster.name` on every sample.", 40),
  project: z
    .string()
    .regex(
      /^[a-z][-a-z0-9]{4,28}[a-z0-9]$/,
      "a Google Cloud project id: 6 to 30 lower-case letters, digits and hyphens, such as acme-dev",
    )
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
    .array(
      z.strictObject({
        name: z.string().min(1).describe("Name of the range, such as office."),
        cidr: cidr("The range."),
      }),
    )
    .default([])
    .describe(
      "Ranges from which clients can connect to the control plane's IP endpoint. Empty: the IP endpoint is off, and clients use the DNS endpoint, at which IAM authorises them.",
    ),
  imagePolicy: imagePolicy
    .optional()
    .describe(
      "Images that the cluster runs. A stack with this setting replaces the Binary Authorization policy of the whole project. Default: the project's policy stays as it is; without a policy, all images run.",
    ),
  imageRepository: z
    .string()
    .regex(/^[a-z]([a-z0-9-]{0,61}[a-z0-9])?$/, "1 to 63 lower-case letters, digits and hyphens, a letter first")
    .optional()
    .describe(
      "Name of an Artifact Registry repository that the stack creates in the cluster's region, and that the nodes may read: for `npm run image -- --push`. The output `imageRepository` is its path. Without: no repository.",
    ),
  logs: z
    .enum(["workloads", "system"])
    .default("workloads")
    .describe(
      "Logs that the nodes send to Cloud Logging: those of all pods and of Kubernetes' own components (`workloads`), or of the latter alone (`system`). Google bills each GiB above the project's free 50 GiB a month (docs/gke.md).",
    ),
  intranodeVisibility: z
    .boolean()
    .default(true)
    .describe(
      "Send packets between pods of one node through the VPC, where its firewall and its flow logs apply to them. They then leave the node and come back. False: they stay on the node, and the control 5.6.1 of the CIS benchmark is not met.",
    ),
  flowLogs: flowLogs.prefault({}).describe("Log of the subnet's connections, which Google bills (docs/gke.md)."),
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
    .describe("Path of the kubeconfig. Default: the file that KUBECONFIG names, or ~/.kube/config."),
  maxNodes: integer("Most nodes that the cluster has; the size of the store follows from it.", 1, 15_000).default(3),
  autopilot: z
    .boolean()
    .default(false)
    .describe(
      "Whether the cluster is a GKE Autopilot cluster. Settings that Autopilot refuses are then problems, before anything is created (docs/gke.md).",
    ),
  context: z
    .string()
    .min(1)
    .optional()
    .describe("Context in the kubeconfig, such as kind-local. Default: its current context."),
});

/** The section `cluster`. */
export const cluster = z.discriminatedUnion("kind", [gkeCluster, existingCluster]).describe("The cluster.");

export type ClusterSettings = z.output<typeof cluster>;
export type GkeClusterSettings = Extract<ClusterSettings, { kind: "gke" }>;
export type ExistingClusterSettings = Extract<ClusterSettings, { kind: "existing" }>;
