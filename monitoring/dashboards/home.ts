/** The home page: whether the stack is well, by its nodes, its samples on their way, its store and its alerts. */
import { ACCEPTED, SENT } from "../agentCounters";
import {
  agentRate,
  agents,
  clusterNodes,
  firingAlerts,
  lostRate,
  newestSampleAge,
  nodesWithoutAgent,
  queueUse,
  storageUse,
  targets,
} from "../expressions";
import { LABELS, PROMETHEUS, TRACES } from "../metrics";
import { AGENT_JOB, STACK_OBJECTS } from "../ownParts";
import { aggregate, is, series } from "../promql";
import { ANY_LOSS, QUEUE_USE_LIMIT, SAMPLE_AGE_SECONDS_LIMIT, STORAGE_USE_LIMIT } from "../thresholds";
import { spanQueueUse, spanRate } from "../traceExpressions";
import { agentStarts, rollouts } from "./grafana/annotations";
import { dashboard } from "./grafana/layout";
import type { Dashboard, PanelSpec, RowSpec } from "./grafana/model";
import { stat, type StatOptions, timeseries } from "./grafana/panels";
import { ALL_CLUSTERS, CHOSEN_CLUSTERS } from "./grafana/variables";
import { alertsAndDashboards } from "./rows/alertsAndDashboards";
import { countOr0 } from "./rows/counts";
import { ALL_STORES, storeRate } from "./rows/store";

/** The parts of a stack on which its home page depends. */
export interface HomeParts {
  readonly objects: boolean;
  readonly traces: boolean;
  /** Whether the stack runs its Prometheus. */
  readonly prometheus: boolean;
}

const number = (options: Omit<StatOptions, "width">, expression: string): PanelSpec =>
  stat({ ...options, width: 3 }, expression);

const agentUp = agents(ALL_CLUSTERS);
const targetUp = targets(ALL_CLUSTERS);
const ofStores = (metric: string): string => series(metric, ...ALL_STORES.matchers);

const wrong = ({ objects, traces }: HomeParts): RowSpec => ({
  title: "Is anything wrong?",
  panels: [
    number(
      {
        title: "Critical alerts",
        unit: "short",
        badFrom: 1,
        description: "Firing alerts about samples that are being lost, or will be within hours. In all clusters.",
      },
      countOr0(firingAlerts(is(LABELS.severity, "critical")), CHOSEN_CLUSTERS),
    ),
    number(
      {
        title: "Alerts firing",
        unit: "short",
        badFrom: 1,
        description: "Firing alerts of every severity, in all clusters.",
      },
      countOr0(firingAlerts(), CHOSEN_CLUSTERS),
    ),
    ...(objects
      ? [
          number(
            {
              title: "Nodes without agent",
              unit: "short",
              badFrom: 1,
              description: "Linux nodes of the cluster from which no agent reports.",
            },
            countOr0(nodesWithoutAgent(ALL_CLUSTERS), CHOSEN_CLUSTERS),
          ),
        ]
      : []),
    number(
      {
        title: "Agents down",
        unit: "short",
        badFrom: 1,
        description: "Agents that cannot scrape their own metrics endpoint.",
      },
      countOr0(`${agentUp} == 0`, CHOSEN_CLUSTERS),
    ),
    number(
      { title: "Targets down", unit: "short", badFrom: 1, description: "Targets whose last scrape failed." },
      countOr0(`${targetUp} == 0`, CHOSEN_CLUSTERS),
    ),
    number(
      {
        title: "Lost",
        unit: "cps",
        badFrom: ANY_LOSS,
        description: "Samples and data points per second that agents refused or dropped.",
      },
      lostRate(ALL_CLUSTERS),
    ),
    number(
      {
        title: "Fullest queue",
        unit: "percentunit",
        badFrom: QUEUE_USE_LIMIT,
        description: "Use of the fullest queue of samples. When it is full, samples are dropped.",
      },
      queueUse(ALL_CLUSTERS),
    ),
    number(
      {
        title: "Sample age",
        unit: "s",
        badFrom: SAMPLE_AGE_SECONDS_LIMIT,
        description: "Age of the newest sample, of the agent that lags most.",
      },
      aggregate("max", [], newestSampleAge(ALL_CLUSTERS)),
    ),
    ...(traces
      ? [
          number(
            {
              title: "Fullest span queue",
              unit: "percentunit",
              badFrom: QUEUE_USE_LIMIT,
              description: "Use of the fullest queue of spans. When it is full, spans are dropped.",
            },
            spanQueueUse([], CHOSEN_CLUSTERS),
          ),
        ]
      : []),
  ],
});

