/** What an agent itself counts as lost, beside what is missing in its store. */
import { COMPONENTS } from "../../../contract/collector/components";
import type { VariantName } from "../plan/plannedVariant";
import type { Variant } from "../variant";

/** Counters of loss, as the collector exposes them, and the exporters that have them. */
const OWN = {
  counters: ["dropped_samples", "refused_points"].map((name) => `otelcol_exporter_durable_remote_write_${name}_total`),
  exporters: [COMPONENTS.durableWriter],
};
const CONTRIB_COUNTERS = ["enqueue", "send"].map((step) => `otelcol_exporter_${step}_failed_metric_points_total`);

const COUNTED: Readonly<Record<VariantName, { counters: readonly string[]; exporters: readonly string[] }>> = {
  contrib: { counters: CONTRIB_COUNTERS, exporters: [COMPONENTS.scrapedWriter, COMPONENTS.otlpWriter] },
  memory: OWN,
  durable: OWN,
  chart: { counters: CONTRIB_COUNTERS, exporters: [COMPONENTS.writer] },
};

/** How many data points the agent says were lost, the scraped ones and its own: at the queue and behind it. */
async function countedBy({ name, agent }: Variant): Promise<number> {
  const { counters, exporters } = COUNTED[name];
  const series = counters.flatMap((counter) => exporters.map((exporter) => agent.sum(counter, { exporter })));
  return (await Promise.all(series)).reduce((sum, one) => sum + one, 0);
}

/** What the agent counted as lost, which is no less than what is missing. Throws where it is less. */
export async function reportedLoss(variant: Variant): Promise<string> {
  const [counted, { lost }] = [await countedBy(variant), await variant.account()];
  if (variant.name !== "chart" && counted < lost.length)
    throw new Error(`${lost.length} samples are missing, ${counted} counted`);
  return `counted ${counted}`;
}
