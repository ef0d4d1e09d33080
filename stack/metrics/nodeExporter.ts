/** The metrics of the nodes themselves. */
import type { ComponentResourceOptions } from "@pulumi/pulumi";
import { NodeExporter } from "../../components/metrics/NodeExporter";
import { stackNames } from "../../contract/names";
import type { StackInput } from "../../settings/load/load";
import { nodeExporterManifests } from "../../workloads/nodeExporter";

export function deployNodeExporter({ settings }: StackInput, options: ComponentResourceOptions): void {
  const { nodeExporter } = settings;
  const { nodeExporter: nodeExporterPlacement } = stackNames(settings.namespaces).placements;
  if (!nodeExporter.enabled) return;
  new NodeExporter("node-exporter", { manifests: nodeExporterManifests(nodeExporter, nodeExporterPlacement) }, options);
}
