/** The dashboard of one pod: what its containers use and may use, how often they restart, and whether it is scraped. */
import { ofContainers, ofObjects } from "../expressions";
import { CONTAINER, OBJECTS } from "../clusterMetrics";
import { LABELS, SCRAPE } from "../metrics";
import { aggregate, is, rate, series } from "../promql";
import { rollouts } from "./grafana/annotations";
import { dashboard } from "./grafana/layout";
import type { Dashboard, PanelSpec, Query, RowSpec } from "./grafana/model";
import { stat, type StatOptions, table, timeseries, type TimeseriesOptions } from "./grafana/panels";
import { CHOSEN_POD, DESCRIBED_POD, ONE_NAMESPACE, RATE_WINDOW } from "./grafana/variables";
import { MEMORY_USE_LIMIT, THROTTLED_LIMIT } from "../thresholds";

interface Parts {
  readonly objects: boolean;
}

const CONTAINERS = [LABELS.container];
const LEGEND = `{{${LABELS.container}}}`;

const used = (metric: string): string => ofContainers(metric, { matchers: CHOSEN_POD });
const usedPerSecond = (metric: string): string => rate(used(metric), RATE_WINDOW);
const byContainer = (expression: string): string => aggregate("sum", CONTAINERS, expression);
const throttled = (labels: readonly string[]): string =>
  [CONTAINER.throttledPeriods, CONTAINER.periods]
    .map((metric) => aggregate("sum", labels, usedPerSecond(metric)))
    .join(" / ");

/** Lines of what the containers may use, where somebody knows it. */
const bounds = ({ objects }: Parts, resource: string): Query[] =>
  objects
    ? [[OBJECTS.limits, "limit"] as const, [OBJECTS.requests, "request"] as const].map(([metric, name]) => ({
        expression: byContainer(ofObjects(metric, is(LABELS.resource, resource), ...DESCRIBED_POD)),
        legend: `${name} of ${LEGEND}`,
      }))
    : [];

const number = (options: Omit<StatOptions, "width">, expression: string): PanelSpec =>
  stat({ ...options, width: 4 }, expression);
const graph = (options: Omit<TimeseriesOptions, "width">, queries: readonly Query[]): PanelSpec =>
  timeseries({ ...options, width: 12 }, queries);

const targetUp = series(SCRAPE.up, ...CHOSEN_POD);

const now = ({ objects }: Parts): RowSpec => ({
  title: "Now",
  panels: [
    number(
      { title: "CPU", unit: "short", description: "CPU cores that its containers use." },
      aggregate("sum", [], usedPerSecond(CONTAINER.cpuSeconds)),
    ),
    number(
      { title: "Memory", unit: "bytes", description: "Memory that its containers use and cannot give back." },
      aggregate("sum", [], used(CONTAINER.workingSetBytes)),
    ),
    number(
      {
        title: "Throttled",
        unit: "percentunit",
        badFrom: THROTTLED_LIMIT,
        description: "Share of periods in which a container had used up its CPU limit.",
      },
      throttled([]),
    ),
    ...(objects
      ? [
          number(
            {
              title: "Memory of the limit",
              unit: "percentunit",
              badFrom: MEMORY_USE_LIMIT,
              description:
                "Share of its memory limits that is in use. At 1, the kernel ends a process of the container.",
            },
            `${aggregate("sum", [], used(CONTAINER.workingSetBytes))} / ${aggregate("sum", [], ofObjects(OBJECTS.limits, is(LABELS.resource, "memory"), ...DESCRIBED_POD))}`,
          ),
          number(
            {
              title: "Restarts",
              unit: "short",
              badFrom: 1,
              description: "Restarts of its containers in the last hour.",
            },
            aggregate("sum", [], `increase(${ofObjects(OBJECTS.restarts, ...DESCRIBED_POD)}[1h])`),
          ),
        ]
      : []),
    number(
      {
        title: "Targets up",
        unit: "percentunit",
        description: "Share of its scrape targets whose last scrape succeeded. Nothing: the pod is not scraped.",
      },
      aggregate("avg", [], targetUp),
    ),
  ],
});

const resources = (parts: Parts): RowSpec => ({
  title: "CPU and memory",
  panels: [
    graph({ title: "CPU by container", unit: "short", description: "CPU cores in use, and what may be used." }, [
      { expression: byContainer(usedPerSecond(CONTAINER.cpuSeconds)), legend: LEGEND },
      ...bounds(parts, "cpu"),
    ]),
    graph({ title: "Memory by container", unit: "bytes", description: "Memory in use, and what may be used." }, [
      { expression: byContainer(used(CONTAINER.workingSetBytes)), legend: LEGEND },
      ...bounds(parts, "memory"),
    ]),
    graph(
      {
        title: "CPU throttled by container",
        unit: "percentunit",
        maximum: 1,
        badFrom: THROTTLED_LIMIT,
        description: "Share of periods in which the container had used up its CPU limit, and waited.",
      },
      [{ expression: throttled(CONTAINERS), legend: LEGEND }],
    ),
    graph(
      {
        title: "Out-of-memory events by container",
        unit: "short",
        description: "Processes that the kernel ended in the last hour, because their container was at its limit.",
      },
      [{ expression: byContainer(`increase(${used(CONTAINER.oomEvents)}[1h])`), legend: LEGEND }],
    ),
  ],
});

const network: RowSpec = {
  title: "Network and scrapes",
  panels: [
    graph({ title: "Network", unit: "Bps", description: "Bytes per second that the pod receives and sends." }, [
      { expression: aggregate("sum", [], usedPerSecond(CONTAINER.receivedBytes)), legend: "received" },
      { expression: aggregate("sum", [], usedPerSecond(CONTAINER.transmittedBytes)), legend: "sent" },
    ]),
    graph(
      {
        title: "Scrapes",
        unit: "short",
        maximum: 1,
        description: "1 while scrapes of the target succeed, 0 while they fail, nothing while it is not scraped.",
      },
      [
        {
          expression: aggregate("min", [LABELS.job, LABELS.instance], targetUp),
          legend: `{{${LABELS.job}}} {{${LABELS.instance}}}`,
        },
      ],
    ),
  ],
};

const state: RowSpec = {
  title: "State",
  panels: [
    graph({ title: "Restarts by container", unit: "short", description: "Restarts since the pod was created." }, [
      { expression: byContainer(ofObjects(OBJECTS.restarts, ...DESCRIBED_POD)), legend: LEGEND },
    ]),
    table(
      {
        title: "Waiting containers",
        unit: "short",
        width: 12,
        description: "Containers that do not run, and why.",
        columns: { [LABELS.container]: "Container", [LABELS.reason]: "Reason" },
        valueColumn: "Containers",
        empty: "No container is waiting",
      },
      aggregate("sum", [LABELS.container, LABELS.reason], ofObjects(OBJECTS.waitingReason, ...DESCRIBED_POD)),
    ),
  ],
};

/** The dashboard of a pod. */
export function podDashboard(parts: Parts): Dashboard {
  return dashboard({
    name: "pod",
    title: "Pod",
    description: "What a pod's containers use and may use, how they are, and whether it is scraped.",
    annotations: parts.objects ? [rollouts([ONE_NAMESPACE])] : [],
    rows: [now(parts), resources(parts), network, ...(parts.objects ? [state] : [])],
  });
}
