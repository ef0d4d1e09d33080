/** What every scrape job of an agent has: limits, and nothing of the target's choice. */
import type { AgentSizing } from "../../../settings/sizing/agent";
import type { JsonObject } from "../../common/model";

/** Labels of one sample, whether it is scraped or comes by OTLP. */
export const LABEL_LIMITS = { count: 64, nameBytes: 256, valueBytes: 2048 } as const;

/** A scrape job with limits per target: the scrape of a target above them fails before its samples use the agent's memory. */
export function limitedJob(name: string, sizing: Pick<AgentSizing, "sampleLimit" | "bodySizeLimitMB">): JsonObject {
  return {
    job_name: name,
    // A target's own timestamps may be too old for the store, which may then reject the whole request.
    honor_timestamps: false,
    honor_labels: false,
    // A target could answer with a redirect to any address that policies open to agents alone: the agent would ask
    // there in the target's place, and store the answer as the target's.
    follow_redirects: false,
    sample_limit: sizing.sampleLimit,
    body_size_limit: `${sizing.bodySizeLimitMB}MB`,
    label_limit: LABEL_LIMITS.count,
    label_name_length_limit: LABEL_LIMITS.nameBytes,
    label_value_length_limit: LABEL_LIMITS.valueBytes,
    // Scrapes of exporters that send no Content-Type, or a wrong one, would fail.
    fallback_scrape_protocol: "PrometheusText0.0.4",
  };
}
