/** What fires, and where to look further. */
import { firingAlerts } from "../../expressions";
import { LABELS } from "../../metrics";
import { aggregate } from "../../promql";
import type { RowSpec } from "../grafana/model";
import { dashboardList, table } from "../grafana/panels";

const ALERT_COLUMNS = {
  [LABELS.severity]: "Severity",
  [LABELS.alertName]: "Alert",
  [LABELS.cluster]: "Cluster",
  [LABELS.node]: "Node",
  [LABELS.namespace]: "Namespace",
  [LABELS.pod]: "Pod",
} as const;

export const alertsAndDashboards: RowSpec = {
  title: "Alerts and dashboards",
  panels: [
    table(
      {
        title: "Firing alerts",
        unit: "short",
        width: 16,
        description: "What fires, and where. Each alert has a runbook, and a dashboard that shows it.",
        columns: ALERT_COLUMNS,
        valueColumn: "Alerts",
        links: { Node: { to: "node", variables: { node: "Node" } } },
        empty: "No alert is firing",
      },
      aggregate("count", Object.keys(ALERT_COLUMNS), firingAlerts()),
    ),
    dashboardList({ title: "Dashboards", width: 8, description: "The dashboards of the stack." }),
  ],
};
