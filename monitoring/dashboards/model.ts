/** The parts of Grafana's dashboard format that our dashboards use. */
import type { Dashboard as GrafanaDashboard } from "../../contract/dashboard";

/** One query of a panel. */
export interface Query {
  readonly expression: string;
  /** Legend, with labels in double braces. */
  readonly legend: string;
}

export interface PanelOptions {
  readonly title: string;
  /** What is shown, and what to make of it; Grafana shows it at the panel's (i). */
  readonly description: string;
  /** Unit by Grafana's name for it. */
  readonly unit: string;
  /** Columns of the 24 of a row. */
  readonly width: number;
}

/** Grafana's JSON of a panel, without place and id. */
export interface PanelBody {
  readonly type: string;
  readonly title: string;
  readonly targets: readonly Target[];
  readonly [key: string]: unknown;
}

export interface Target {
  readonly refId: string;
  readonly expr: string;
  readonly [key: string]: unknown;
}

/** A panel that has no place yet. */
export interface PanelSpec {
  readonly width: number;
  readonly height: number;
  readonly body: PanelBody;
}

/** A titled row of a dashboard; panels wrap where the 24 columns are full. */
export interface RowSpec {
  readonly title: string;
  readonly panels: readonly PanelSpec[];
}

export interface GridPosition {
  readonly x: number;
  readonly y: number;
  readonly w: number;
  readonly h: number;
}

export interface PlacedPanel {
  readonly id: number;
  readonly type: string;
  readonly title: string;
  readonly gridPos: GridPosition;
  readonly targets?: readonly Target[];
  readonly [key: string]: unknown;
}

/** A dashboard as Grafana reads it from a file. */
export interface DashboardJson {
  readonly uid: string;
  readonly title: string;
  readonly panels: readonly PlacedPanel[];
  readonly [key: string]: unknown;
}

/** A dashboard of the stack. */
export type Dashboard = GrafanaDashboard<DashboardJson>;
