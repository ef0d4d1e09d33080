/** A dashboard, as `monitoring/` defines it and `workloads/grafana/` provisions it. */
export interface Dashboard<Json = unknown> {
  /** Grafana's uid of the dashboard, part of its URL and of the ConfigMap's name. It must never change. */
  readonly uid: string;
  readonly title: string;
  /** Name of the file from which Grafana provisions it. */
  readonly fileName: string;
  /** The dashboard as Grafana's JSON model. */
  readonly json: Json;
}

/** File of the dashboard that is Grafana's home page. */
export const HOME_DASHBOARD_FILE = "home.json";
