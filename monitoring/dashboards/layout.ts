/** Puts panels in their places and makes a dashboard of them. */
import type { Dashboard, PanelSpec, PlacedPanel, RowSpec } from "./model";
import { templating } from "./variables";

const COLUMNS = 24;
/** Panels of row 2 have the ids 201, 202, …, so that a new panel does not change the ids in other rows. */
const IDS_PER_ROW = 100;
/** Tag of all dashboards, by which they link to each other. */
const TAG = "gke-telemetry";
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

function placeRow(row: RowSpec, position: number, top: number): { panels: PlacedPanel[]; bottom: number } {
  const id = (position + 1) * IDS_PER_ROW;
  const head: PlacedPanel = {
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

function place(rows: readonly RowSpec[]): PlacedPanel[] {
  let top = 0;
  return rows.flatMap((row, position) => {
    const { panels, bottom } = placeRow(row, position, top);
    top = bottom;
    return panels;
  });
}

/** A dashboard of rows. `name` is part of its address and its file: never change it. */
export function dashboard(name: string, title: string, description: string, rows: readonly RowSpec[]): Dashboard {
  const uid = `${TAG}-${name}`;
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
      refresh: "30s",
      annotations: { list: [] },
      links: [
        {
          type: "dashboards",
          title: "Telemetry",
          tags: [TAG],
          asDropdown: false,
          includeVars: true,
          keepTime: true,
          targetBlank: false,
        },
      ],
      templating: templating(),
      panels: place(rows),
    },
  };
}
