/** Processors of one's own in the pipelines of a signal. */
import { z } from "zod";
import { label } from "../scalars";

/**
 * Kinds that both images contain, each of which works on one item at a time. Those that gather, sample or look up would
 * take data that is in no queue yet, or say whose it is.
 */
const KINDS = ["attributes", "filter", "resource", "transform"] as const;

const processor = z.strictObject({
  name: label("Name of the processor. Its id in the collector is `KIND/own_NAME`.", 40),
  kind: z.enum(KINDS).describe("Kind of the processor, as OpenTelemetry's documentation names it."),
  config: z
    .record(z.string(), z.unknown())
    .describe(
      "Its configuration, as the collector reads it; a `$` is written `$$`. `error_mode` of `filter` and `transform` is `ignore` by default.",
    ),
});

const list = (meaning: string) => z.array(processor).max(20).default([]).describe(meaning);

/** The section `processors`. */
export const processors = z.strictObject({
  metrics: list(
    "Of samples, on the agents: after the pod's attributes and `agent.metricRules`, before they are written.",
  ),
  traces: list("Of spans, on the gateway: before they are counted and sampled."),
  logs: list("Of log lines, on the log agents: before `logs.redact`. Kubernetes events do not pass them."),
});

export type Processor = z.output<typeof processor>;
