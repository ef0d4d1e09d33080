/** The settings of namespaces. */
import { z } from "zod";
import { label } from "./scalars";

const namespace = (description: string, name: string) => label(description, 63).default(name);

/** The section `namespaces`. */
export const namespaces = z.strictObject({
  agent: namespace("The agents.", "open-telemetry"),
  monitoring: namespace("Prometheus, Grafana and VictoriaLogs.", "monitoring"),
  nodeExporter: namespace("Node exporter.", "node-exporter"),
  kubeStateMetrics: namespace("kube-state-metrics.", "object-metrics"),
  tracing: namespace("Gateway, samplers and every team's Jaeger.", "tracing"),
  logs: namespace("Log agents.", "telemetry-logs"),
  scraper: namespace("The scraper of static targets (`scrapeJobs`).", "scraper"),
  demo: namespace("Demo applications.", "telemetry-demo"),
  existing: z
    .array(label("Name of a namespace.", 63))
    .default([])
    .describe(
      "Those of them that exist already and are shared with others. The stack then leaves their labels and what else runs there alone: it neither creates nor deletes them, and denies only its own pods' connections (see docs/security.md).",
    ),
});

export type NamespaceSettings = z.output<typeof namespaces>;
