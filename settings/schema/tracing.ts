/** The settings of traces: gateway, sampling, and each team's Jaeger. */
import { z } from "zod";
import { ingressSchema } from "./ingress";
import { integer, label, labelValue, objectName } from "./scalars";

/** Team of the spans that belong to no other; no team of the settings has its name. */
export const DEFAULT_TEAM = "default";

/** Most samplers of tail sampling. */
export const MOST_SAMPLERS = 64;

const percent = (meaning: string) => z.number().min(0).max(100).describe(meaning);

const gateway = z.strictObject({
  minReplicas: integer("Fewest replicas of the gateway.", 1, 100).default(2),
  maxReplicas: integer("Most replicas of the gateway.", 1, 100).default(10),
  targetCpuPercent: integer(
    "Target CPU utilization of the autoscaler, in percent of a replica's request.",
    10,
    95,
  ).default(70),
  targetMemoryPercent: integer(
    "Target memory utilization of the autoscaler, in percent of a replica's request.",
    10,
    95,
  ).default(75),
  memoryLimitMiB: integer("Memory limit and request of a replica, in MiB.", 128, 65_536).default(512),
  cpuRequestMillicores: integer("CPU that a replica requests, in thousandths of a core.", 10, 16_000).default(200),
  priorityClassName: objectName()
    .optional()
    .describe("Existing PriorityClass of the gateway's and the samplers' pods."),
});

const probabilisticSampling = z.strictObject({
  kind: z.literal("probabilistic").describe("Keep a share of all traces, by trace id: each completely or not at all."),
  percent: percent("Share of traces that is kept, in percent.").default(100),
});

const tailSampling = z.strictObject({
  kind: z.literal("tail").describe("Decide after a trace has been received, in the samplers."),
  decisionWaitSeconds: integer(
    "Seconds from a trace's first span to the sampling decision. Of a trace that takes longer, spans that come later are decided for themselves, so that a late error is kept and earlier spans may be missing.",
    2,
    120,
  ).default(10),
  tracesPerSecond: integer(
    "New traces per second of the whole cluster, from which the samplers' memory is computed.",
    1,
    1_000_000,
  ).default(200),
  spansPerTrace: integer("Spans of a usual trace, from which the samplers' memory is computed.", 1, 10_000).default(20),
  samplers: integer("Number of samplers. All spans of a trace id go to the same one.", 2, MOST_SAMPLERS).default(2),
  keepErrors: z
    .boolean()
    .default(true)
    .describe(
      "Keep every trace that has a span with an error. Where that comes after the decision, earlier spans may be missing.",
    ),
  keepSlowerThanMilliseconds: integer(
    "Keep every trace that takes longer, in milliseconds. Above the decision wait, only what comes after the decision is surely kept.",
    1,
    3_600_000,
  ).optional(),
  keepTracesPerSecond: integer(
    "Most traces per second that `percent` keeps, in all samplers together. Default: no limit.",
    1,
    1_000_000,
  ).optional(),
  percent: percent("Share of all other traces that is kept, in percent.").default(10),
});

const memoryStorage = z.strictObject({
  kind: z.literal("memory").describe("Keep traces in Jaeger's memory: a restart loses them."),
  maxTraces: integer("Most traces that are kept; the oldest are deleted first.", 100, 10_000_000).default(20_000),
});

const volumeStorage = z.strictObject({
  kind: z.literal("volume").describe("Keep traces in a database on a volume."),
  sizeGiB: integer("Size of the volume, in GiB.", 1, 65_536).default(10),
  retentionHours: integer("Hours that traces are kept.", 1, 8760).default(48),
  storageClassName: objectName().optional().describe("StorageClass of the volume. Default: the cluster's."),
});

const storage = z
  .discriminatedUnion("kind", [memoryStorage, volumeStorage])
  .prefault({ kind: "memory" })
  .describe("Storage of traces.");

const ingress = ingressSchema("Jaeger");

const team = z.strictObject({
  name: label("Name of the team; its Jaeger is `jaeger-<name>`.", 40),
  namespaces: z.array(label("A namespace.", 63)).default([]).describe("Namespaces whose spans are the team's."),
  services: z
    .array(labelValue().min(1))
    .default([])
    .describe(
      "Services (`service.name`) whose spans are the team's, wherever they run. Any pod can call itself so; nobody can claim a namespace.",
    ),
  samplingPercent: percent("Share of its sampled traces that the team keeps, in percent.").default(100),
  storage,
  ingress: ingress
    .optional()
    .describe(
      "Serve the team's query page outside the cluster, behind a login: `iap`, or annotations of the controller.",
    ),
});

/** The section `tracing`. */
export const tracing = z.strictObject({
  gateway: gateway.prefault({}).describe("The trace gateway: the collectors to which all agents send spans."),
  sampling: z
    .discriminatedUnion("kind", [probabilisticSampling, tailSampling])
    .prefault({ kind: "probabilistic" })
    .describe("Sampling: which traces are kept."),
  spanMetrics: z
    .boolean()
    .default(true)
    .describe("Count calls, errors and durations of all spans, before sampling, as metrics."),
  protocols: z
    .array(
      z.enum(["jaeger", "zipkin"], {
        error: ({ input }) =>
          input === "opencensus"
            ? "jaeger or zipkin; OpenCensus was removed from the collector. Let Istio send OTLP with its OpenTelemetry provider (`mesh: istio`)"
            : undefined,
      }),
    )
    .default([])
    .describe("Legacy protocols that the agents receive besides OTLP: `jaeger`, `zipkin`."),
  teams: z.array(team).default([]).describe("Teams, each with a Jaeger of its own."),
  defaultStorage: storage.describe("Storage of the Jaeger for spans that belong to no team."),
  defaultIngress: ingress
    .optional()
    .describe(
      "Serve the query page of the default team's Jaeger outside the cluster, behind a login: `iap`, or annotations of the controller.",
    ),
  sidecars: z
    .boolean()
    .default(false)
    .describe(
      "Add a collector as a sidecar to Deployments of this program that have the annotation `gke-telemetry/inject-sidecar`.",
    ),
});

export type TracingSettings = z.output<typeof tracing>;
export type SamplingSettings = TracingSettings["sampling"];
export type TailSamplingSettings = Extract<SamplingSettings, { kind: "tail" }>;
export type TeamSettings = TracingSettings["teams"][number];
export type TraceStorageSettings = TeamSettings["storage"];
export type TraceIngressSettings = NonNullable<TeamSettings["ingress"]>;
