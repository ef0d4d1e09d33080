/**
 * The parts of Grafana's dashboard format that our dashboards use, by the types of Grafana's own SDK. They are types
 * alone: loading the SDK's builders would take a tenth of the time of a plan.
 */
import type * as grafana from "@grafana/grafana-foundation-sdk/dashboard";
import type { Options as DashboardListOptions } from "@grafana/grafana-foundation-sdk/dashboardlist";
import type { Dataquery } from "@grafana/grafana-foundation-sdk/prometheus";
import type { Options as StatOptions } from "@grafana/grafana-foundation-sdk/stat";
import type { FieldConfig as TableField, Options as TableOptions } from "@grafana/grafana-foundation-sdk/table";
import type { FieldConfig as GraphField, Options as GraphOptions } from "@grafana/grafana-foundation-sdk/timeseries";
import type { Dashboard as AnyDashboard } from "../../../contract/dashboard";

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

type IsAny<T> = 0 extends 1 & T ? true : false;

type ValueOf<Text> = Text extends `${infer Value extends number}` ? Value : never;

/** What a type of the SDK is in JSON: enumerations are their values, and the marks of its builders are not there. */
export type Json<T> =
  IsAny<T> extends true
    ? unknown
    : T extends string
      ? `${T}`
      : T extends number
        ? ValueOf<`${T}`>
        : T extends readonly (infer Item)[]
          ? readonly Json<Item>[]
          : T extends object
            ? { readonly [Key in keyof T as T[Key] extends () => void ? never : Key]: Json<T[Key]> }
            : T;

/** A query as Grafana stores it. */
export type Target = Json<Dataquery> & { readonly refId: string };

type Field<Custom> = Json<Omit<grafana.FieldConfig, "custom">> & { readonly custom?: Partial<Json<Custom>> };

/** A panel of one kind. What its options leave out has Grafana's defaults. */
type Body<Type extends string, Options, Custom> = Json<
  Omit<grafana.Panel, "type" | "title" | "targets" | "options" | "fieldConfig" | "gridPos" | "id">
> & {
  readonly type: Type;
  readonly title: string;
  readonly targets?: readonly Target[];
  readonly options: Partial<Json<Options>>;
  readonly fieldConfig?: {
    readonly defaults: Field<Custom>;
    readonly overrides: Json<grafana.FieldConfigSource["overrides"]>;
  };
};

/** Grafana's JSON of a panel, without place and id. */
export type PanelBody =
  | Body<"timeseries", GraphOptions, GraphField>
  | Body<"stat", StatOptions, never>
  | Body<"table", TableOptions, TableField>
  | Body<"dashlist", DashboardListOptions, never>;

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

export type GridPosition = Json<grafana.GridPos>;

interface Placed {
  readonly id: number;
  readonly gridPos: GridPosition;
}

export type PlacedRow = Json<Omit<grafana.RowPanel, "panels">> &
  Placed & { readonly title: string; readonly panels: readonly [] };
export type PlacedPanel = PanelBody & Placed;

export type Variable = Json<grafana.VariableModel>;
export type Annotation = Json<Omit<grafana.AnnotationQuery, "target">> & { readonly expr: string };

// eslint-disable-next-line @typescript-eslint/no-deprecated -- the form that Grafana 12 reads from files without a toggle
type Classic = grafana.Dashboard;

/** A dashboard as Grafana reads it from a file. */
export type DashboardJson = Json<Omit<Classic, "panels" | "annotations" | "templating">> & {
  readonly uid: string;
  readonly title: string;
  readonly panels: readonly (PlacedPanel | PlacedRow)[];
  readonly annotations: { readonly list: readonly Annotation[] };
  readonly templating: { readonly list: readonly Variable[] };
};

/** A dashboard of the stack. */
export type Dashboard = AnyDashboard<DashboardJson>;
