/** The dashboard of the agents: health, throughput and data loss, resource use, and the largest targets. */
import type { AgentSizing } from "../../settings/sizing/agent";
import { BYTES_PER_MIB } from "../../settings/sizing/units";
import {
  ACCEPTED,
  CUT,
  EXPIRED,
  LIMITER_REFUSED,
  QUEUE_FULL,
  REJECTED,
  REQUESTS,
  SENT,
  UNTRANSLATED,
} from "../agentCounters";
import { agentRate, queueUse, targets as targetsOf } from "../expressions";
import { AGENT, LABELS, NODE_LABELS, SCRAPE } from "../metrics";
import { AGENT_JOB } from "../ownParts";
import { aggregate, rate, series } from "../promql";
import { QUEUE_USE_LIMIT } from "../thresholds";
import { agentStarts } from "./grafana/annotations";
import { dashboard } from "./grafana/layout";
import type { Dashboard, PanelSpec, RowSpec } from "./grafana/model";
import { MOST_LINES, table, type TableOptions, timeseries } from "./grafana/panels";
import { ALL_NODES, BY_NODE, CHOSEN_NODES, RATE_WINDOW } from "./grafana/variables";
import { overview } from "./rows/agentOverview";
import { namespaces } from "./rows/namespaces";

const NODE_LEGEND = `{{${LABELS.node}}}`;
const HEAVIEST = 10;

/** An agent's memory limits, which are drawn into the graphs. */
export type AgentMemory = Pick<AgentSizing, "memoryLimitMiB" | "memoryLimiterMiB">;

const targetUp = targetsOf(ALL_NODES);

const data: RowSpec = {
  title: "Data",
  panels: [
    timeseries(
      {
        title: "Accepted by node",
        most: MOST_LINES,
        unit: "cps",
        width: 12,
        description: "Data points per second that the agent's receivers accepted. A histogram counts as one.",
      },
      [{ expression: agentRate(ACCEPTED, BY_NODE), legend: NODE_LEGEND }],
    ),
    timeseries(
      {
        title: "Sent by node",
        most: MOST_LINES,
        unit: "cps",
        width: 12,
        description:
          "What the remote-write endpoint accepted per second. It should follow what the agent accepted. The exporter durable_remote_write counts samples, of which a histogram is several; contrib's exporter counts data points.",
      },
      [{ expression: agentRate(SENT, BY_NODE), legend: NODE_LEGEND }],
    ),
    timeseries(
      {
        title: "Data loss by cause",
        most: MOST_LINES,
        unit: "cps",
        width: 12,
        description:
          "Memory limiter: refused at the memory limit. Queue full: the remote-write endpoint was away or too slow. Rejected: by the remote-write endpoint, not retryable. Expired: older than the outage window. Cut: new series of a namespace that has as many as it may have. Not writable: metrics that cannot be Prometheus samples.",
      },
      [
        { expression: agentRate(LIMITER_REFUSED, BY_NODE), legend: `memory limiter ${NODE_LEGEND}` },
        { expression: agentRate(QUEUE_FULL, BY_NODE), legend: `queue full ${NODE_LEGEND}` },
        { expression: agentRate(REJECTED, BY_NODE), legend: `rejected ${NODE_LEGEND}` },
        { expression: agentRate(EXPIRED, BY_NODE), legend: `expired ${NODE_LEGEND}` },
        { expression: agentRate(CUT, BY_NODE), legend: `cut ${NODE_LEGEND}` },
        { expression: agentRate(UNTRANSLATED, BY_NODE), legend: `not writable ${NODE_LEGEND}` },
      ],
    ),
    timeseries(
      {
        title: "Queue use by node",
        most: MOST_LINES,
        badFrom: QUEUE_USE_LIMIT,
        unit: "percentunit",
        width: 6,
        maximum: 1,
        description:
          "Share of the sending queue that is in use. It fills while the remote-write endpoint does not accept samples.",
      },
      [{ expression: queueUse(BY_NODE), legend: NODE_LEGEND }],
    ),
    timeseries(
      {
        title: "Remote-write requests by node",
        most: MOST_LINES,
        unit: "reqps",
        width: 6,
        description: "Requests per second to the remote-write endpoint, including retries.",
      },
      [{ expression: agentRate(REQUESTS, BY_NODE), legend: NODE_LEGEND }],
    ),
  ],
};

