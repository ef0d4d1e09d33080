/** The settings of the metrics store. */
import { z } from "zod";
import { integer, objectName } from "./scalars";

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

/** The section `metrics`. */
export const metrics = z
  .discriminatedUnion("kind", [prometheusMetrics, remoteMetrics])
  .prefault({ kind: "prometheus" })
  .describe("Where samples are stored.");

export type MetricsSettings = z.output<typeof metrics>;
export type PrometheusSettings = Extract<MetricsSettings, { kind: "prometheus" }>;
export type RemoteSettings = Extract<MetricsSettings, { kind: "remote" }>;
