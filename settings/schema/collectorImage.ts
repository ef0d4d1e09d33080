/** The settings of the collector's image. */
import { z } from "zod";

/** The section `collectorImage`. */
export const collectorImage = z.strictObject({
  distribution: z
    .enum(["contrib", "gke-telemetry"])
    .default("contrib")
    .describe(
      "What the image contains: `gke-telemetry` is the project's own, with the exporter that `delivery: durable` needs (`npm run image`); `contrib` is OpenTelemetry's, or a mirror of it.",
    ),
  repository: z
    .string()
    .regex(
      /^[a-z0-9]([a-z0-9.-]*[a-z0-9])?(:\d{1,5})?(\/[a-z0-9]+([._-]+[a-z0-9]+)*)+$/,
      "a registry and a path without tag, such as europe-docker.pkg.dev/my-project/telemetry/otelcol",
    )
    .optional()
    .describe(
      "Registry and path. The nodes need permission to pull from it. Default: where the distribution is published.",
    ),
  tag: z
    .string()
    .regex(/^[A-Za-z0-9_][A-Za-z0-9_.-]{0,127}$/, "a tag, such as 0.159.0")
    .refine((tag) => tag !== "latest", "must not be `latest`, which is another image tomorrow")
    .optional()
    .describe(
      "Tag. Default: the collector's version in contract/versions.json, for which the configurations are made.",
    ),
  digest: z
    .string()
    .regex(/^sha256:[0-9a-f]{64}$/, "sha256: and 64 hexadecimal digits, which `npm run image` prints")
    .optional()
    .describe("Digest. With it, the image is pulled by digest, and the tag is ignored."),
});
