/** Links from alerts to the dashboards that show what they are about. */
import { DASHBOARDS, type DashboardName, dashboardPath } from "./links";
import { CHOICES, type Choice } from "./variables";

/** The dashboard of the alerts of a rule file. */
const OF_FILES: Readonly<Record<string, DashboardName>> = {
  "agent-alerts": "agents",
  "write-path-alerts": "write-path",
  "node-alerts": "node",
  "prometheus-alerts": "write-path",
  "log-alerts": "logs",
  "trace-alerts": "traces",
  "readiness-alerts": "agents",
  "monitor-alerts": "coverage",
  "exporter-alerts": "agents",
};

/** Alerts that another one shows better. */
const OF_ALERTS: Readonly<Record<string, DashboardName>> = {
  TargetDown: "coverage",
  TargetOverLimit: "coverage",
  NamespaceSeriesCut: "coverage",
  PrometheusSeriesGrowth: "cost",
};

/** Chooses the alert's own value, if it has the label: an empty value would choose nothing. */
const choice = ({ name, label }: Choice): string => `{{ with $labels.${label} }}&var-${name}={{ . }}{{ end }}`;

/**
 * The address of an alert's dashboard, as a template that Prometheus fills in. What no dashboard shows better leads to
 * the home page.
 *
 * @param file name of its rule file, without `.yaml`
 * @param grafanaUrl address of Grafana without a slash at its end; empty: the path alone
 */
export function dashboardLink(alert: string, file: string, grafanaUrl: string): string {
  const name = OF_ALERTS[alert] ?? OF_FILES[file] ?? "home";
  return `${grafanaUrl}${dashboardPath(name)}?orgId=1${CHOICES[DASHBOARDS[name]].map(choice).join("")}`;
}
