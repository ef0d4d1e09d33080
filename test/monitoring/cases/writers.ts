/** What the agents' two exporters of samples count: the project's on node-a, contrib's on node-b. */
import { AGENT_A, AGENT_B, type Labels, sample } from "./model";

/** A metric of the project's exporter on node-a. */
export function durable(metric: string, more: Labels = {}): string {
  return sample(`otelcol_exporter_durable_remote_write_${metric}`, {
    ...AGENT_A,
    exporter: "durable_remote_write",
    ...more,
  });
}

/** A metric of contrib's exporter on node-b. */
export function contrib(metric: string, exporter = "prometheus_remote_write/scraped"): string {
  return sample(`otelcol_exporter_${metric}`, { ...AGENT_B, exporter });
}
