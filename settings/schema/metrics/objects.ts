/** The settings of the metrics of Kubernetes objects. */
import { z } from "zod";
import { integer } from "../scalars";

/** The section `objects`. */
export const objects = z.strictObject({
  enabled: z
    .boolean()
    .default(true)
    .describe(
      "Run kube-state-metrics: restarts, phases and limits of pods, replicas of workloads, conditions of nodes. On by default, because nothing else knows how things should be, and which node has no agent.",
    ),
  shards: integer(
    "Replicas of kube-state-metrics, each with a share of the objects. Default: by the most nodes of the cluster and the agents' profile, for 50 pods on a node.",
    1,
    100,
  ).optional(),
});
