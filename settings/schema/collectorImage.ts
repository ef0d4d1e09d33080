/** The settings of the collector's image. */
import { z } from "zod";
import { imageDigest, imageRepository, imageTag } from "./image";

/** The section `collectorImage`. */
export const collectorImage = z.strictObject({
  distribution: z
    .enum(["contrib", "gke-telemetry"])
    .default("contrib")
    .describe(
      "What the image contains: `gke-telemetry` is the project's own, with the exporter that `delivery: durable` needs (`npm run image`); `contrib` is OpenTelemetry's, or a mirror of it.",
    ),
  repository: imageRepository(
    "Registry and path. The nodes need permission to pull from it. Default: where the distribution is published.",
  ).optional(),
  tag: imageTag(
    "Tag. Default: the collector's version in contract/versions.json, for which the configurations are made.",
  ).optional(),
  digest: imageDigest(
    "Digest, which `npm run image` prints. With it, the image is pulled by digest, and the tag is ignored.",
  ).optional(),
});
