/** Cases of the alerts about samples that wait, and about the store that takes them. */
import {
  AGENT_A,
  AGENT_B,
  type AlertCase,
  CLUSTER,
  type ExpectedAlert,
  type InputSeries,
  NODE_A,
  PROMETHEUS,
  sample,
} from "./model";
import { contrib, durable } from "./writers";

const WRITES = { ...PROMETHEUS, handler: "/api/v1/write" };

const queueOfContrib = (size: string): InputSeries => ({
  [contrib("queue_size")]: size,
  [contrib("queue_capacity")]: "100x15",
});

const filling = (node: string, use: string): ExpectedAlert => ({
  labels: { ...CLUSTER, k8s_node_name: node },
  summary: `The sending queue of the agent on node ${node} is filling up`,
  description: `The sending queue of the agent on node ${node} is ${use} full. When it is full, samples are dropped.`,
});

const waiting: readonly AlertCase[] = [
  {
    alert: "AgentWriteUnauthorized",
    firing: {
      situation: "requests are answered with 401 for five minutes",
      at: "8m",
      input: { [durable("retries_total", { reason: "unauthorized" })]: "0+12x10" },
      expected: [
        {
          labels: { ...NODE_A, reason: "unauthorized" },
          summary: "The agent on node node-a writes with wrong credentials or to a wrong address",
          description:
            "The remote-write endpoint answered 60 requests of the agent on node node-a in the last 5 minutes as unauthorized. Their samples wait in the sending queue; they are lost once it is full or they are older than the outage window.",
        },
      ],
    },
    silent: [
      {
        situation: "the store is away",
        at: "8m",
        input: {
          [durable("retries_total", { reason: "unreachable" })]: "0+12x10",
          [durable("retries_total", { reason: "unauthorized" })]: "0x10",
        },
      },
      {
        situation: "a password was changed a moment ago",
        at: "8m",
        input: { [durable("retries_total", { reason: "unauthorized" })]: "0x5 12x10" },
      },
    ],
  },
  {
    alert: "AgentQueueFilling",
    firing: {
      situation: "the queues stay above 70 %",
      at: "6m",
      input: {
        [durable("queue_memory_bytes")]: "10x10",
        [durable("queue_disk_bytes")]: "70x10",
        [durable("queue_capacity_bytes")]: "100x10",
        ...queueOfContrib("90x10"),
      },
      expected: [filling("node-a", "80%"), filling("node-b", "90%")],
    },
    silent: [
      {
        situation: "the queue was nearly full for two minutes",
        at: "8m",
        input: queueOfContrib("0x4 95x2 0x5"),
      },
      {
        situation: "the queues are at 60 %, and one of spans is full",
        at: "10m",
        input: {
          [durable("queue_memory_bytes")]: "0x15",
          [durable("queue_disk_bytes")]: "60x15",
          [durable("queue_capacity_bytes")]: "100x15",
          ...queueOfContrib("60x15"),
          [contrib("queue_size", "otlp_grpc/gateway")]: "100x15",
          [contrib("queue_capacity", "otlp_grpc/gateway")]: "100x15",
        },
      },
    ],
  },
  {
    alert: "AgentQueueUnusable",
    firing: {
      situation: "a folder cannot be written, and another has a damaged file",
      at: "6m",
      input: {
        [durable("storage_failures_total")]: "0+30x10",
        [durable("damaged_records_total", AGENT_B)]: "_x3 1x10",
      },
      expected: ["node-a", "node-b"].map((node) => ({
        labels: { ...CLUSTER, k8s_node_name: node },
        summary: `The agent on node ${node} could not use files of its queue`,
        description: `The agent on node ${node} could not open, read or write files of its sending queue in the last 5 minutes. While it cannot, samples wait in memory, which has less room. What was in damaged files is lost.`,
      })),
    },
    silent: [
      {
        situation: "files are used as they should, or a file was damaged long ago",
        at: "20m",
        input: {
          [durable("storage_failures_total")]: "0x25",
          [durable("damaged_records_total", AGENT_B)]: "0x3 1x25",
        },
      },
    ],
  },
];

const receiving: readonly AlertCase[] = [
  {
    alert: "NoSamplesArriving",
    firing: {
      situation: "no agent writes any more",
      at: "15m",
      input: { [sample("up", AGENT_A)]: "1x3", [sample("up", AGENT_B)]: "1x3" },
      expected: [
        {
          labels: { job: "otel-agent", k8s_namespace_name: "open-telemetry" },
          summary: "Prometheus receives no samples of any agent",
          description:
            "Prometheus has received no samples of any agent for at least 5 minutes. Alerts about agents, targets and nodes cannot fire meanwhile.",
        },
      ],
    },
    silent: [
      {
        situation: "one agent of two writes",
        at: "15m",
        input: { [sample("up", AGENT_A)]: "1x3", [sample("up", AGENT_B)]: "1x20" },
      },
      { situation: "the stack has just been started", at: "4m", input: { [sample("up", PROMETHEUS)]: "1x5" } },
    ],
  },
  {
    alert: "PrometheusRejectsSamples",
    firing: {
      situation: "samples are too old and, for the first time, out of order",
      at: "6m",
      input: {
        [sample("up", PROMETHEUS)]: "1x10",
        [sample("prometheus_tsdb_too_old_samples_total", { ...PROMETHEUS, type: "float" })]: "0x5 4x5",
        [sample("prometheus_tsdb_out_of_order_samples_total", { ...PROMETHEUS, type: "float" })]: "_x6 3x5",
      },
      expected: [
        {
          labels: CLUSTER,
          summary: "Prometheus in cluster lab rejects samples because of their timestamps",
          description:
            "Prometheus rejected 7 samples in the last 5 minutes as out of order, too old or out of bounds. They are lost.",
        },
      ],
    },
    silent: [
      {
        situation: "late samples are within the window and stored",
        at: "6m",
        input: {
          [sample("up", PROMETHEUS)]: "1x10",
          [sample("prometheus_tsdb_head_out_of_order_samples_appended_total", { ...PROMETHEUS, type: "float" })]:
            "0+100x10",
        },
      },
    ],
  },
  {
    alert: "PrometheusRefusesWrites",
    firing: {
      situation: "a write is refused for the first time",
      at: "6m",
      input: { [sample("prometheus_http_requests_total", { ...WRITES, code: "400" })]: "_x6 2x5" },
      expected: [
        {
          labels: { ...CLUSTER, code: "400" },
          summary: "Prometheus in cluster lab refuses remote-write requests",
          description:
            "Prometheus answered 2 remote-write requests with status 400 in the last 5 minutes. With 400 it rejected samples, which are lost.",
        },
      ],
    },
    silent: [
      {
        situation: "writes succeed or are to be repeated, and a query is wrong",
        at: "6m",
        input: {
          [sample("prometheus_http_requests_total", { ...WRITES, code: "204" })]: "0+10x10",
          [sample("prometheus_http_requests_total", { ...WRITES, code: "503" })]: "0+10x10",
          [sample("prometheus_http_requests_total", { ...PROMETHEUS, handler: "/api/v1/query", code: "400" })]:
            "0+10x10",
        },
      },
    ],
  },
];

export const WRITE_PATH_CASES: readonly AlertCase[] = [...waiting, ...receiving];
