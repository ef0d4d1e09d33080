/** Template variables of the dashboards, and the scopes that they choose. */
import { DATA_SOURCE_UID } from "../../../contract/series";
import type { Scope } from "../../expressions";
import { CONTAINER } from "../../clusterMetrics";
import { LABELS, NODE_LABELS, SCRAPE } from "../../metrics";
import { type Matcher, matches, series } from "../../promql";
import type { Variable } from "./model";

/** The data source that is chosen: the stack's own, unless somebody looks at another Prometheus. */
export const DATASOURCE = { type: "prometheus", uid: "${datasource}" } as const;

/** A template variable. */
export interface Choice {
  readonly name: string;
  readonly title: string;
  readonly label: string;
  /** The metric whose series offer the values. */
  readonly metric: string;
  /** Exactly one value, for what would not be readable of several. Default: any number, all at first. */
  readonly one?: boolean;
}

const CLUSTER: Choice = { name: "cluster", title: "Cluster", label: LABELS.cluster, metric: SCRAPE.up };
const ENVIRONMENT: Choice = { ...CLUSTER, name: "environment", title: "Environment", label: LABELS.environment };
const NODE: Choice = { ...CLUSTER, name: "node", title: "Node", label: LABELS.node };
const ofContainers = { metric: CONTAINER.workingSetBytes, one: true };
const NAMESPACE: Choice = { ...ofContainers, name: "namespace", title: "Namespace", label: LABELS.namespace };
const POD: Choice = { ...ofContainers, name: "pod", title: "Pod", label: LABELS.pod };

/** What is chosen in a dashboard, besides its data source. Each offers only what fits the ones before it. */
export const CHOICES = {
  clusters: [CLUSTER, ENVIRONMENT],
  nodes: [CLUSTER, ENVIRONMENT, NODE],
  oneNode: [CLUSTER, ENVIRONMENT, { ...NODE, one: true }],
  onePod: [CLUSTER, ENVIRONMENT, NAMESPACE, POD],
} satisfies Readonly<Record<string, readonly Choice[]>>;

export type Choices = keyof typeof CHOICES;

/** The window of a rate, which Grafana chooses by the time range and the scrape interval. */
export const RATE_WINDOW = "$__rate_interval";

const chosen = (choices: readonly Choice[]): Matcher[] => choices.map(({ name, label }) => matches(label, `$${name}`));

/** What belongs to the chosen clusters, wherever it runs. */
export const CHOSEN_CLUSTERS: readonly Matcher[] = chosen(CHOICES.clusters);
/** What belongs to the chosen nodes. */
export const CHOSEN_NODES: readonly Matcher[] = chosen(CHOICES.nodes);
/** What belongs to the chosen pod. */
export const CHOSEN_POD: readonly Matcher[] = chosen(CHOICES.onePod);

/** Of what kube-state-metrics says: what describes the chosen nodes, the chosen namespace or the chosen pod. */
export const DESCRIBED_NODES: readonly Matcher[] = [...CHOSEN_CLUSTERS, matches(LABELS.describedNode, "$node")];
export const ONE_NAMESPACE = matches(LABELS.describedNamespace, "$namespace");
export const DESCRIBED_POD: readonly Matcher[] = [
  ...CHOSEN_CLUSTERS,
  ONE_NAMESPACE,
  matches(LABELS.describedPod, "$pod"),
];

/** The chosen nodes, each by itself. */
export const BY_NODE: Scope = { matchers: CHOSEN_NODES, window: RATE_WINDOW, labels: NODE_LABELS };
/** The chosen nodes together. */
export const ALL_NODES: Scope = { matchers: CHOSEN_NODES, window: RATE_WINDOW, labels: [] };
/** All nodes of the chosen clusters together. */
export const ALL_CLUSTERS: Scope = { ...ALL_NODES, matchers: CHOSEN_CLUSTERS };

const dataSource: Variable = {
  name: "datasource",
  label: "Data source",
  type: "datasource",
  query: DATASOURCE.type,
  refresh: 1,
  multi: false,
  includeAll: false,
  current: { selected: true, text: "Prometheus", value: DATA_SOURCE_UID },
};

function queried({ name, title, label, metric, one = false }: Choice, before: readonly Choice[]): Variable {
  const query = `label_values(${series(metric, ...chosen(before))}, ${label})`;
  return {
    name,
    label: title,
    type: "query",
    datasource: DATASOURCE,
    definition: query,
    query: { query, refId: `variable-${name}` },
    refresh: 2,
    sort: 1,
    ...(one
      ? { multi: false, includeAll: false }
      : {
          multi: true,
          includeAll: true,
          allValue: ".*",
          current: { selected: true, text: ["All"], value: ["$__all"] },
        }),
  };
}

/** Grafana's JSON of the variables. */
export function templating(choices: Choices): { readonly list: readonly Variable[] } {
  const all: readonly Choice[] = CHOICES[choices];
  return { list: [dataSource, ...all.map((choice, position) => queried(choice, all.slice(0, position)))] };
}