const much = ({ objects, traces, prometheus }: HomeParts): RowSpec => ({
  title: "How much is it?",
  panels: [
    ...(objects
      ? [
          number(
            { title: "Nodes", unit: "short", description: "Nodes of the cluster, with an agent or without." },
            aggregate("count", [], clusterNodes(ALL_CLUSTERS)),
          ),
        ]
      : []),
    number(
      { title: "Agents", unit: "short", description: "Agents that report their own metrics." },
      aggregate("count", [], agentUp),
    ),
    number(
      { title: "Targets", unit: "short", description: "Scrape targets, without the agents themselves." },
      aggregate("count", [], targetUp),
    ),
    number(
      { title: "Accepted", unit: "cps", description: "Data points per second that agents accepted." },
      agentRate(ACCEPTED, ALL_CLUSTERS),
    ),
    ...(prometheus
      ? [
          number(
            { title: "Ingested", unit: "cps", description: "Samples per second that Prometheus ingested." },
            storeRate(PROMETHEUS.appended, ALL_STORES),
          ),
          number(
            {
              title: "Head series",
              unit: "short",
              description: "Series in Prometheus' memory, which grows with them.",
            },
            aggregate("sum", [], ofStores(PROMETHEUS.headSeries)),
          ),
          number(
            {
              title: "Storage use",
              unit: "percentunit",
              badFrom: STORAGE_USE_LIMIT,
              description:
                "Share of the retention size that Prometheus' data takes. At 1, the oldest blocks are deleted.",
            },
            storageUse(ALL_STORES),
          ),
        ]
      : []),
    ...(traces
      ? [
          number(
            { title: "Spans", unit: "cps", description: "Spans per second that agents accepted." },
            spanRate(TRACES.accepted, { ...ALL_CLUSTERS, matchers: [AGENT_JOB, ...CHOSEN_CLUSTERS] }),
          ),
        ]
      : []),
  ],
});

const flow = ({ objects }: HomeParts): RowSpec => ({
  title: "The last hour",
  panels: [
    timeseries(
      {
        title: "Agents",
        unit: "short",
        width: 12,
        description: objects
          ? "Agents that report, and nodes of the cluster. Nodes without a line of their own have no agent."
          : "Agents that report.",
      },
      [
        { expression: aggregate("count", [], agentUp), legend: "agents" },
        ...(objects ? [{ expression: aggregate("count", [], clusterNodes(ALL_CLUSTERS)), legend: "nodes" }] : []),
      ],
    ),
    timeseries(
      {
        title: "Samples",
        unit: "cps",
        width: 12,
        description:
          "Accepted and sent should run in parallel. A histogram is one accepted data point, and many samples if durable_remote_write sends them.",
      },
      [
        { expression: agentRate(ACCEPTED, ALL_CLUSTERS), legend: "accepted" },
        { expression: agentRate(SENT, ALL_CLUSTERS), legend: "sent" },
        { expression: lostRate(ALL_CLUSTERS), legend: "lost" },
      ],
    ),
  ],
});

/** The home page of Grafana. */
export function homeDashboard(parts: HomeParts): Dashboard {
  return dashboard({
    name: "home",
    title: "Stack at a glance",
    description: "Whether agents, delivery and store are well, and which alerts fire.",
    annotations: [agentStarts(), ...(parts.objects ? [rollouts([STACK_OBJECTS])] : [])],
    rows: [wrong(parts), much(parts), flow(parts), alertsAndDashboards],
  });
}
