/** The agents: are they there, what do they take in and send, what do they cost, and which targets are heavy. */
import type { AgentSizing } from "../../settings/sizing/agent";
import { BYTES_PER_MIB } from "../../settings/sizing/units";
import {
  acceptedRate,
  AGENT_JOB,
  agents,
  expiredRate,
  limiterRefusedRate,
  lostRate,
  OTHER_JOBS,
  queueUse,
  refusedRate,
  requestRate,
  sendFailedRate,
  sentRate,
} from "../expressions";
import { AGENT, LABELS, NODE_LABELS, PROMETHEUS, SCRAPE } from "../metrics";
import { aggregate, is, rate, series } from "../promql";
import { ANY_LOSS, QUEUE_USE_LIMIT } from "../thresholds";
import { dashboard } from "./layout";
import type { Dashboard, PanelSpec, RowSpec } from "./model";
import { stat, table, type TableOptions, timeseries } from "./panels";
import { ALL_NODES, BY_NODE, CHOSEN_NODES, RATE_WINDOW } from "./variables";

const NODE_LEGEND = `{{${LABELS.node}}}`;
const HEAVIEST = 10;

/** The memory that an agent may take, for the lines in the graph. */
export type AgentMemory = Pick<AgentSizing, "memoryLimitMiB" | "memoryLimiterMiB">;

const targetUp = series(SCRAPE.up, OTHER_JOBS, ...CHOSEN_NODES);
const anyUp = aggregate("max", [], series(SCRAPE.up, ...CHOSEN_NODES));
const firing = series(PROMETHEUS.alerts, is(LABELS.alertState, "firing"));

const overview: RowSpec = {
  title: "Overview",
  panels: [
    stat(
      { title: "Agents", unit: "short", width: 3, description: "Agents that report themselves: one on every node." },
      aggregate("count", [], agents(ALL_NODES)),
    ),
    stat(
      {
        title: "Agents down",
        unit: "short",
        width: 3,
        badFrom: 1,
        description: "Agents whose metrics port is silent.",
      },
      `count(${agents(ALL_NODES)} == 0) or 0 * ${anyUp}`,
    ),
    stat(
      { title: "Targets", unit: "short", width: 3, description: "Targets that are scraped, the agents left out." },
      aggregate("count", [], targetUp),
    ),
    stat(
      { title: "Targets down", unit: "short", width: 3, badFrom: 1, description: "Targets whose last scrape failed." },
      `count(${targetUp} == 0) or 0 * ${anyUp}`,
    ),
    stat(
      { title: "Accepted", unit: "cps", width: 3, description: "Data points per second that receivers took in." },
      acceptedRate(ALL_NODES),
    ),
    stat(
      {
        title: "Lost",
        unit: "cps",
        width: 3,
        badFrom: ANY_LOSS,
        description: "Refused, dropped or given up per second.",
      },
      lostRate(ALL_NODES),
    ),
    stat(
      {
        title: "Fullest queue",
        unit: "percentunit",
        width: 3,
        badFrom: QUEUE_USE_LIMIT,
        description: "When full, samples are lost.",
      },
      queueUse(ALL_NODES),
    ),
    stat(
      { title: "Alerts firing", unit: "short", width: 3, badFrom: 1, description: "Of every severity and cluster." },
      `count(${firing}) or 0 * ${anyUp}`,
    ),
  ],
};

