/** Puts panels in their places and makes a dashboard of them. */
import { type DashboardName, DASHBOARDS, dashboardUid, TAG } from "./links";
import type { Annotation, Dashboard, PanelSpec, PlacedPanel, PlacedRow, RowSpec } from "./model";
import { templating } from "./variables";

const COLUMNS = 24;
/** Panels of row 2 have the ids 201, 202, …, so that a new panel does not change the ids in other rows. */
const IDS_PER_ROW = 100;
/** Newest version of the format that Grafana 12.0 writes; later ones read it. */
const SCHEMA_VERSION = 41;

interface Cursor {
  readonly x: number;
  readonly y: number;
  /** Height of the tallest panel of the line so far. */
  readonly lineHeight: number;
}

function next(cursor: Cursor, panel: PanelSpec): Cursor {
  return cursor.x + panel.width > COLUMNS ? { x: 0, y: cursor.y + cursor.lineHeight, lineHeight: 0 } : cursor;
}

function placeRow(
  row: RowSpec,
  position: number,
  top: number,
): { panels: (PlacedPanel | PlacedRow)[]; bottom: number } {
  const id = (position + 1) * IDS_PER_ROW;
  const head: PlacedRow = {
    id,
    type: "row",
    title: row.title,
    collapsed: false,
    gridPos: { x: 0, y: top, w: COLUMNS, h: 1 },
    panels: [],
  };
  let cursor: Cursor = { x: 0, y: top + 1, lineHeight: 0 };
  const placed = row.panels.map((panel, index): PlacedPanel => {
    const { x, y, lineHeight } = next(cursor, panel);
    cursor = { x: x + panel.width, y, lineHeight: Math.max(lineHeight, panel.height) };
    return { id: id + index + 1, gridPos: { x, y, w: panel.width, h: panel.height }, ...panel.body };
  });
  return { panels: [head, ...placed], bottom: cursor.y + cursor.lineHeight };
}

function place(rows: readonly RowSpec[]): (PlacedPanel | PlacedRow)[] {
  let top = 0;
  return rows.flatMap((row, position) => {
    const { panels, bottom } = placeRow(row, position, top);
    top = bottom;
    return panels;
  });
}

export interface DashboardSpec {
  readonly name: DashboardName;
  readonly title: string;
  readonly description: string;
  /** Events that are drawn into its graphs. Default: none. */
  readonly annotations?: readonly Annotation[];
  /** How often it asks again. Default: `30s`; less often where its queries are costly. */
  readonly refresh?: string;
  readonly rows: readonly RowSpec[];
}

/** The dashboard as Grafana reads it. */
export function dashboard(spec: DashboardSpec): Dashboard {
  const { name, title, description, annotations = [], refresh = "30s", rows } = spec;
  const uid = dashboardUid(name);
  return {
    uid,
    title,
    fileName: `${name}.json`,
    json: {
      uid,
      title,
      description,
      tags: [TAG],
      schemaVersion: SCHEMA_VERSION,
      version: 1,
      editable: false,
      graphTooltip: 1,
      timezone: "browser",
      time: { from: "now-1h", to: "now" },
      refresh,
      annotations: { list: annotations },
      links: [
        {
          type: "dashboards",
          title: "Telemetry",
          tags: [TAG],
          icon: "dashboard",
          tooltip: "Dashboards of the stack",
          asDropdown: true,
          includeVars: true,
          keepTime: true,
          targetBlank: false,
        },
      ],
      templating: templating(DASHBOARDS[name]),
      panels: place(rows),
    },
  };
}
