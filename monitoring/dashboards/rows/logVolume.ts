/** How much the pods of each namespace log. */
import { COMPONENTS } from "../../../contract/collector/components";
import { LOGS } from "../../logMetrics";
import { LABELS } from "../../metrics";
import { LOG_AGENTS } from "../../ownParts";
import { aggregate, is, rate, series } from "../../promql";
import type { PanelSpec } from "../grafana/model";
import { MOST_LINES, timeseries } from "../grafana/panels";
import { CHOSEN_NODES, RATE_WINDOW } from "../grafana/variables";

export const OWN_IMAGE = "Only the project's image counts them.";

/** What is sent, as the last processor counts it. */
export const SENT = is(LABELS.processor, COMPONENTS.logCounter);

function byNamespace(title: string, unit: string, description: string, metric: string): PanelSpec {
  const sent = rate(series(metric, LOG_AGENTS, ...CHOSEN_NODES, SENT), RATE_WINDOW);
  return timeseries({ title, unit, description: `${description} ${OWN_IMAGE}`, width: 12, most: MOST_LINES }, [
    { expression: aggregate("sum", [LABELS.value], sent), legend: `{{${LABELS.value}}}` },
  ]);
}

export const logVolume: readonly PanelSpec[] = [
  byNamespace("Lines by namespace", "cps", "Lines per second on their way to the store.", LOGS.passed),
  byNamespace(
    "Text by namespace",
    "Bps",
    "Bytes per second of these lines. The store's disk grows with about a tenth of them.",
    LOGS.passedBytes,
  ),
];
