/** The settings of node exporter. */
import { z } from "zod";
import { nodeSelector, objectName } from "../scalars";

/** The section `nodeExporter`. */
export const nodeExporter = z.strictObject({
  enabled: z.boolean().default(true).describe("Run node exporter on every node."),
  hostNetwork: z
    .boolean()
    .default(false)
    .describe("Run it in the node's network namespace, which the network collectors need."),
  nodeSelector: nodeSelector("Run it only on nodes with these labels, besides `kubernetes.io/os: linux`."),
  priorityClassName: objectName()
    .optional()
    .describe("Existing PriorityClass of its pods. Default: one of its own, with value 1,000,000."),
});

export type NodeExporterSettings = z.output<typeof nodeExporter>;
