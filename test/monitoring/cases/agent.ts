/** Cases of the alerts about agents and targets. */
import {
  AGENT_A,
  AGENT_B,
  type AlertCase,
  NODE_A,
  NODE_EXPORTER_A,
  NODE_EXPORTER_B,
  sample,
  SHOP,
  WAREHOUSE,
} from "./model";

const LIMITER_REFUSED = "otelcol_processor_memory_limiter_refused_metric_points_total";
const RECEIVER_REFUSED = "otelcol_receiver_refused_metric_points_total";

const presence: readonly AlertCase[] = [
  {
    alert: "AgentMetricsMissing",
    firing: {
      situation: "targets of a node are scraped, but no agent reports itself there",
      at: "12m",
      input: {
        [sample("up", NODE_EXPORTER_A)]: "1x20",
        [sample("up", SHOP)]: "1x20",
        [sample("up", NODE_EXPORTER_B)]: "1x20",
        [sample("up", AGENT_B)]: "1x20",
      },
      expected: [
        {
          labels: NODE_A,
          summary: "The agent on node node-a reports no metrics of its own",
          description:
            "2 targets on node node-a are scraped, but the node's agent does not report its own metrics. Data that this agent loses would go unnoticed.",
        },
      ],
    },
    silent: [
      {
        situation: "every node's agent is there, even one that does not answer",
        at: "12m",
        input: {
          [sample("up", NODE_EXPORTER_A)]: "1x20",
          [sample("up", AGENT_A)]: "0x20",
          [sample("up", NODE_EXPORTER_B)]: "1x20",
          [sample("up", AGENT_B)]: "1x20",
        },
      },
    ],
  },
  {
    alert: "AgentStoppedReporting",
    firing: {
      situation: "an agent has not been seen for ten minutes",
      at: "25m",
      input: { [sample("up", AGENT_A)]: "1x10 stale", [sample("up", AGENT_B)]: "1x30" },
      expected: [
        {
          labels: NODE_A,
          summary: "The agent on node node-a stopped reporting",
          description:
            "The agent on node node-a reported its metrics within the last hour and has stopped. If the node was removed, this alert resolves by itself within the hour.",
        },
      ],
    },
    silent: [
      {
        situation: "an agent is being replaced",
        at: "18m",
        input: { [sample("up", AGENT_A)]: "1x10 stale", [sample("up", AGENT_B)]: "1x30" },
      },
      {
        situation: "a node was removed more than an hour ago",
        at: "80m",
        input: { [sample("up", AGENT_A)]: "1x10 stale", [sample("up", AGENT_B)]: "1x90" },
      },
    ],
  },
  {
    alert: "AgentSelfScrapeFailing",
    firing: {
      situation: "an agent cannot read its own metrics",
      at: "6m",
      input: { [sample("up", AGENT_A)]: "0x10", [sample("up", AGENT_B)]: "1x10" },
      expected: [
        {
          labels: AGENT_A,
          summary: "The agent on node node-a cannot scrape its own metrics",
          description:
            "The agent otel-agent-a on node node-a is running, but has failed to scrape its own metrics endpoint for 5 minutes. Alerts about this agent cannot fire meanwhile.",
        },
      ],
    },
    silent: [
      {
        situation: "one scrape failed",
        at: "6m",
        input: { [sample("up", AGENT_A)]: "1x3 0 1x10" },
      },
    ],
  },
];

