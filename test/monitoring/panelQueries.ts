/** The queries of a dashboard as a person sees them run: with every template variable replaced. */
import type { Dashboard } from "../../monitoring/dashboards/model";

export interface PanelQuery {
  readonly dashboard: string;
  readonly panel: string;
  readonly refId: string;
  readonly expression: string;
}

/** What the variables stand for when everything is chosen. */
const REPLACEMENTS: readonly (readonly [variable: string, value: string])[] = [
  ["$__rate_interval", "5m"],
  ["$cluster", ".*"],
  ["$environment", ".*"],
  ["$node", ".*"],
];

/** Every query of every panel, ready to be sent to Prometheus. */
export function panelQueries(dashboard: Dashboard): PanelQuery[] {
  return dashboard.json.panels.flatMap((panel) =>
    (panel.targets ?? []).map((target) => ({
      dashboard: dashboard.title,
      panel: panel.title,
      refId: target.refId,
      expression: REPLACEMENTS.reduce(
        (expression, [variable, value]) => expression.replaceAll(variable, value),
        target.expr,
      ),
    })),
  );
}
