/** The queries of a dashboard as a person sees them run: with every template variable replaced. */
import type { Dashboard, PlacedPanel } from "../../monitoring/dashboards/grafana/model";

export interface PanelQuery {
  readonly dashboard: string;
  readonly panel: string;
  readonly refId: string;
  /** Whether the panel says what it means that there is nothing to show. */
  readonly mayBeEmpty: boolean;
  readonly expression: string;
}

/** What is chosen in a dashboard, by variable. Default: everything. */
export type Chosen = Readonly<Partial<Record<"cluster" | "environment" | "node" | "namespace" | "pod", string>>>;

/** The expression with the variables replaced, as Grafana does before it asks. */
export function asked(expression: string, chosen: Chosen = {}): string {
  return expression
    .replaceAll("$__rate_interval", "5m")
    .replaceAll(/\$(cluster|environment|node|namespace|pod)\b/g, (_, name: keyof Chosen) => chosen[name] ?? ".*");
}

/** The panels of a dashboard, without the heads of its rows. */
export function panelsOf({ json }: Dashboard): readonly PlacedPanel[] {
  return json.panels.filter((panel): panel is PlacedPanel => panel.type !== "row");
}

/** Every query of every panel, ready to be sent to Prometheus. */
export function panelQueries(dashboard: Dashboard, chosen: Chosen = {}): PanelQuery[] {
  return panelsOf(dashboard).flatMap((panel) =>
    (panel.targets ?? []).map((target) => ({
      dashboard: dashboard.title,
      panel: panel.title,
      refId: target.refId,
      mayBeEmpty: panel.fieldConfig?.defaults.noValue !== undefined,
      expression: asked(target.expr, chosen),
    })),
  );
}
