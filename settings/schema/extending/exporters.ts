/** Further destinations of a signal, beside the stack's own store. */
import { z } from "zod";
import { certificates, headers, integer, label, objectName } from "../scalars";

/** What OpenTelemetry distinguishes, each with pipelines of its own. */
const SIGNALS = ["metrics", "traces", "logs"] as const;

export type Signal = (typeof SIGNALS)[number];

const ENDPOINT = /^https:\/\/([a-z0-9]([-a-z0-9.]*[a-z0-9])?|\[[0-9a-f:]+\])(:[1-9]\d{0,4})?(\/[\w.~/-]*)?$/i;

const auth = z.discriminatedUnion("kind", [
  z.strictObject({ kind: z.literal("bearer").describe("`Authorization: Bearer`, and the secret.") }),
  z.strictObject({
    kind: z.literal("basic").describe("A user name, and the secret as its password."),
    username: z
      .string()
      .regex(/^[^:\s]{1,256}$/, "a user name without colon and space")
      .describe("User name."),
  }),
  z.strictObject({
    kind: z.literal("header").describe("A header with the secret as it is."),
    header: z
      .string()
      .regex(/^[A-Za-z0-9-]{1,64}$/, "a header's name of letters, digits and hyphens")
      .describe("Name of the header, such as `api-key`."),
  }),
]);

const exporter = z.strictObject({
  name: label("Name of the destination, which alerts say.", 40),
  signals: z
    .array(z.enum(SIGNALS))
    .min(1)
    .describe("What is sent there: samples (`metrics`), spans that sampling keeps (`traces`), log lines (`logs`)."),
  protocol: z.enum(["http", "grpc"]).default("http").describe("OTLP over HTTP, or over gRPC."),
  endpoint: z
    .string()
    .regex(ENDPOINT, "an address such as https://otlp.example.com, without credentials, query and fragment")
    .describe(
      "Address. Over HTTP the base URL, to which `/v1/metrics` and the like are added; over gRPC host and port, such as https://otlp.example.com:4317.",
    ),
  authority: certificates(
    "Certificates, in PEM, of the authorities that verify the destination. Default: those of the collector's image, which are the public ones.",
  ).optional(),
  serverName: objectName()
    .optional()
    .describe("DNS name that the destination's certificate has to have. Default: the host of the address."),
  auth: auth
    .prefault({ kind: "bearer" })
    .describe(
      "How the collectors authenticate, with the secret setting `exporterSecrets.NAME`, where NAME is that of the destination.",
    ),
  headers: headers("Headers of every request, none of them secret, such as a tenant."),
  queueMiB: integer(
    "Memory of a collector that may hold what the destination does not take, in MiB; it is added to the collector's memory limit. What finds no room is dropped and counted, and only the copy for this destination.",
    16,
    4096,
  ).default(64),
});

/** The setting `exporters`. */
export const exporters = z
  .array(exporter)
  .max(10)
  .default([])
  .describe(
    "Further destinations of samples, spans and log lines, by OTLP. Each gets a copy; the stack's own store comes first (see docs/extending.md).",
  );

export type Exporter = z.output<typeof exporters>[number];
