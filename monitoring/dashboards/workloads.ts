/** The dashboard of the workloads: what containers use, from the kubelets, and how pods are, from kube-state-metrics. */
import { ofContainers, ofObjects } from "../expressions";
import { CONTAINER, OBJECTS } from "../clusterMetrics";
import { LABELS } from "../metrics";
import { aggregate, rate } from "../promql";
import { THROTTLED_LIMIT } from "../thresholds";
import { rollouts } from "./grafana/annotations";
import { dashboard } from "./grafana/layout";
import type { Dashboard, PanelSpec, RowSpec } from "./grafana/model";
import { MOST_LINES, stat, table, timeseries, type TimeseriesOptions } from "./grafana/panels";
import { CHOSEN_CLUSTERS, CHOSEN_NODES, DESCRIBED_NODES, RATE_WINDOW } from "./grafana/variables";

/** Lines of a graph by pod. */
const MOST_PODS = 10;

const NAMESPACE_LEGEND = `{{${LABELS.namespace}}}`;
const POD_LEGEND = `{{${LABELS.namespace}}}/{{${LABELS.pod}}}`;
const BY_POD = [LABELS.namespace, LABELS.pod];

const used = (metric: string): string => ofContainers(metric, { matchers: CHOSEN_NODES });
const usedPerSecond = (metric: string): string => rate(used(metric), RATE_WINDOW);

const objects = (metric: string): string => ofObjects(metric, ...CHOSEN_CLUSTERS);

const half = (options: Omit<TimeseriesOptions, "width">, expression: string, legend: string): PanelSpec =>
  timeseries({ ...options, width: 12 }, [{ expression, legend }]);
const byNamespace = (options: Omit<TimeseriesOptions, "width">, expression: string): PanelSpec =>
  half(
    { ...options, stacked: true, most: MOST_LINES },
    aggregate("sum", [LABELS.namespace], expression),
    NAMESPACE_LEGEND,
  );
const byPod = (options: Omit<TimeseriesOptions, "width">, expression: string): PanelSpec =>
  half({ ...options, most: MOST_PODS }, expression, POD_LEGEND);

const namespaces: RowSpec = {
  title: "By namespace",
  panels: [
    byNamespace(
      { title: "CPU by namespace", unit: "short", description: "CPU cores that the namespace's containers use." },
      usedPerSecond(CONTAINER.cpuSeconds),
    ),
    byNamespace(
      {
        title: "Memory by namespace",
        unit: "bytes",
        description: "Memory that containers use and cannot give back: what the kernel counts against their limits.",
      },
      used(CONTAINER.workingSetBytes),
    ),
    byNamespace(
      {
        title: "Received by namespace",
        unit: "Bps",
        description: "Bytes that the namespace's pods receive per second.",
      },
      usedPerSecond(CONTAINER.receivedBytes),
    ),
    byNamespace(
      { title: "Sent by namespace", unit: "Bps", description: "Bytes that the namespace's pods send per second." },
      usedPerSecond(CONTAINER.transmittedBytes),
    ),
  ],
};

const pods: RowSpec = {
  title: "By pod",
  panels: [
    byPod(
      { title: "CPU by pod", unit: "short", description: "CPU cores in use." },
      aggregate("sum", BY_POD, usedPerSecond(CONTAINER.cpuSeconds)),
    ),
    byPod(
      { title: "Memory by pod", unit: "bytes", description: "Memory in use." },
      aggregate("sum", BY_POD, used(CONTAINER.workingSetBytes)),
    ),
    byPod(
      {
        title: "CPU throttled by pod",
        unit: "percentunit",
        maximum: 1,
        badFrom: THROTTLED_LIMIT,
        description: "Share of periods in which a pod had used up its CPU limit.",
      },
      `${aggregate("sum", BY_POD, usedPerSecond(CONTAINER.throttledPeriods))} / ${aggregate("sum", BY_POD, usedPerSecond(CONTAINER.periods))}`,
    ),
    byPod(
      {
        title: "Out-of-memory events by pod",
        unit: "short",
        description: "Processes that the kernel ended in the last hour, because their container was at its limit.",
      },
      aggregate("sum", BY_POD, `increase(${used(CONTAINER.oomEvents)}[1h])`),
    ),
  ],
};

const state: RowSpec = {
  title: "State",
  panels: [
    stat(
      { title: "Nodes in the cluster", unit: "short", width: 6, description: "With an agent or without." },
      aggregate("count", [], ofObjects(OBJECTS.nodeInfo, ...DESCRIBED_NODES)),
    ),
    stat(
      { title: "Pods", unit: "short", width: 6, description: "Pods on the selected nodes, whatever their phase." },
      aggregate("count", [], ofObjects(OBJECTS.podInfo, ...DESCRIBED_NODES)),
    ),
    half(
      { title: "Pods by phase", unit: "short", stacked: true, description: "All pods of the cluster, by their phase." },
      aggregate("sum", [LABELS.phase], objects(OBJECTS.podPhase)),
      `{{${LABELS.phase}}}`,
    ),
    table(
      {
        title: "Restarts",
        unit: "short",
        width: 24,
        description: "Containers that restarted most in the last hour.",
        columns: {
          [LABELS.describedNamespace]: "Namespace",
          [LABELS.describedPod]: "Pod",
          [LABELS.container]: "Container",
        },
        valueColumn: "Restarts",
        links: { Pod: { to: "pod", variables: { namespace: "Namespace", pod: "Pod" } } },
      },
      `topk(20, ${aggregate("sum", [LABELS.describedNamespace, LABELS.describedPod, LABELS.container], `increase(${objects(OBJECTS.restarts)}[1h])`)})`,
    ),
  ],
};

/** The dashboard of the workloads. */
export function workloadsDashboard(parts: { readonly objects: boolean }): Dashboard {
  return dashboard({
    name: "workloads",
    title: "Workloads",
    description: "What namespaces and pods use, and how they are.",
    annotations: parts.objects ? [rollouts([])] : [],
    rows: [namespaces, pods, ...(parts.objects ? [state] : [])],
  });
}
