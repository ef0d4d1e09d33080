/** What becomes of a discovered target, by rules as the collector's configuration has them. */
import type { RelabelRule } from "../../collector/agent/scraping/model";
import { resolved } from "../../tools/live/scraping/job";
import { type Labels, relabel as relabelled } from "../../tools/live/scraping/relabel";

export type { Labels };

/** The labels after every rule, or undefined for a target that is dropped. */
export function relabel(rules: readonly RelabelRule[], labels: Labels, environment: Labels = {}): Labels | undefined {
  return relabelled(resolved(rules, environment) as RelabelRule[], labels).labels;
}
