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
    alert: "AgentMissing",
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
          summary: "Node node-a has targets, but no agent reports itself there",
          description:
            "2 targets of node node-a are scraped, while no agent of that node reports its own metrics. Its losses would go unseen.",
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
    alert: "AgentVanished",
    firing: {
      situation: "an agent has not been seen for ten minutes",
      at: "25m",
      input: { [sample("up", AGENT_A)]: "1x10 stale", [sample("up", AGENT_B)]: "1x30" },
      expected: [
        {
          labels: NODE_A,
          summary: "The agent of node node-a is no longer seen",
          description:
            "The agent of node node-a reported within the last hour and does not any more. A node that was removed looks the same, and then this ends by itself within the hour.",
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
    alert: "AgentDown",
    firing: {
      situation: "an agent cannot read its own metrics",
      at: "6m",
      input: { [sample("up", AGENT_A)]: "0x10", [sample("up", AGENT_B)]: "1x10" },
      expected: [
        {
          labels: AGENT_A,
          summary: "The agent of node node-a does not answer on its metrics port",
          description:
            "The agent otel-agent-a of node node-a runs, but cannot read its own metrics. Alerts about it cannot fire meanwhile.",
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
          summary: "The agent of node node-a refuses data",
          description:
            "The agent of node node-a turned away 30 data points in 5 minutes. What it scraped itself is lost; OTLP clients may repeat theirs.",
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
        situation: "the store is away, and what leaves the queue goes back to it",
        at: "6m",
        input: { [sample(RECEIVER_REFUSED, { ...AGENT_A, receiver: "otlp/queue" })]: "0+30x10" },
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
          summary: "The agent of node node-a is at its memory limit",
          description:
            "The memory limiter of the agent of node node-a turned away 12 data points in 5 minutes. Scraped ones are lost for good.",
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
          summary: "Target store/shop-1 (10.0.0.5:8080) cannot be scraped",
          description:
            "The agent of node node-a has not been able to scrape store/shop-1 (10.0.0.5:8080), job shop, for 10 minutes.",
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
          summary: "Target store/shop-1 (10.0.0.5:8080) exposes more than the limit",
          description:
            "store/shop-1 (10.0.0.5:8080), job shop, answers with more samples or bytes than one scrape may bring, so that the agent of node node-a drops the whole scrape.",
        },
        {
          labels: WAREHOUSE,
          summary: "Target store/warehouse-1 (10.0.0.6:8080) exposes more than the limit",
          description:
            "store/warehouse-1 (10.0.0.6:8080), job warehouse, answers with more samples or bytes than one scrape may bring, so that the agent of node node-a drops the whole scrape.",
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
