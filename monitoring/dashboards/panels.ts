/** Builders of the three kinds of panel. They fix everything that should look alike on all dashboards. */
import { DATA_SOURCE_UID } from "../../contract/series";
import type { PanelOptions, PanelSpec, Query, Target } from "./model";

/** The data source that the stack's Grafana is provisioned with. */
export const DATASOURCE = { type: "prometheus", uid: DATA_SOURCE_UID } as const;

const HEIGHTS = { stat: 4, timeseries: 8, table: 9 } as const;

function target(query: Query, position: number, kind: "range" | "instant" | "table"): Target {
  return {
    refId: String.fromCharCode("A".charCodeAt(0) + position),
    datasource: DATASOURCE,
    editorMode: "code",
    expr: query.expression,
    legendFormat: query.legend,
    range: kind === "range",
    instant: kind !== "range",
    format: kind === "table" ? "table" : "time_series",
  };
}

function common(options: PanelOptions): { title: string; description: string; datasource: typeof DATASOURCE } {
  return { title: options.title, description: options.description, datasource: DATASOURCE };
}

export interface TimeseriesOptions extends PanelOptions {
  /** Upper end of the axis, for shares; else as the data need. */
  readonly maximum?: number;
  /** Areas on top of each other, for parts of a whole. */
  readonly stacked?: boolean;
}

/** A graph over time, from 0 up. */
export function timeseries(options: TimeseriesOptions, queries: readonly Query[]): PanelSpec {
  const stacking = (options.stacked ?? false) ? { mode: "normal", group: "A" } : { mode: "none" };
  const maximum = options.maximum === undefined ? {} : { max: options.maximum };
  return {
    width: options.width,
    height: HEIGHTS.timeseries,
    body: {
      type: "timeseries",
      ...common(options),
      fieldConfig: {
        defaults: {
          unit: options.unit,
          min: 0,
          ...maximum,
          color: { mode: "palette-classic" },
          custom: { lineWidth: 1, fillOpacity: 10, showPoints: "never", spanNulls: false, stacking },
        },
        overrides: [],
      },
      options: {
        legend: { showLegend: true, displayMode: "list", placement: "bottom", calcs: [] },
        tooltip: { mode: "multi", sort: "desc" },
      },
      targets: queries.map((query, position) => target(query, position, "range")),
    },
  };
}

export interface StatOptions extends PanelOptions {
  /** The value from which on the number is red. Default: no colour. */
  readonly badFrom?: number;
}

/** One number: the newest value, with a sparkline. */
export function stat(options: StatOptions, expression: string): PanelSpec {
  const good = { color: options.badFrom === undefined ? "text" : "green", value: null };
  const bad = options.badFrom === undefined ? [] : [{ color: "red", value: options.badFrom }];
  return {
    width: options.width,
    height: HEIGHTS.stat,
    body: {
      type: "stat",
      ...common(options),
      fieldConfig: {
        defaults: {
          unit: options.unit,
          color: { mode: "thresholds" },
          thresholds: { mode: "absolute", steps: [good, ...bad] },
        },
        overrides: [],
      },
      options: {
        reduceOptions: { calcs: ["lastNotNull"], fields: "", values: false },
        colorMode: "value",
        graphMode: "area",
        justifyMode: "auto",
        textMode: "value",
      },
      targets: [target({ expression, legend: options.title }, 0, "range")],
    },
  };
}

export interface TableOptions extends PanelOptions {
  /** Heads of the columns, by label; the value's column comes last. */
  readonly columns: Readonly<Record<string, string>>;
  readonly valueColumn: string;
}

/** A table of the query's present result, the largest value first. */
export function table(options: TableOptions, expression: string): PanelSpec {
  const labels = Object.keys(options.columns);
  const order = Object.fromEntries([...labels, "Value"].map((name, position) => [name, position]));
  return {
    width: options.width,
    height: HEIGHTS.table,
    body: {
      type: "table",
      ...common(options),
      fieldConfig: { defaults: { unit: options.unit, custom: { align: "auto", filterable: true } }, overrides: [] },
      options: {
        showHeader: true,
        cellHeight: "sm",
        sortBy: [{ displayName: options.valueColumn, desc: true }],
      },
      transformations: [
        {
          id: "organize",
          options: {
            excludeByName: { Time: true },
            indexByName: order,
            renameByName: { ...options.columns, Value: options.valueColumn },
          },
        },
      ],
      targets: [target({ expression, legend: "" }, 0, "table")],
    },
  };
}
