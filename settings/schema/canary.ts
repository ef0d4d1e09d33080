/** The settings of the agents' canary: nodes that get other settings first. */
import { z } from "zod";
import { collectorImage } from "./collectorImage";
import { labelKey, labelValue } from "./scalars";

/**
 * Settings of the agents that the canary may have in place of theirs. What others depend on is not among them: Services,
 * network policies, roles and the interval of the certificate are those of all agents.
 */
const OVERRIDES = [
  "profile",
  "memoryLimitMiB",
  "memoryLimiterMiB",
  "samplesPerSecond",
  "seriesPerNamespace",
  "samplesPerPod",
  "scrapeTimeoutSeconds",
  "nativeHistograms",
  "metricRules",
  "logLevel",
  "debugExporter",
] as const;

type Override<Schema extends z.ZodType> = z.ZodOptional<Schema extends z.ZodDefault<infer Inner> ? Inner : Schema>;

/** The setting without its default: what the canary does not set is as with the others. */
function override<Schema extends z.ZodType>(name: string, schema: Schema): Override<Schema> {
  const plain = schema instanceof z.ZodDefault ? schema.unwrap() : schema;
  return z.optional(plain).describe(`In place of \`agent.${name}\`.`) as Override<Schema>;
}

/** The setting `agent.canary`. @param shape the other settings of the section `agent` */
export function canary<Shape extends Record<(typeof OVERRIDES)[number], z.ZodType>>(shape: Shape) {
  const overrides = Object.fromEntries(OVERRIDES.map((name) => [name, override(name, shape[name])])) as unknown as {
    [Name in (typeof OVERRIDES)[number]]: Override<Shape[Name]>;
  };
  return z
    .strictObject({
      nodeSelector: z
        .record(labelKey(), labelValue())
        .refine((labels) => Object.keys(labels).length > 0, "at least one label")
        .describe("Nodes with all of these labels run the canary in place of the other agent."),
      collectorImage: collectorImage.optional().describe("In place of `collectorImage`, with the same distribution."),
      ...overrides,
    })
    .optional()
    .describe(
      "Nodes whose agents get a collector image or settings of their own first (see docs/canary.md). Without anything else than `nodeSelector`, their agents are like the others.",
    );
}