const data: RowSpec = {
  title: "Data",
  panels: [
    timeseries(
      {
        title: "Accepted by node",
        unit: "cps",
        width: 12,
        description: "Data points per second that the agent's receivers took in. A histogram counts as one.",
      },
      [{ expression: acceptedRate(BY_NODE), legend: NODE_LEGEND }],
    ),
    timeseries(
      {
        title: "Sent by node",
        unit: "cps",
        width: 12,
        description: "Data points per second that the backend confirmed. It should follow what was accepted.",
      },
      [{ expression: sentRate(BY_NODE), legend: NODE_LEGEND }],
    ),
    timeseries(
      {
        title: "Lost by cause",
        unit: "cps",
        width: 12,
        description:
          "Refused: receivers turned it away, because memory (memory limiter: its share) or queue was full. Failed: the backend refused it for good. Expired: it waited too long.",
      },
      [
        { expression: refusedRate(BY_NODE), legend: `refused ${NODE_LEGEND}` },
        { expression: limiterRefusedRate(BY_NODE), legend: `memory limiter ${NODE_LEGEND}` },
        { expression: sendFailedRate(BY_NODE), legend: `failed ${NODE_LEGEND}` },
        { expression: expiredRate(BY_NODE), legend: `expired ${NODE_LEGEND}` },
      ],
    ),
    timeseries(
      {
        title: "Queue use by node",
        unit: "percentunit",
        width: 6,
        maximum: 1,
        description: "Share of the sending queue that is in use. It fills while the backend does not answer.",
      },
      [{ expression: queueUse(BY_NODE), legend: NODE_LEGEND }],
    ),
    timeseries(
      {
        title: "Write requests by node",
        unit: "reqps",
        width: 6,
        description: "Requests per second to the backend, repeated ones included.",
      },
      [{ expression: requestRate(BY_NODE), legend: NODE_LEGEND }],
    ),
  ],
};

function resources(memory: AgentMemory): RowSpec {
  const byNode = (expression: string) => ({
    expression: aggregate("sum", NODE_LABELS, expression),
    legend: NODE_LEGEND,
  });
  const own = (metric: string): string => series(metric, AGENT_JOB, ...CHOSEN_NODES);
  const line = (legend: string, mebibytes: number) => ({ expression: `vector(${mebibytes * BYTES_PER_MIB})`, legend });
  return {
    title: "Resources",
    panels: [
      timeseries(
        {
          title: "Memory by node",
          unit: "bytes",
          width: 6,
          description: "Resident memory, and the container's limit, above which the kernel ends the agent.",
        },
        [byNode(own(AGENT.memoryBytes)), line("limit", memory.memoryLimitMiB)],
      ),
      timeseries(
        {
          title: "Heap by node",
          unit: "bytes",
          width: 6,
          description: "Go's heap, which the memory limiter watches, and the line above which it refuses data.",
        },
        [byNode(own(AGENT.heapBytes)), line("limiter", memory.memoryLimiterMiB)],
      ),
      timeseries(
        { title: "CPU by node", unit: "short", width: 6, description: "Processors that the agent keeps busy." },
        [byNode(rate(own(AGENT.cpuSeconds), RATE_WINDOW))],
      ),
      timeseries({ title: "Uptime by node", unit: "s", width: 6, description: "It falls to 0 at each restart." }, [
        byNode(own(AGENT.uptimeSeconds)),
      ]),
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

/** The heaviest targets, with the labels that name them and no others. */
function heaviest(options: Omit<TableOptions, "width" | "columns">, metric: string): PanelSpec {
  const expression = aggregate("max", Object.keys(TARGET_COLUMNS), series(metric, ...CHOSEN_NODES));
  return table({ ...options, width: 12, columns: TARGET_COLUMNS }, `topk(${HEAVIEST}, ${expression})`);
}

const targets: RowSpec = {
  title: "Targets",
  panels: [
    timeseries(
      {
        title: "Targets by node",
        unit: "short",
        width: 12,
        stacked: true,
        description: "Targets that the agent scrapes.",
      },
      [{ expression: aggregate("count", NODE_LABELS, targetUp), legend: NODE_LEGEND }],
    ),
    timeseries(
      { title: "Targets down by node", unit: "short", width: 12, description: "Targets whose last scrape failed." },
      [{ expression: aggregate("sum", NODE_LABELS, `1 - ${targetUp}`), legend: NODE_LEGEND }],
    ),
    heaviest(
      {
        title: "Slowest targets",
        unit: "s",
        valueColumn: "Duration",
        description: "Duration of the last scrape. One that reaches the timeout is lost.",
      },
      SCRAPE.durationSeconds,
    ),
    heaviest(
      {
        title: "Biggest targets",
        unit: "short",
        valueColumn: "Samples",
        description: "Samples that the last scrape brought. A target above the sample limit is dropped whole.",
      },
      SCRAPE.samples,
    ),
  ],
};

/** The dashboard of the agents. */
export function agentsDashboard(memory: AgentMemory): Dashboard {
  return dashboard("agents", "Agents", "The collectors that run on every node, and what they scrape.", [
    overview,
    data,
    resources(memory),
    targets,
  ]);
}