const refusals: readonly AlertCase[] = [
  {
    alert: "AgentRefusesData",
    firing: {
      situation: "the counter of refused points grows",
      at: "6m",
      input: { [sample(RECEIVER_REFUSED, { ...AGENT_A, receiver: "prometheus" })]: "0x5 30x5" },
      expected: [
        {
          labels: NODE_A,
          summary: "The agent on node node-a refuses data",
          description:
            "The receivers of the agent on node node-a refused scrapes or requests with 30 data points in the last 5 minutes, whole or in part. What is refused of a scrape is lost; OTLP clients may retry.",
        },
      ],
    },
    silent: [
      {
        situation: "the agent refused data long ago",
        at: "20m",
        input: { [sample(RECEIVER_REFUSED, { ...AGENT_A, receiver: "prometheus" })]: "0x5 30x20" },
      },
      {
        situation: "an application's own collector refused data",
        at: "6m",
        input: { [sample(RECEIVER_REFUSED, { ...SHOP, receiver: "otlp" })]: "0+30x10" },
      },
    ],
  },
  {
    alert: "AgentMemoryLimiterRefuses",
    firing: {
      situation: "the counter is born with its first refusal",
      at: "6m",
      input: {
        [sample("up", AGENT_A)]: "1x10",
        [sample(LIMITER_REFUSED, { ...AGENT_A, processor: "memory_limiter" })]: "_x6 12x5",
      },
      expected: [
        {
          labels: NODE_A,
          summary: "The memory limiter of the agent on node node-a refuses data",
          description:
            "The memory limiter of the agent on node node-a refused 12 data points in the last 5 minutes. Scraped data points are lost.",
        },
      ],
    },
    silent: [
      { situation: "the counter does not exist", at: "6m", input: { [sample("up", AGENT_A)]: "1x10" } },
      {
        situation: "the counter was born long ago and stands still",
        at: "15m",
        input: { [sample(LIMITER_REFUSED, { ...AGENT_A, processor: "memory_limiter" })]: "_x6 12x20" },
      },
    ],
  },
];

const targets: readonly AlertCase[] = [
  {
    alert: "TargetDown",
    firing: {
      situation: "a target fails for ten minutes",
      at: "11m",
      input: {
        [sample("up", SHOP)]: "0x15",
        [sample("scrape_samples_scraped", SHOP)]: "0x15",
        [sample("scrape_body_size_bytes", SHOP)]: "0x15",
        [sample("up", WAREHOUSE)]: "1x15",
      },
      expected: [
        {
          labels: SHOP,
          summary: "Target store/shop-1 (10.0.0.5:8080) is down",
          description:
            "The agent on node node-a has failed to scrape store/shop-1 (10.0.0.5:8080), job shop, for 10 minutes.",
        },
      ],
    },
    silent: [
      {
        situation: "targets exceed a limit, of which another alert tells",
        at: "11m",
        input: {
          [sample("up", SHOP)]: "0x15",
          [sample("scrape_samples_scraped", SHOP)]: "60000x15",
          [sample("up", WAREHOUSE)]: "0x15",
          [sample("scrape_body_size_bytes", WAREHOUSE)]: "-1x15",
        },
      },
      { situation: "a target restarts", at: "11m", input: { [sample("up", SHOP)]: "1x5 0x3 1x10" } },
    ],
  },
  {
    alert: "TargetOverLimit",
    firing: {
      situation: "one target has too many samples and one too large a body",
      at: "6m",
      input: {
        [sample("up", SHOP)]: "0x10",
        [sample("scrape_samples_scraped", SHOP)]: "60000x10",
        [sample("up", WAREHOUSE)]: "0x10",
        [sample("scrape_samples_scraped", WAREHOUSE)]: "0x10",
        [sample("scrape_body_size_bytes", WAREHOUSE)]: "-1x10",
      },
      expected: [
        {
          labels: SHOP,
          summary: "Target store/shop-1 (10.0.0.5:8080) exceeds a scrape limit",
          description:
            "Scrapes of store/shop-1 (10.0.0.5:8080), job shop, exceed the sample limit or the body size limit. The agent on node node-a drops them whole.",
        },
        {
          labels: WAREHOUSE,
          summary: "Target store/warehouse-1 (10.0.0.6:8080) exceeds a scrape limit",
          description:
            "Scrapes of store/warehouse-1 (10.0.0.6:8080), job warehouse, exceed the sample limit or the body size limit. The agent on node node-a drops them whole.",
        },
      ],
    },
    silent: [
      {
        situation: "a target is down",
        at: "6m",
        input: {
          [sample("up", SHOP)]: "0x10",
          [sample("scrape_samples_scraped", SHOP)]: "0x10",
          [sample("scrape_body_size_bytes", SHOP)]: "0x10",
        },
      },
      {
        situation: "a big target is below the limits",
        at: "6m",
        input: { [sample("up", SHOP)]: "1x10", [sample("scrape_samples_scraped", SHOP)]: "40000x10" },
      },
    ],
  },
];

export const AGENT_CASES: readonly AlertCase[] = [...presence, ...refusals, ...targets];
