/** The settings of the pods' logs. */
import { z } from "zod";
import { headers, httpsUrl, integer, label, objectName } from "../scalars";
import { linePattern } from "./linePattern";

const multilineRule = z.strictObject({
  namespace: label("Namespace of the pods. Default: every namespace.", 63).optional(),
  container: label("Name of the containers. Default: every container.", 63).optional(),
  firstLine: linePattern("What the first line of an event matches, such as `^\\d{4}-`; other lines belong to it."),
});

const redactionRule = z.strictObject({
  pattern: linePattern("What is replaced in the text of a log line, such as `password=\\S+`."),
  replacement: z
    .string()
    .max(200)
    .regex(/^[^$]*$/, "text without $")
    .default("[redacted]")
    .describe("What takes its place."),
});

const namespaceLimit = z.strictObject({
  namespace: label("A namespace.", 63),
  kiBPerSecond: integer("Log text that its pods may write on a node, in KiB per second.", 1, 1_000_000),
});

/** What both kinds of store have in common. */
const collected = {
  events: z
    .boolean()
    .default(true)
    .describe(
      "Collect Kubernetes events as logs too, such as why a pod is not scheduled. Kubernetes keeps them for an hour.",
    ),
  excludedNamespaces: z
    .array(label("A namespace.", 63))
    .default([])
    .describe("Namespaces whose logs are not collected."),
  multiline: z
    .array(multilineRule)
    .default([])
    .describe(
      "Containers whose events have several lines, such as stack traces. Without a rule, each line is an event.",
    ),
  redact: z
    .array(redactionRule)
    .default([])
    .describe("What agents replace in the text of log lines, before it leaves the node."),
  queueMiB: integer(
    "Disk of a node, in MiB, for lines that the store does not take. Above that, agents stop reading, and the files of the containers are the queue.",
    16,
    65_536,
  ).default(256),
  memoryLimitMiB: integer("Memory limit of a log agent's container, in MiB.", 128, 16_384).default(256),
  expectedKiBPerSecond: integer(
    "Log text of the whole cluster, in KiB per second, from which memory and disk of the store are computed.",
    1,
    1_000_000,
  ).default(100),
  namespaceKiBPerSecond: integer(
    "Log text that the pods of one namespace may write on a node, in KiB per second, on average of each minute. Lines above that are cut and counted, and `NamespaceLogsCut` names the namespace; other namespaces lose nothing by it. Needs `collectorImage.distribution: gke-telemetry`; with another image nothing is limited. Default: `expectedKiBPerSecond`.",
    1,
    1_000_000,
  ).optional(),
  namespaceLimits: z
    .array(namespaceLimit)
    .default([])
    .describe(
      "Namespaces with a limit of their own, in the place of `namespaceKiBPerSecond`: higher for one that has to log much, lower for one that may not. Needs `collectorImage.distribution: gke-telemetry`.",
    ),
};

const victoriaLogs = z.strictObject({
  kind: z.literal("victorialogs").describe("Run VictoriaLogs in the cluster."),
  retentionDays: integer("Days that logs are kept.", 1, 3650).default(7),
  storageGiB: integer("Size of VictoriaLogs' volume, in GiB.", 1, 65_536).default(20),
  storageClassName: objectName().optional().describe("StorageClass of the volume. Default: the cluster's."),
  ...collected,
});

const otlp = z.strictObject({
  kind: z.literal("otlp").describe("Send to an endpoint that exists already, by OTLP over HTTP."),
  url: httpsUrl("Whole URL of the logs' endpoint, such as https://otlp.example.com/v1/logs."),
  headers: headers("Headers of every request, none of them secret, such as a tenant."),
  ...collected,
});

/** The section `logs`. */
export const logs = z.discriminatedUnion("kind", [victoriaLogs, otlp]);

export type LogsSettings = z.output<typeof logs>;
export type VictoriaLogsSettings = Extract<LogsSettings, { kind: "victorialogs" }>;
export type OtlpLogsSettings = Extract<LogsSettings, { kind: "otlp" }>;
