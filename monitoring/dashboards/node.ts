/** The dashboard of one node: its CPU, memory and disks, its agent, and the pods that run on it. */
import { ACCEPTED } from "../agentCounters";
import {
  agentRate,
  agents,
  cpuUse,
  diskUse,
  lostRate,
  memoryUse,
  ofContainers,
  ofObjects,
  queueUse,
} from "../expressions";
import { CONTAINER, OBJECTS } from "../clusterMetrics";
import { AGENT, LABELS } from "../metrics";
import { AGENT_JOB } from "../ownParts";
import { aggregate, is, rate, series } from "../promql";
import { DISK_USE_LIMIT, MEMORY_USE_LIMIT, QUEUE_USE_LIMIT } from "../thresholds";
import { agentStarts } from "./grafana/annotations";
import { dashboard } from "./grafana/layout";
import type { Dashboard, PanelSpec, RowSpec } from "./grafana/model";
import { MOST_LINES, stat, type StatOptions, table, timeseries } from "./grafana/panels";
import { ALL_NODES, BY_NODE, CHOSEN_NODES, DESCRIBED_NODES, RATE_WINDOW } from "./grafana/variables";

interface Parts {
  readonly containers: boolean;
  readonly objects: boolean;
}

/** Rows of a table of pods: more than most nodes run. */
const MOST_PODS = 110;
const POD_COLUMNS = { [LABELS.namespace]: "Namespace", [LABELS.pod]: "Pod" } as const;
const BY_POD = Object.keys(POD_COLUMNS);

const number = (options: Omit<StatOptions, "width">, expression: string): PanelSpec =>
  stat({ ...options, width: 4 }, expression);

const now = ({ objects }: Parts): RowSpec => ({
  title: "Node",
  panels: [
    number(
      { title: "CPU use", unit: "percentunit", description: "Share of the node's CPU time in use." },
      cpuUse(ALL_NODES),
    ),
    number(
      {
        title: "Memory use",
        unit: "percentunit",
        badFrom: MEMORY_USE_LIMIT,
        description: "Share of memory that is not available to processes.",
      },
      memoryUse(ALL_NODES),
    ),
    number(
      {
        title: "Fullest disk",
        unit: "percentunit",
        badFrom: DISK_USE_LIMIT,
        description: "Space used on the fullest disk. The kubelet evicts pods at 85 to 90 %.",
      },
      aggregate("max", [], diskUse(BY_NODE)),
    ),
    ...(objects
      ? [
          number(
            { title: "Pods", unit: "short", description: "Pods on the node, whatever their phase." },
            aggregate("count", [], ofObjects(OBJECTS.podInfo, ...DESCRIBED_NODES)),
          ),
          number(
            { title: "Room for pods", unit: "short", description: "Pods that the node can run." },
            aggregate("sum", [], ofObjects(OBJECTS.nodeAllocatable, is(LABELS.resource, "pods"), ...DESCRIBED_NODES)),
          ),
        ]
      : []),
    number(
      { title: "Agent", unit: "short", description: "1: the node's agent reports. Nothing: it does not." },
      aggregate("sum", [], agents(ALL_NODES)),
    ),
  ],
});

const agent: RowSpec = {
  title: "Agent",
  panels: [
    timeseries(
      { title: "Samples", unit: "cps", width: 8, description: "Data points per second that it accepted and lost." },
      [
        { expression: agentRate(ACCEPTED, ALL_NODES), legend: "accepted" },
        { expression: lostRate(ALL_NODES), legend: "lost" },
      ],
    ),
    timeseries(
      {
        title: "Queue use",
        unit: "percentunit",
        width: 8,
        maximum: 1,
        badFrom: QUEUE_USE_LIMIT,
        description: "Share of its queue of samples that is in use.",
      },
      [{ expression: queueUse(ALL_NODES), legend: "queue" }],
    ),
    timeseries({ title: "Memory", unit: "bytes", width: 8, description: "Resident memory of the agent." }, [
      { expression: aggregate("sum", [], series(AGENT.memoryBytes, AGENT_JOB, ...CHOSEN_NODES)), legend: "memory" },
    ]),
  ],
};

function pods(title: string, description: string, unit: string, expression: string): PanelSpec[] {
  const byPod = aggregate("sum", BY_POD, expression);
  return [
    timeseries({ title: `${title} by pod`, description, unit, width: 12, most: MOST_LINES }, [
      { expression: byPod, legend: `{{${LABELS.namespace}}}/{{${LABELS.pod}}}` },
    ]),
    table(
      {
        title: `${title} of all pods`,
        description: `${description} Each name leads to the dashboard of the pod.`,
        unit,
        width: 12,
        columns: POD_COLUMNS,
        valueColumn: title,
        links: { Pod: { to: "pod", variables: { namespace: "Namespace", pod: "Pod" } } },
      },
      `topk(${MOST_PODS}, ${byPod})`,
    ),
  ];
}

const onNode = (metric: string): string => ofContainers(metric, { matchers: CHOSEN_NODES });

const itsPods: RowSpec = {
  title: "Pods",
  panels: [
    ...pods(
      "CPU",
      "CPU cores that the pod's containers use.",
      "short",
      rate(onNode(CONTAINER.cpuSeconds), RATE_WINDOW),
    ),
    ...pods("Memory", "Memory that the pod's containers use.", "bytes", onNode(CONTAINER.workingSetBytes)),
  ],
};

/** The dashboard of a node. */
export function nodeDashboard(parts: Parts): Dashboard {
  return dashboard({
    name: "node",
    title: "Node",
    description: "A node, its agent and the pods that run on it.",
    annotations: [agentStarts(CHOSEN_NODES)],
    rows: [now(parts), agent, ...(parts.containers ? [itsPods] : [])],
  });
}
