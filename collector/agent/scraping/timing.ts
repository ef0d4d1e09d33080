/** Interval and timeout that annotations ask for. */
import type { AgentSettings } from "../../../settings/schema/settings";
import { DURATION, durationsUpTo, intervalsWithFittingTimeout } from "../durationPatterns";
import type { AnnotationLabel, RelabelRule } from "./model";

/**
 * Prometheus drops a target with an invalid duration, or with a timeout that is longer than its interval. Therefore the
 * stack's value applies if an annotation is invalid, and an interval that is shorter than the stack's timeout also
 * becomes the timeout.
 * An interval below the shortest that the settings allow becomes that: one pod scraped each second would cost as much
 * as thirty.
 */
export function timing(agent: AgentSettings, annotated: AnnotationLabel): RelabelRule[] {
  const fits = "__tmp_timeout_fits";
  const shortest = agent.shortestIntervalSeconds ?? agent.scrapeIntervalSeconds;
  return [
    {
      source_labels: [annotated("interval")],
      regex: `(${DURATION})`,
      target_label: "__scrape_interval__",
      replacement: "$$1",
    },
    ...(shortest > 1
      ? [
          {
            source_labels: ["__scrape_interval__"],
            regex: durationsUpTo(shortest - 1),
            target_label: "__scrape_interval__",
            replacement: `${shortest}s`,
          },
        ]
      : []),
    {
      source_labels: ["__scrape_interval__"],
      regex: `(${durationsUpTo(agent.scrapeTimeoutSeconds)})`,
      target_label: "__scrape_timeout__",
      replacement: "$$1",
    },
    {
      source_labels: ["__scrape_interval__", annotated("timeout")],
      regex: intervalsWithFittingTimeout(),
      target_label: fits,
      replacement: "fits",
    },
    {
      source_labels: [fits, annotated("timeout")],
      regex: "fits;(.+)",
      target_label: "__scrape_timeout__",
      replacement: "$$1",
    },
  ];
}
