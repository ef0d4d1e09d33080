/** Builders of the kinds of panel. They fix everything that should look alike on all dashboards. */
import { rowLink, type DashboardName, TAG } from "./links";
import type { PanelOptions, PanelSpec, Query, Target } from "./model";
import { DATASOURCE } from "./variables";

const HEIGHTS = { stat: 4, timeseries: 8, table: 9 } as const;

/** Lines of a graph of which there is one for each node or pod: more cannot be told apart. */
export const MOST_LINES = 20;

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

/** The value from which on it is bad. */
interface Threshold {
  /** Default: none is bad. */
  readonly badFrom?: number | undefined;
}

const steps = (good: string, badFrom: number | undefined) => [
  { color: good, value: null },
  ...(badFrom === undefined ? [] : [{ color: "red", value: badFrom }]),
];

export interface TimeseriesOptions extends PanelOptions, Threshold {
  /** Upper end of the axis, for shares; else as the data need. */
  readonly maximum?: number;
  /** Areas on top of each other, for parts of a whole. */
  readonly stacked?: boolean;
  /** Only the highest lines of each query. Default: all. */
  readonly most?: number;
}

/** A graph over time, from 0 up. */
export function timeseries(options: TimeseriesOptions, queries: readonly Query[]): PanelSpec {
  const { maximum, most, badFrom } = options;
  const stacking = (options.stacked ?? false) ? ({ mode: "normal", group: "A" } as const) : ({ mode: "none" } as const);
  const highest = ({ expression, legend }: Query): Query =>
    most === undefined ? { expression, legend } : { expression: `topk(${most}, ${expression})`, legend };
  return {
    width: options.width,
    height: HEIGHTS.timeseries,
    body: {
      type: "timeseries",
      ...common(options),
      ...(most !== undefined && { description: `${options.description} The ${most} highest.` }),
      fieldConfig: {
        defaults: {
          unit: options.unit,
          min: 0,
          ...(maximum !== undefined && { max: maximum }),
          color: { mode: "palette-classic" },
          ...(badFrom !== undefined && { thresholds: { mode: "absolute", steps: steps("transparent", badFrom) } }),
          custom: {
            ...{ lineWidth: 1, fillOpacity: 10, showPoints: "never", spanNulls: false, stacking },
            ...(badFrom !== undefined && { thresholdsStyle: { mode: "dashed" } }),
          },
        },
        overrides: [],
      },
      options: {
        legend: { showLegend: true, displayMode: "list", placement: "bottom", calcs: [] },
        tooltip: { mode: "multi", sort: "desc" },
      },
      targets: queries.map((query, position) => target(highest(query), position, "range")),
    },
  };
}

export interface StatOptions extends PanelOptions, Threshold {}

/** One number: the newest value, with a sparkline. It is red from a threshold on, and green below. */
export function stat(options: StatOptions, expression: string): PanelSpec {
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
          thresholds: {
            mode: "absolute",
            steps: steps(options.badFrom === undefined ? "text" : "green", options.badFrom),
          },
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

export interface TableOptions extends PanelOptions, Threshold {
  /** Heads of the columns, by label; the value's column comes last. */
  readonly columns: Readonly<Record<string, string>>;
  readonly valueColumn: string;
  /** Links of the cells of a column to a dashboard, by head: heads of the columns by the variables that take their values. */
  readonly links?: Readonly<
    Record<string, { readonly to: DashboardName; readonly variables: Readonly<Record<string, string>> }>
  >;
  /** What it means that there is nothing to show. Default: there always is something. */
  readonly empty?: string;
}

/** A table of the query's present result, the largest value first. */
export function table(options: TableOptions, expression: string): PanelSpec {
  const { columns, valueColumn, links = {}, badFrom, empty } = options;
  const labels = Object.keys(columns);
  const order = Object.fromEntries([...labels, "Value"].map((name, position) => [name, position]));
  const linked = Object.entries(links).map(([head, { to, variables }]) => ({
    matcher: { id: "byName", options: head },
    properties: [{ id: "links", value: [{ title: `Dashboard of the ${to}`, url: rowLink(to, variables) }] }],
  }));
  const coloured = {
    matcher: { id: "byName", options: valueColumn },
    properties: [
      { id: "thresholds", value: { mode: "absolute", steps: steps("text", badFrom) } },
      { id: "custom.cellOptions", value: { type: "color-text" } },
    ],
  };
  return {
    width: options.width,
    height: HEIGHTS.table,
    body: {
      type: "table",
      ...common(options),
      fieldConfig: {
        defaults: {
          unit: options.unit,
          ...(empty !== undefined && { noValue: empty }),
          custom: { align: "auto", filterable: true },
        },
        overrides: [...linked, ...(badFrom === undefined ? [] : [coloured])],
      },
      options: {
        showHeader: true,
        cellHeight: "sm",
        sortBy: [{ displayName: valueColumn, desc: true }],
      },
      transformations: [
        {
          id: "organize",
          options: {
            excludeByName: { Time: true },
            indexByName: order,
            renameByName: { ...columns, Value: valueColumn },
          },
        },
      ],
      targets: [target({ expression, legend: "" }, 0, "table")],
    },
  };
}

/** Links to all dashboards of the stack. */
export function dashboardList(options: Pick<PanelOptions, "title" | "description" | "width">): PanelSpec {
  return {
    width: options.width,
    height: HEIGHTS.table,
    body: {
      type: "dashlist",
      title: options.title,
      description: options.description,
      options: {
        ...{ showSearch: true, showStarred: false, showRecentlyViewed: false, showHeadings: false },
        ...{ showFolderNames: false, keepTime: true, includeVars: true, maxItems: 30, query: "", tags: [TAG] },
      },
    },
  };
}
