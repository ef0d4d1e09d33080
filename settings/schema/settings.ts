/**
 * The settings of a stack: the one strict schema, with a file for each large section. Defaults are in it and nowhere else.
 *
 * Form and range of each value are checked here; rules that look at several values at once are in `settings/rules/`.
 */
import { z } from "zod";
import { agent } from "./agent";
import { alerts } from "./alerts/alerts";
import { cluster } from "./cluster";
import { attributes } from "./extending/attributes";
import { exporters } from "./extending/exporters";
import { imagePullSecrets, ownMetadata } from "./extending/ownMetadata";
import { processors } from "./extending/processors";
import { scrapeJobs } from "./extending/scrapeJobs";
import { collectorImage } from "./collectorImage";
import { grafana } from "./grafana";
import { containers } from "./metrics/containers";
import { metrics } from "./metrics/store";
import { objects } from "./metrics/objects";
import { nodeExporter } from "./metrics/nodeExporter";
import { logs } from "./logs/logs";
import { migration } from "./metrics/migration";
import { namespaces } from "./namespaces";
import { integer, label } from "./scalars";
import { tracing } from "./tracing";

export type { AgentSettings, ProfileName } from "./agent";
export type { ClusterSettings, ExistingClusterSettings, GkeClusterSettings } from "./cluster";
export type { MetricsSettings, PrometheusSettings, RemoteSettings } from "./metrics/store";

/** The prefix of every key in `Pulumi.<stack>.yaml`. */
export const PROJECT = "gke-telemetry";

/** The schema of a stack's settings; keys are those of `Pulumi.<stack>.yaml` without the prefix. */
export const settingsSchema = z.strictObject({
  environment: label("Name of the environment; `deployment.environment` on every sample.", 32),
  cluster,
  attributes,
  namespaces: namespaces.prefault({}).describe("Names of the stack's namespaces."),
  metadata: ownMetadata.prefault({}).describe("Labels and annotations of everything that the stack creates."),
  imagePullSecrets,
  scrapeJobs,
  processors: processors.prefault({}).describe("Processors of your own, by signal (see docs/extending.md)."),
  exporters,
  agent: agent.prefault({}).describe("The collector that runs on every node."),
  delivery: z
    .enum(["memory", "durable"])
    .default("memory")
    .describe(
      "Where an agent keeps what the store does not take: in `memory`, while its process lives, or `durable` on disk (see `agent.queueVolume`), which needs `collectorImage.distribution: gke-telemetry`.",
    ),
  outageMinutes: integer(
    "Outage window: minutes for which the store may be down without a lost sample. Queue, memory limit and out-of-order window follow from it.",
    1,
    1440,
  ).default(10),
  metrics,
  containers: containers.prefault({}).describe("Metrics of the containers, from the kubelet of each node."),
  objects: objects.prefault({}).describe("Metrics of Kubernetes objects."),
  nodeExporter: nodeExporter.prefault({}).describe("Metrics of the nodes themselves."),
  certificatesGeneration: integer(
    "Generation of the certificates that the stack signs, of their keys and of the authority's key. Raise it by one to rotate them (see docs/security.md).",
    1,
    1_000_000,
  ).default(1),
  alerts: alerts.prefault({}).describe("The alerts of the stack's own Prometheus, and who is told of them."),
  grafana: grafana.prefault({}).describe("Grafana and its dashboards."),
  tracing: tracing.optional().describe("Traces. Without this section there is no trace pipeline."),
  logs: logs
    .optional()
    .describe(
      "Logs of pods, read by an agent of their own on every node. Without this section there is none; on a GKE cluster of the stack, `cluster.logs: workloads` gives them to Cloud Logging instead (docs/logs.md).",
    ),
  migration: migration
    .optional()
    .describe(
      "A central collector beside the agents, which they replace namespace by namespace: with this section they scrape only pods of namespaces with the label `gke-telemetry/collected-by: agents`, and of the stack's own (docs/migration.md). Without it they scrape those of all.",
    ),
  demo: z
    .strictObject({
      hotrod: z
        .boolean()
        .default(false)
        .describe("Run HotROD, a demo application that sends spans to the agent of its node."),
      metrics: z.boolean().default(false).describe("Run podinfo, a demo application whose metrics the agents scrape."),
    })
    .prefault({})
    .describe("Demo applications."),
  mesh: z
    .enum(["none", "istio"])
    .default("none")
    .describe(
      "Service mesh whose proxies send spans to the agents. `istio` creates a ConfigMap with the configuration to apply (see docs/tracing.md).",
    ),
  collectorImage: collectorImage
    .optional()
    .describe(
      "The image of agents, gateway, samplers and sidecars, such as the image that `npm run image` builds. Default: the contrib image of contract/versions.json.",
    ),
  images: z
    .strictObject({
      registry: z
        .string()
        .max(200)
        .regex(
          /^[a-z0-9]([-a-z0-9.]*[a-z0-9])?(:[1-9]\d{0,4})?(\/[a-z0-9._-]+)*$/,
          "a registry, and a path where it has one, such as registry.example.com/mirror",
        )
        .optional()
        .describe(
          "Registry with copies of the images, under the same paths and digests: `docker.io/grafana/grafana` is then `REGISTRY/grafana/grafana`. Images of your own (`collectorImage.repository`, `grafana.image`) stay where they are. Default: each image's own registry.",
        ),
    })
    .prefault({})
    .describe("Where images come from."),
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
    .describe("Sources of Helm charts."),
});

/** The validated settings of a stack, with every default filled in. */
export type Settings = z.output<typeof settingsSchema>;

/** The sections without which a stack lacks a part. */
export type OptionalSection = {
  [Key in keyof Settings]-?: undefined extends Settings[Key] ? Key : never;
}[keyof Settings];
