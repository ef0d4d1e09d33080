/** Rules about which metrics and labels are stored. */
import { z } from "zod";
import { label } from "../scalars";
import { pattern } from "./patterns";

const metricRule = z.strictObject({
  namespaces: z
    .array(label("A namespace.", 63))
    .default([])
    .describe(
      "Namespaces of the pods whose metrics the rule is about. Default: all but those of the stack itself. No rule is about what the kubelets say.",
    ),
  drop: pattern("Names of metrics that are not stored.").optional(),
  keep: pattern("Names of the only metrics that are stored.").optional(),
  dropLabels: pattern(
    "Names of labels that are removed. Series that differ in these labels alone become one, with their sum. Summaries keep their labels.",
  ).optional(),
  metrics: pattern("Names of the metrics of which `dropLabels` removes labels. Default: all.").optional(),
});

/** The setting `agent.metricRules`. */
export const metricRules = z
  .array(metricRule)
  .max(100)
  .default([])
  .describe(
    "Which metrics and labels agents drop before they are written. Each rule has one of `drop`, `keep` and `dropLabels`; a metric has to pass all of them. `up` and `scrape_…` are always kept (see docs/extending.md).",
  );

export type MetricRule = z.output<typeof metricRule>;
