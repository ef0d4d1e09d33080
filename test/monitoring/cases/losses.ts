/** Cases of the alerts about samples that an agent loses. */
import { AGENT_B, type AlertCase, CLUSTER, NODE_A, NODE_B, sample } from "./model";
import { GATEWAY } from "./traces/tracePods";
import { contrib, durable } from "./writers";

const dropped = (reason: string): string => durable("dropped_samples_total", { reason });

const request = (start: string, shard = "0"): string => durable("request", { start, shard });
const requestEnd = (start: string, shard = "0"): string => durable("request_end", { start, shard });

const cut = (namespace: string, reason = "max_series"): string =>
  durable("cut_points_total", { value: namespace, reason });

const rejected = (node: string, count: string): string =>
  `The remote-write endpoint rejected up to ${count} samples of the agent on node ${node} in the last 5 minutes with an error that is not retryable. These samples are lost, and no others.`;

export const LOSS_CASES: readonly AlertCase[] = [
  {
    alert: "AgentSendFailed",
    firing: {
      situation: "samples are rejected, and contrib's counter is born with the first batch",
      at: "6m",
      input: {
        [dropped("rejected")]: "0x5 4x5",
        [dropped("too_large")]: "0x5 3x5",
        [contrib("send_failed_metric_points_total")]: "_x6 1024x5",
      },
      expected: [
        {
          labels: NODE_A,
          summary: "The agent on node node-a dropped samples that were rejected",
          description: rejected("node-a", "7"),
        },
        {
          labels: NODE_B,
          summary: "The agent on node node-b dropped samples that were rejected",
          description: rejected("node-b", "1.024k"),
        },
      ],
    },
    silent: [
      {
        situation: "everything is sent, or sent again",
        at: "6m",
        input: {
          [durable("sent_samples_total")]: "0+1000x10",
          [durable("retries_total", { reason: "server_error" })]: "0+10x10",
          [dropped("rejected")]: "0x10",
          [contrib("sent_metric_points_total")]: "0+1000x10",
        },
      },
      {
        situation: "the exporter is a gateway's, or an application's",
        at: "6m",
        input: {
          [sample("otelcol_exporter_send_failed_metric_points_total", {
            ...GATEWAY,
            exporter: "prometheus_remote_write/otlp",
          })]: "0+10x10",
        },
      },
    ],
  },
  {
    alert: "AgentEnqueueFailed",
    firing: {
      situation: "a queue in files is full, and so is one in memory",
      at: "6m",
      input: {
        [dropped("disk_full")]: "0x3 100+100x5",
        [contrib("enqueue_failed_metric_points_total")]: "0x3 200+200x5",
      },
      expected: [
        {
          labels: NODE_A,
          summary: "The sending queue of the agent on node node-a is full",
          description:
            "The agent on node node-a dropped 300 samples in the last 5 minutes, because its sending queue was full.",
        },
        {
          labels: NODE_B,
          summary: "The sending queue of the agent on node node-b is full",
          description:
            "The agent on node node-b dropped 600 samples in the last 5 minutes, because its sending queue was full.",
        },
      ],
    },
    silent: [
      { situation: "the queue overflowed long ago", at: "20m", input: { [dropped("memory_full")]: "0x3 100x20" } },
    ],
  },
  {
    alert: "AgentSamplesExpired",
    firing: {
      situation: "an outage lasts for longer than promised",
      at: "8m",
      input: { [dropped("expired")]: "0x5 500x5" },
      expected: [
        {
          labels: NODE_A,
          summary: "The agent on node node-a dropped expired samples",
          description:
            "The agent on node node-a dropped 500 samples in the last 5 minutes, because they were older than the outage window.",
        },
      ],
    },
    silent: [
      { situation: "nothing has waited too long", at: "8m", input: { [dropped("expired")]: "0x10" } },
      { situation: "the outage ended long ago", at: "20m", input: { [dropped("expired")]: "0x5 500x20" } },
    ],
  },
  {
    alert: "AgentTranslationFailed",
    firing: {
      situation: "an application sends what no sample can hold",
      at: "6m",
      input: {
        [durable("refused_points_total", { reason: "temporality" })]: "0x5 3x5",
        [contrib("prometheusremotewrite_failed_translations_total", "prometheus_remote_write/otlp")]: "_x6 1x5",
      },
      expected: ["node-a", "node-b"].map((node) => ({
        labels: { ...CLUSTER, k8s_node_name: node },
        summary: `The agent on node ${node} received metrics that it cannot write`,
        description: `The agent on node ${node} received metrics in the last 5 minutes that cannot be written as Prometheus samples, and dropped them.`,
      })),
    },
    silent: [
      {
        situation: "everything can be written, delta metrics too",
        at: "6m",
        input: {
          [durable("refused_points_total", { reason: "temporality" })]: "0x10",
          // NamespaceSeriesCut is about these.
          [durable("refused_points_total", { reason: "series_limit" })]: "0+10x10",
          [sample("otelcol_deltatocumulative_datapoints_total", AGENT_B)]: "0+10x10",
        },
      },
    ],
  },
  {
    alert: "NamespaceSeriesCut",
    firing: {
      situation: "a namespace has too many series and labels that change, and its counters are born with the first cut",
      at: "6m",
      input: { [cut("greedy")]: "_x2 40+40x5", [cut("greedy", "new_series")]: "_x3 7x5", [cut("modest")]: "9x10" },
      expected: [
        {
          labels: { ...CLUSTER, value: "greedy" },
          summary: "Namespace greedy has more series than it may have",
          description:
            "Agents cut 207 data points of new series of namespace greedy in the last 5 minutes, because its pods on a node have as many series as one namespace may have. Series that exist go on, and other namespaces are not affected.",
        },
      ],
    },
    silent: [
      { situation: "the namespace was cut long ago", at: "20m", input: { [cut("greedy")]: "_x2 40x20" } },
      {
        situation: "a namespace is as large as it may be",
        at: "6m",
        input: { [durable("limited_series", { value: "greedy" })]: "10000x10" },
      },
    ],
  },
  {
    alert: "SamplesMissing",
    firing: {
      situation:
        "two requests are missing between others, and one of each shard at the end of a process that was killed",
      at: "25m",
      input: {
        [request("1000")]: "7 _x40",
        [requestEnd("1000")]: "_ 8 _x40",
        [request("1000", "1")]: "12 _x40",
        [requestEnd("1000", "1")]: "_ 13 _x40",
        [request("2000")]: "_ 1+1x8 12+1x40",
      },
      expected: [
        {
          labels: NODE_A,
          summary: "Samples of the agent on node node-a are missing in the store",
          description:
            "4 requests of the agent on node node-a were accepted in the last hour and are not stored. The samples in them are lost. `npm run certificate` says when.",
        },
      ],
    },
    silent: [
      {
        situation: "an agent was stopped, and the next one begins anew",
        at: "30m",
        input: {
          [request("1000")]: "1+1x9 _x40",
          [requestEnd("1000")]: "_x10 10 _x40",
          [request("2000")]: "_x12 1+1x40",
        },
      },
      { situation: "an agent slept", at: "30m", input: { [request("1000")]: "1+1x9 _x6 11+1x40" } },
      {
        situation: "what is sent beside the end of a process is on its way",
        at: "9m",
        input: { [request("1000")]: "7 _x9", [requestEnd("1000")]: "_ 9 _x9" },
      },
    ],
  },
];
