/** Cases of the alerts about the write path. */
import { AGENT_A, AGENT_B, type AlertCase, CLUSTER, NODE_A, NODE_B, PROMETHEUS, sample } from "./model";

const EXPORTER = { ...AGENT_A, exporter: "otlp_grpc/queue" };
const WRITER = { ...AGENT_A, exporter: "prometheus_remote_write" };
const EXPIRED = "otelcol_processor_filter_datapoints_filtered_total";
const WRITES = { ...PROMETHEUS, handler: "/api/v1/write" };

function sentBy(metric: string): string {
  return sample(`otelcol_exporter_${metric}_metric_points_total`, EXPORTER);
}

const sending: readonly AlertCase[] = [
  {
    alert: "AgentSendFailed",
    firing: {
      situation: "the counter is born with the first batch that is given up",
      at: "6m",
      input: { [sentBy("sent")]: "0+1000x10", [sentBy("send_failed")]: "_x6 1024x5" },
      expected: [
        {
          labels: NODE_A,
          summary: "The agent on node node-a dropped samples that were rejected",
          description:
            "The agent on node node-a dropped 1.024k data points in the last 5 minutes, because the remote-write endpoint rejected them with an error that is not retryable.",
        },
      ],
    },
    silent: [
      { situation: "everything is sent", at: "6m", input: { [sentBy("sent")]: "0+1000x10" } },
      {
        situation: "attempts fail, whose data goes back to the queue",
        at: "6m",
        input: { [sample("otelcol_exporter_send_failed_metric_points_total", WRITER)]: "0+10x10" },
      },
    ],
  },
  {
    alert: "AgentEnqueueFailed",
    firing: {
      situation: "the queue is full",
      at: "6m",
      input: { [sentBy("enqueue_failed")]: "0x3 100+100x5" },
      expected: [
        {
          labels: NODE_A,
          summary: "The agent on node node-a could not enqueue samples",
          description:
            "The agent on node node-a dropped 300 data points in the last 5 minutes, because its sending queue was full or could not be written.",
        },
      ],
    },
    silent: [
      { situation: "the queue overflowed long ago", at: "20m", input: { [sentBy("enqueue_failed")]: "0x3 100x20" } },
    ],
  },
  {
    alert: "AgentSamplesExpired",
    firing: {
      situation: "an outage lasts for longer than promised",
      at: "8m",
      input: { [sample(EXPIRED, { ...AGENT_A, filter: "filter/expired" })]: "0x5 500x5" },
      expected: [
        {
          labels: NODE_A,
          summary: "The agent on node node-a dropped expired samples",
          description:
            "The agent on node node-a dropped up to 500 data points in the last 5 minutes, because they were older than the outage window or had a timestamp in the future.",
        },
      ],
    },
    silent: [
      {
        situation: "nothing has waited too long",
        at: "8m",
        input: { [sample(EXPIRED, { ...AGENT_A, filter: "filter/expired" })]: "0x10" },
      },
      {
        situation: "the outage ended long ago",
        at: "20m",
        input: { [sample(EXPIRED, { ...AGENT_A, filter: "filter/expired" })]: "0x5 500x20" },
      },
    ],
  },
  {
    alert: "AgentQueueFilling",
    firing: {
      situation: "the queue stays above 70 %",
      at: "6m",
      input: {
        [sample("otelcol_exporter_queue_size", EXPORTER)]: "80x10",
        [sample("otelcol_exporter_queue_capacity", EXPORTER)]: "100x10",
      },
      expected: [
        {
          labels: NODE_A,
          summary: "The sending queue of the agent on node node-a is filling up",
          description:
            "The sending queue of the agent on node node-a is 80% full. When it is full, new samples are dropped.",
        },
      ],
    },
    silent: [
      {
        situation: "the queue was nearly full for two minutes",
        at: "8m",
        input: {
          [sample("otelcol_exporter_queue_size", EXPORTER)]: "0x4 95x2 0x5",
          [sample("otelcol_exporter_queue_capacity", EXPORTER)]: "100x15",
        },
      },
      {
        situation: "the queue is at 60 %",
        at: "10m",
        input: {
          [sample("otelcol_exporter_queue_size", EXPORTER)]: "60x15",
          [sample("otelcol_exporter_queue_capacity", EXPORTER)]: "100x15",
        },
      },
    ],
  },
];

const UPTIME = "otelcol_process_uptime_seconds_total";

const queue: readonly AlertCase[] = [
  {
    alert: "AgentQueueUnusable",
    firing: {
      situation: "one agent runs with a spare queue, another has replaced its own",
      at: "6m",
      input: {
        [sample(UPTIME, { ...AGENT_A, queue_state: "spare" })]: "90000+60x10",
        [sample(UPTIME, { ...AGENT_B, queue_state: "replaced" })]: "0+60x10",
      },
      expected: [
        {
          labels: { ...NODE_A, queue_state: "spare" },
          summary: "The agent on node node-a could not use its queue",
          description:
            "The queue of the agent on node node-a is spare. *replaced*: the queue file was corrupted, and the samples in it are lost. *spare*: the queue volume cannot be used; samples wait in a small queue in memory, which an outage of the remote-write endpoint soon fills.",
        },
        {
          labels: { ...NODE_B, queue_state: "replaced" },
          summary: "The agent on node node-b could not use its queue",
          description:
            "The queue of the agent on node node-b is replaced. *replaced*: the queue file was corrupted, and the samples in it are lost. *spare*: the queue volume cannot be used; samples wait in a small queue in memory, which an outage of the remote-write endpoint soon fills.",
        },
      ],
    },
    silent: [
      {
        situation: "agents run with their own queues, or replaced one long ago",
        at: "6m",
        input: {
          [sample(UPTIME, { ...AGENT_A, queue_state: "normal" })]: "0+60x10",
          [sample(UPTIME, { ...AGENT_B, queue_state: "replaced" })]: "3600+60x10",
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
          labels: { job: "otel-agent" },
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
            "Prometheus answered 2 remote-write requests with status 400 in the last 5 minutes. Agents do not retry them, and samples that were not stored are lost.",
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

export const WRITE_PATH_CASES: readonly AlertCase[] = [...sending, ...queue, ...receiving];
