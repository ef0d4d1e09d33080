/** The parts of an image's reference. */
import { z } from "zod";

/** Registry and path. */
export const imageRepository = (meaning: string) =>
  z
    .string()
    .regex(
      /^[a-z0-9]([a-z0-9.-]*[a-z0-9])?(:\d{1,5})?(\/[a-z0-9]+([._-]+[a-z0-9]+)*)+$/,
      "a registry and a path without tag, such as europe-docker.pkg.dev/my-project/telemetry/otelcol",
    )
    .describe(meaning);

export const imageTag = (meaning: string) =>
  z
    .string()
    .regex(/^[A-Za-z0-9_][A-Za-z0-9_.-]{0,127}$/, "a tag, such as 0.159.0")
    .refine((tag) => tag !== "latest", "must not be `latest`, which is another image tomorrow")
    .describe(meaning);

export const imageDigest = (meaning: string) =>
  z
    .string()
    .regex(/^sha256:[0-9a-f]{64}$/, "sha256: and 64 hexadecimal digits")
    .describe(meaning);
