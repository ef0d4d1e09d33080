/** Cases of the alerts about logs. */
import { type AlertCase, CLUSTER, type Labels, sample } from "./model";

const IDENTITY = { ...CLUSTER, k8s_namespace_name: "telemetry-logs", k8s_pod_name: "logs-agent-x" };
const AGENT: Labels = { ...IDENTITY, job: "log-agent", instance: "10.0.0.7:8888", exporter: "otlp_http" };
const OTHER: Labels = { ...AGENT, k8s_namespace_name: "shop" };

const failed = (labels: Labels) => sample("otelcol_exporter_send_failed_log_records_total", labels);
const STORE: Labels = {
  ...CLUSTER,
  ...{ k8s_namespace_name: "monitoring", k8s_pod_name: "victoria-logs-0", job: "victoria-logs" },
  path: "/victoria-logs-data",
};
const OTHERS: Labels = { ...STORE, k8s_namespace_name: "shop" };
const drops = (reason: string) => sample("vl_rows_dropped_total", { ...STORE, reason });
const data = (storage: number, index: number) => ({
  [sample("vl_data_size_bytes", { ...STORE, type: "storage" })]: `${storage}x40`,
  [sample("vl_data_size_bytes", { ...STORE, type: "indexdb" })]: `${index}x40`,
  [sample("vl_max_disk_space_usage_bytes", STORE)]: "100x40",
});
const cut = (value: string, labels: Labels) =>
  sample("otelcol_processor_log_limiter_cut_records_total", { ...labels, processor: "log_limiter", value });
const queue = (labels: Labels, percent: number) => ({
  [sample("otelcol_exporter_queue_size", labels)]: `${percent}x20`,
  [sample("otelcol_exporter_queue_capacity", labels)]: "100x20",
});

export const LOG_CASES: readonly AlertCase[] = [
  {
    alert: "LogsSendFailed",
    firing: {
      situation: "the counter is born with the first lines that the store rejects",
      at: "6m",
      input: { [failed(AGENT)]: "_x6 200x5" },
      expected: [
        {
          labels: IDENTITY,
          summary: "Log agent telemetry-logs/logs-agent-x dropped lines that the log store rejected",
          description:
            "Log agent telemetry-logs/logs-agent-x dropped 200 lines in the last 5 minutes, because the log store rejected them with an error that is not retryable, such as wrong credentials.",
        },
      ],
    },
    silent: [
      { situation: "lines were rejected long ago", at: "20m", input: { [failed(AGENT)]: "0x3 200x20" } },
      { situation: "a collector of somebody else drops lines", at: "6m", input: { [failed(OTHER)]: "_x6 200x5" } },
    ],
  },
  {
    alert: "NamespaceLogsCut",
    firing: {
      situation: "a namespace floods two nodes, and the counters are born with the first lines that are cut",
      at: "6m",
      input: {
        [cut("greedy", AGENT)]: "_x3 300x5",
        [cut("greedy", { ...AGENT, k8s_pod_name: "logs-agent-y" })]: "_x3 200x5",
        [cut("modest", AGENT)]: "9x10",
      },
      expected: [
        {
          labels: { ...CLUSTER, value: "greedy" },
          summary: "Namespace greedy logs more than it may",
          description:
            "Log agents cut 500 lines of namespace greedy in the last 5 minutes, because its pods on a node log more than one namespace may. Other namespaces are not affected.",
        },
      ],
    },
    silent: [
      { situation: "lines were cut long ago", at: "20m", input: { [cut("greedy", AGENT)]: "0x3 300x20" } },
      { situation: "a collector of somebody else cuts", at: "6m", input: { [cut("greedy", OTHER)]: "_x3 300x5" } },
    ],
  },
  {
    alert: "LogsNotShipped",
    firing: {
      situation: "three quarters of the queue are in use for ten minutes",
      at: "15m",
      input: queue(AGENT, 75),
      expected: [
        {
          labels: IDENTITY,
          summary: "Log agent telemetry-logs/logs-agent-x cannot send its lines",
          description:
            "The queue of log agent telemetry-logs/logs-agent-x on the disk of its node is 75% full. When it is full, the agent reads no further, and lines are lost once the kubelet deletes their files.",
        },
      ],
    },
    silent: [{ situation: "half of it is in use", at: "15m", input: queue(AGENT, 50) }],
  },
  {
    alert: "LogStoreReadOnly",
    firing: {
      situation: "the volume of the store is full",
      at: "5m",
      input: { [sample("vl_storage_is_read_only", STORE)]: "0x2 1x10" },
      expected: [
        {
          labels: CLUSTER,
          summary: "VictoriaLogs takes no lines, because its volume is full",
          description:
            "The volume of VictoriaLogs has no room left, so it refuses every line. Lines wait in the queues of the log agents; when these are full, agents read no further.",
        },
      ],
    },
    silent: [
      { situation: "it takes lines", at: "5m", input: { [sample("vl_storage_is_read_only", STORE)]: "0x10" } },
      { situation: "another team's is full", at: "5m", input: { [sample("vl_storage_is_read_only", OTHERS)]: "1x10" } },
    ],
  },
  {
    alert: "LogStoreNearLimit",
    firing: {
      situation: "data and index take 95 % of what they may for half an hour",
      at: "35m",
      input: data(90, 5),
      expected: [
        {
          labels: CLUSTER,
          summary: "VictoriaLogs will soon delete logs before their retention ends",
          description:
            "The data of VictoriaLogs take 95% of what they may take of its volume. At the limit, VictoriaLogs deletes the oldest day of all namespaces.",
        },
      ],
    },
    silent: [{ situation: "they take half", at: "35m", input: data(45, 5) }],
  },
  {
    alert: "LogStoreDropsLines",
    firing: {
      situation: "lines are older than the retention",
      at: "6m",
      input: { [drops("too_small_timestamp")]: "0x3 40x5", [drops("too_many_fields")]: "0x10" },
      expected: [
        {
          labels: { ...CLUSTER, reason: "too_small_timestamp" },
          summary: "VictoriaLogs dropped lines: too_small_timestamp",
          description:
            "VictoriaLogs took 40 lines in the last 5 minutes and did not store them, because of too_small_timestamp.",
        },
      ],
    },
    silent: [{ situation: "long ago", at: "20m", input: { [drops("too_small_timestamp")]: "0x3 40x20" } }],
  },
];
