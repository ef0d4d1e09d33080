/** A dashboard as monitoring makes it and Grafana serves it. */
export interface Dashboard<Json = unknown> {
  /** Grafana's identity of the dashboard, part of its address and of the ConfigMap's name: never changes. */
  readonly uid: string;
  readonly title: string;
  /** Name of the file from which Grafana provisions it. */
  readonly fileName: string;
  /** The dashboard as Grafana's JSON model. */
  readonly json: Json;
}