function resources(memory: AgentMemory): RowSpec {
  const byNode = (expression: string) => ({
    expression: aggregate("sum", NODE_LABELS, expression),
    legend: NODE_LEGEND,
  });
  const own = (metric: string): string => series(metric, AGENT_JOB, ...CHOSEN_NODES);
  return {
    title: "Resources",
    panels: [
      timeseries(
        {
          title: "Memory by node",
          most: MOST_LINES,
          badFrom: memory.memoryLimitMiB * BYTES_PER_MIB,
          unit: "bytes",
          width: 6,
          description: "Resident memory, and the container's memory limit, above which the kernel kills the agent.",
        },
        [byNode(own(AGENT.memoryBytes))],
      ),
      timeseries(
        {
          title: "Heap by node",
          most: MOST_LINES,
          badFrom: memory.memoryLimiterMiB * BYTES_PER_MIB,
          unit: "bytes",
          width: 6,
          description: "Go heap, and the limit above which the memory limiter refuses data.",
        },
        [byNode(own(AGENT.heapBytes))],
      ),
      timeseries(
        { title: "CPU by node", most: MOST_LINES, unit: "short", width: 6, description: "CPU cores in use." },
        [byNode(rate(own(AGENT.cpuSeconds), RATE_WINDOW))],
      ),
      timeseries(
        {
          title: "Uptime by node",
          unit: "s",
          width: 6,
          description: `Time since the agent's last start, of the ${MOST_LINES} that started last.`,
        },
        [
          {
            expression: `bottomk(${MOST_LINES}, ${aggregate("sum", NODE_LABELS, own(AGENT.uptimeSeconds))})`,
            legend: NODE_LEGEND,
          },
        ],
      ),
    ],
  };
}

const TARGET_COLUMNS = {
  [LABELS.node]: "Node",
  [LABELS.namespace]: "Namespace",
  [LABELS.pod]: "Pod",
  [LABELS.job]: "Job",
  [LABELS.instance]: "Address",
} as const;

/** The largest targets by a metric, with the labels that identify them. */
function heaviest(options: Omit<TableOptions, "width" | "columns">, metric: string): PanelSpec {
  const expression = aggregate("max", Object.keys(TARGET_COLUMNS), series(metric, ...CHOSEN_NODES));
  const links = { Node: { to: "node", variables: { node: "Node" } } } as const;
  return table({ ...options, width: 12, columns: TARGET_COLUMNS, links }, `topk(${HEAVIEST}, ${expression})`);
}

const targets: RowSpec = {
  title: "Targets",
  panels: [
    timeseries(
      {
        title: "Targets by node",
        most: MOST_LINES,
        unit: "short",
        width: 12,
        stacked: true,
        description: "Scrape targets of each agent.",
      },
      [{ expression: aggregate("count", NODE_LABELS, targetUp), legend: NODE_LEGEND }],
    ),
    timeseries(
      {
        title: "Targets down by node",
        most: MOST_LINES,
        badFrom: 1,
        unit: "short",
        width: 12,
        description: "Targets whose last scrape failed.",
      },
      [{ expression: aggregate("sum", NODE_LABELS, `1 - ${targetUp}`), legend: NODE_LEGEND }],
    ),
    heaviest(
      {
        title: "Slowest targets",
        unit: "s",
        valueColumn: "Duration",
        description: "Duration of the last scrape. A scrape that reaches the timeout fails.",
      },
      SCRAPE.durationSeconds,
    ),
    heaviest(
      {
        title: "Largest targets",
        unit: "short",
        valueColumn: "Samples",
        description: "Samples of the last scrape. A scrape above the sample limit is dropped whole.",
      },
      SCRAPE.samples,
    ),
  ],
};

/** The dashboard of the agents. */
export function agentsDashboard(memory: AgentMemory): Dashboard {
  return dashboard({
    name: "agents",
    title: "Agents",
    description: "The collectors on every node: health, throughput, data loss, resource use and scrape targets.",
    annotations: [agentStarts(CHOSEN_NODES)],
    rows: [overview, data, resources(memory), targets, namespaces],
  });
}
