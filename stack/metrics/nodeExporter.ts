/** The metrics of the nodes themselves. */
import type { ComponentResourceOptions } from "@pulumi/pulumi";
import { NodeExporter } from "../../components/metrics/NodeExporter";
import type { StackInput } from "../../settings/load/load";
import { nodeExporterManifests } from "../../workloads/nodeExporter";

export function deployNodeExporter({ settings }: StackInput, options: ComponentResourceOptions): void {
  const { nodeExporter } = settings;
  if (!nodeExporter.enabled) return;
  new NodeExporter("node-exporter", { manifests: nodeExporterManifests(nodeExporter) }, options);
}
