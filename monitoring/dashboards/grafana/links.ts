/** Addresses of the stack's dashboards, with what is chosen in them. */
import type { Choices } from "./variables";

/** Tag of all dashboards, by which they link to each other, and beginning of their uids. */
export const TAG = "gke-telemetry";

/** The dashboards by name, which is part of an address and of a file and must never change, and what is chosen in each. */
export const DASHBOARDS = {
  home: "clusters",
  agents: "nodes",
  "write-path": "nodes",
  coverage: "nodes",
  cost: "nodes",
  nodes: "nodes",
  node: "oneNode",
  workloads: "nodes",
  pod: "onePod",
  logs: "nodes",
  traces: "nodes",
} as const satisfies Readonly<Record<string, Choices>>;

export type DashboardName = keyof typeof DASHBOARDS;

export function dashboardUid(name: DashboardName): string {
  return `${TAG}-${name}`;
}

/** Path of a dashboard, without the address of Grafana. */
export function dashboardPath(name: DashboardName): string {
  return `/d/${dashboardUid(name)}`;
}

/** What a link of a table hands on: the chosen data source, cluster and environment, and the time. */
const HANDED_ON = ["datasource", "cluster", "environment"].map((variable) => `\${${variable}:queryparam}`);
const TIME = "${__url_time_range}";

/**
 * A link of a table to another dashboard.
 *
 * @param variables heads of the columns, by the variable that takes the row's value
 */
export function rowLink(name: DashboardName, variables: Readonly<Record<string, string>>): string {
  const chosen = Object.entries(variables).map(([variable, head]) => `var-${variable}=\${__data.fields.${head}}`);
  return `${dashboardPath(name)}?${[...chosen, ...HANDED_ON, TIME].join("&")}`;
}
