/** Whose ServiceMonitors and PodMonitors agents read. */
import { z } from "zod";
import { label, labelKey, labelValue } from "../scalars";

/** The setting `agent.monitors`. */
export const monitors = z
  .strictObject({
    enabled: z
      .boolean()
      .default(false)
      .describe(
        "Also scrape the pods that ServiceMonitors and PodMonitors of the Prometheus operator select, each by the agent of its node (see docs/extending.md). Needs `collectorImage.distribution: gke-telemetry`. Every agent then watches these objects, and all Services and EndpointSlices of the cluster.",
      ),
    namespaces: z
      .array(label("A namespace.", 63))
      .default([])
      .describe("Namespaces whose ServiceMonitors and PodMonitors count. Default: all."),
    matchLabels: z
      .record(labelKey(), labelValue())
      .default({})
      .describe("Labels that they must have to count, such as `release: kube-prometheus-stack`. Default: none."),
    acrossNamespaces: z
      .array(label("A namespace.", 63))
      .default([])
      .describe(
        "Namespaces whose ServiceMonitors and PodMonitors may select pods of other namespaces. Whoever may write them there has the agents send GET requests to any pod. Default: none; they select pods of their own namespace, whatever their `namespaceSelector` says.",
      ),
  })
  .prefault({})
  .describe("ServiceMonitors and PodMonitors of other charts.");

export type MonitorsSettings = z.output<typeof monitors>;
