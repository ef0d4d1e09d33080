/** Template variables of the dashboards, and the scopes that they choose. */
import type { Scope } from "../expressions";
import { LABELS, NODE_LABELS, SCRAPE } from "../metrics";
import { type Matcher, matches, series } from "../promql";
import { DATASOURCE } from "./panels";

interface Variable {
  readonly name: string;
  readonly title: string;
  readonly label: string;
}

const VARIABLES: readonly Variable[] = [
  { name: "cluster", title: "Cluster", label: LABELS.cluster },
  { name: "environment", title: "Environment", label: LABELS.environment },
  { name: "node", title: "Node", label: LABELS.node },
];

/** The window of a rate, which Grafana chooses by the time range and the scrape interval. */
export const RATE_WINDOW = "$__rate_interval";

const chosen = (variables: readonly Variable[]): Matcher[] =>
  variables.map(({ name, label }) => matches(label, `$${name}`));

/** What belongs to the chosen clusters, wherever it runs. */
export const CHOSEN_CLUSTERS: readonly Matcher[] = chosen(VARIABLES.filter(({ name }) => name !== "node"));
/** What belongs to the chosen nodes. */
export const CHOSEN_NODES: readonly Matcher[] = chosen(VARIABLES);

/** The chosen nodes, each by itself. */
export const BY_NODE: Scope = { matchers: CHOSEN_NODES, window: RATE_WINDOW, labels: NODE_LABELS };
/** The chosen nodes together. */
export const ALL_NODES: Scope = { matchers: CHOSEN_NODES, window: RATE_WINDOW, labels: [] };

/** Grafana's JSON of the variables; each offers only what fits the ones before it. */
export function templating(): { readonly list: readonly Record<string, unknown>[] } {
  return {
    list: VARIABLES.map(({ name, title, label }, position) => {
      const query = `label_values(${series(SCRAPE.up, ...chosen(VARIABLES.slice(0, position)))}, ${label})`;
      return {
        name,
        label: title,
        type: "query",
        datasource: DATASOURCE,
        definition: query,
        query: { query, refId: `variable-${name}` },
        refresh: 2,
        sort: 1,
        multi: true,
        includeAll: true,
        allValue: ".*",
        current: { selected: true, text: ["All"], value: ["$__all"] },
      };
    }),
  };
}
