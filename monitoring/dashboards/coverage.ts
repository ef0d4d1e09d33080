/** The dashboard of what is scraped, what asks to be and is not, and what is cut. */
import { annotatedPods, type Coverage, unscrapedPods, unscrapedPodsByReason } from "./rows/unscrapedPods";
import { targets, targetsOver, targetsOverLimit } from "../expressions";
import { LABELS } from "../metrics";
import { aggregate, labelled } from "../promql";
import { agentStarts, rollouts } from "./grafana/annotations";
import { dashboard } from "./grafana/layout";
import type { Dashboard, PanelSpec, RowSpec } from "./grafana/model";
import { MOST_LINES, stat, table, type TableOptions, timeseries } from "./grafana/panels";
import { ALL_NODES, CHOSEN_CLUSTERS, CHOSEN_NODES, DESCRIBED_NODES } from "./grafana/variables";
import { cutByNamespace } from "./rows/namespaces";
import { countOr0 } from "./rows/counts";

const COVERAGE: Coverage = { clusters: CHOSEN_CLUSTERS, nodes: DESCRIBED_NODES };

const targetUp = targets(ALL_NODES);
const down = `${targetUp} == 0`;
const over = targetsOver(ALL_NODES);
const overLimit = targetsOverLimit(ALL_NODES);
const BY_NAMESPACE = [LABELS.namespace];

const TARGET_COLUMNS = {
  [LABELS.namespace]: "Namespace",
  [LABELS.pod]: "Pod",
  [LABELS.job]: "Job",
  [LABELS.instance]: "Address",
  [LABELS.node]: "Node",
} as const;

const now: RowSpec = {
  title: "Targets",
  panels: [
    stat(
      { title: "Targets", unit: "short", width: 4, description: "Targets that agents scrape, without the agents." },
      aggregate("count", [], targetUp),
    ),
    stat(
      { title: "Up", unit: "percentunit", width: 4, description: "Share of targets whose last scrape succeeded." },
      aggregate("avg", [], targetUp),
    ),
    stat(
      { title: "Down", unit: "short", width: 4, badFrom: 1, description: "Targets whose last scrape failed." },
      countOr0(down, CHOSEN_NODES),
    ),
    stat(
      {
        title: "Over a limit",
        unit: "short",
        width: 4,
        badFrom: 1,
        description: "Targets whose scrapes are dropped whole: more samples or bytes than a scrape may have.",
      },
      countOr0(overLimit, CHOSEN_NODES),
    ),
    timeseries(
      {
        title: "Targets by namespace",
        unit: "short",
        width: 12,
        most: MOST_LINES,
        description: "Targets of each namespace's pods.",
      },
      [{ expression: aggregate("count", BY_NAMESPACE, targetUp), legend: `{{${LABELS.namespace}}}` }],
    ),
    timeseries(
      {
        title: "Targets down by namespace",
        unit: "short",
        width: 12,
        most: MOST_LINES,
        badFrom: 1,
        description: "Targets of each namespace's pods whose last scrape failed.",
      },
      [{ expression: aggregate("sum", BY_NAMESPACE, `1 - ${targetUp}`), legend: `{{${LABELS.namespace}}}` }],
    ),
  ],
};

const annotated: RowSpec = {
  title: "Annotated pods",
  panels: [
    stat(
      {
        title: "Annotated",
        unit: "short",
        width: 4,
        description: 'Pods with the annotation prometheus.io/scrape: "true" that have not ended.',
      },
      countOr0(annotatedPods(COVERAGE), CHOSEN_CLUSTERS),
    ),
    stat(
      {
        title: "Not scraped",
        unit: "short",
        width: 4,
        badFrom: 1,
        description: "Annotated pods of which no agent scrapes anything.",
      },
      countOr0(unscrapedPods(COVERAGE), CHOSEN_CLUSTERS),
    ),
    table(
      {
        title: "Annotated and not scraped",
        unit: "short",
        width: 16,
        description:
          "Pods that ask to be scraped and are not, with the first reason that the metrics tell. A pod that has just started is here until its agent has scraped it.",
        columns: {
          [LABELS.describedNamespace]: "Namespace",
          [LABELS.describedPod]: "Pod",
          [LABELS.describedNode]: "Node",
          [LABELS.why]: "Why",
        },
        valueColumn: "Pods",
        empty: "Every annotated pod is scraped",
      },
      aggregate(
        "count",
        [LABELS.describedNamespace, LABELS.describedPod, LABELS.describedNode, LABELS.why],
        unscrapedPodsByReason(COVERAGE),
      ),
    ),
  ],
};

function list(options: Pick<TableOptions, "title" | "description" | "empty">, expression: string): PanelSpec {
  const columns = { ...TARGET_COLUMNS, [LABELS.why]: "Why" };
  return table(
    { ...options, unit: "short", width: 12, columns, valueColumn: "Targets" },
    aggregate("count", Object.keys(columns), expression),
  );
}

const missing: RowSpec = {
  title: "What is missing",
  panels: [
    list(
      {
        title: "Targets down",
        description:
          "Targets whose last scrape failed. The agent's log says why, and the runbook of TargetDown how to ask.",
        empty: "Every target is up",
      },
      labelled(`${down} unless (${overLimit})`, LABELS.why, "the scrape failed"),
    ),
    list(
      {
        title: "Targets over a limit",
        description: "Targets whose scrapes are dropped whole.",
        empty: "No target is over a limit",
      },
      [
        labelled(over.samples, LABELS.why, "it has more samples than a scrape may have"),
        labelled(over.bytes, LABELS.why, "its page is larger than a scrape may be"),
      ].join(" or "),
    ),
    cutByNamespace,
  ],
};

/** The dashboard of scrape coverage. */
export function coverageDashboard(parts: { readonly objects: boolean }): Dashboard {
  return dashboard({
    name: "coverage",
    title: "Scrape coverage",
    description: "What agents scrape, which annotated pods they do not and why, and what limits cut.",
    annotations: [agentStarts(CHOSEN_NODES), ...(parts.objects ? [rollouts([])] : [])],
    rows: [now, ...(parts.objects ? [annotated] : []), missing],
  });
}
