/** The settings of the metrics store. */
import { z } from "zod";
import { integer, objectName, webUrl } from "../scalars";

/** Milliseconds from a request to its answer. */
const responseMilliseconds = (milliseconds: number) =>
  integer(
    "Milliseconds in which the store answers a remote-write request, from which follows how much an agent can send.",
    1,
    30_000,
  ).default(milliseconds);

const prometheusMetrics = z.strictObject({
  kind: z.literal("prometheus").describe("Run Prometheus in the cluster."),
  retentionHours: integer("Hours that samples are kept.", 1, 87_600).default(12),
  storageGiB: integer("Size of Prometheus' volume, in GiB.", 1, 65_536).default(20),
  expectedSamplesPerSecond: integer(
    "Samples per second of the whole cluster, from which Prometheus' memory and disk are computed. Default: the most nodes of the cluster times `agent.samplesPerSecond`.",
    1,
    100_000_000,
  ).optional(),
  responseMilliseconds: responseMilliseconds(100),
  storageClassName: objectName().optional().describe("StorageClass of the volume. Default: the cluster's."),
  outOfOrderMinutes: integer(
    "Out-of-order window: how many minutes older than the newest sample a sample may be. Default: `outageMinutes` plus 10.",
    1,
    2880,
  ).optional(),
  credentialsGeneration: integer(
    "Generation of the passwords with which clients authenticate to Prometheus, and of that of Grafana's administrator. Raise it by one to rotate them without losing samples (see docs/security.md).",
    1,
    1_000_000,
  ).default(1),
});

const remoteMetrics = z.strictObject({
  kind: z.literal("remote").describe("Write to an endpoint that exists already."),
  url: webUrl("Remote-write URL, such as https://mimir.example.com/api/v1/push."),
  tenant: z
    .string()
    .regex(/^[A-Za-z0-9!_.*'()-]{1,150}$/, "1 to 150 letters, digits or !_.*'()-")
    .optional()
    .describe("Tenant, sent as the header X-Scope-OrgID."),
  responseMilliseconds: responseMilliseconds(200),
  queryUrl: webUrl("URL of the query API, for Grafana. Default: derived from `url`.").optional(),
});

/** The section `metrics`. */
export const metrics = z
  .discriminatedUnion("kind", [prometheusMetrics, remoteMetrics])
  .prefault({ kind: "prometheus" })
  .describe("Where samples are stored.");

export type MetricsSettings = z.output<typeof metrics>;
export type PrometheusSettings = Extract<MetricsSettings, { kind: "prometheus" }>;
export type RemoteSettings = Extract<MetricsSettings, { kind: "remote" }>;
