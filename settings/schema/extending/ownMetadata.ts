/** Labels and annotations of everything that a stack creates, and Secrets with which its images are pulled. */
import { z } from "zod";
import { labelKey, labelValue, objectName } from "../scalars";

/** The section `metadata`. */
export const ownMetadata = z.strictObject({
  labels: z
    .record(labelKey(), labelValue())
    .default({})
    .describe(
      "Labels of every Kubernetes object and pod, such as `cost-center`. Those that fit Google's form are also labels of the cluster, its nodes and its image repository. Selectors never have them.",
    ),
  annotations: z
    .record(
      labelKey(),
      z
        .string()
        .max(1024)
        // The collector's chart reads values as templates.
        .refine((text) => !text.includes("{{"), "text without {{"),
    )
    .default({})
    .describe("Annotations of every Kubernetes object and pod, such as `example.com/owner`."),
});

/** The setting `imagePullSecrets`. */
export const imagePullSecrets = z
  .array(objectName())
  .max(10)
  .default([])
  .describe(
    "Secrets with which every pod's images are pulled. They are yours to create, in each of the stack's namespaces. With the secret setting `imagePullCredentials` the stack creates one itself (see docs/extending.md).",
  );
