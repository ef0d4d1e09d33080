/** What the recording rules make of an agent with each exporter, and of one node. */
import { AGENT_A, AGENT_B, type InputSeries, type Labels, NODE_A, NODE_B, NODE_EXPORTER_A, sample } from "./model";
import { GATEWAY } from "./traces/tracePods";
import { contrib, durable } from "./writers";

const OTLP = "prometheus_remote_write/otlp";
const DISK = { ...NODE_EXPORTER_A, device: "/dev/sda1", fstype: "ext4" };

/** An agent with the project's exporter. Its receivers count a request as refused of which one data point was. */
const OWN_AGENT: InputSeries = {
  [sample("up", AGENT_A)]: "1x10",
  [sample("otelcol_receiver_accepted_metric_points_total", { ...AGENT_A, receiver: "prometheus" })]: "0+600x10",
  [sample("otelcol_receiver_accepted_metric_points_total", { ...AGENT_A, receiver: "otlp" })]: "0+60x10",
  [sample("otelcol_receiver_refused_metric_points_total", { ...AGENT_A, receiver: "otlp" })]: "0+600x10",
  [durable("refused_points_total", { reason: "temporality" })]: "0+30x10",
  [durable("sent_samples_total")]: "0+540x10",
  [durable("dropped_samples_total", { reason: "disk_full" })]: "0+30x10",
  [durable("dropped_samples_total", { reason: "expired" })]: "0+30x10",
  [durable("dropped_samples_total", { reason: "shutdown" })]: "0+30x10",
  [durable("queue_memory_bytes")]: "5x10",
  [durable("queue_disk_bytes")]: "20x10",
  [durable("queue_capacity_bytes")]: "100x10",
};

/** An agent with contrib's exporter on another node, beside a gateway that writes what it counts. */
const CONTRIB_AGENT: InputSeries = {
  [sample("up", AGENT_B)]: "1x10",
  [sample("otelcol_receiver_accepted_metric_points_total", { ...AGENT_B, receiver: "prometheus" })]: "0+600x10",
  [contrib("sent_metric_points_total")]: "0+540x10",
  [contrib("sent_metric_points_total", OTLP)]: "0+60x10",
  [sample("otelcol_exporter_sent_metric_points_total", { ...GATEWAY, exporter: "prometheus_remote_write" })]: "0+60x10",
  [contrib("send_failed_metric_points_total")]: "0+30x10",
  [contrib("enqueue_failed_metric_points_total", OTLP)]: "0+30x10",
  [contrib("prometheusremotewrite_failed_translations_total", OTLP)]: "0+6x10",
  [sample("otelcol_deltatocumulative_datapoints_total", { ...AGENT_B, error: "limit" })]: "0+6x10",
  [sample("otelcol_deltatocumulative_datapoints_total", AGENT_B)]: "0+600x10",
  [contrib("queue_size")]: "10x10",
  [contrib("queue_capacity")]: "100x10",
  [contrib("queue_size", OTLP)]: "40x10",
  [contrib("queue_capacity", OTLP)]: "100x10",
};

/** Both kinds of agent, one disk mounted twice beside a file system in memory, two processors. */
export const RECORDING_INPUT: InputSeries = {
  ...OWN_AGENT,
  ...CONTRIB_AGENT,
  [sample("node_cpu_seconds_total", { ...NODE_EXPORTER_A, cpu: "0", mode: "idle" })]: "0+60x10",
  [sample("node_cpu_seconds_total", { ...NODE_EXPORTER_A, cpu: "1", mode: "idle" })]: "0+30x10",
  [sample("node_cpu_seconds_total", { ...NODE_EXPORTER_A, cpu: "1", mode: "user" })]: "0+30x10",
  [sample("node_load1", NODE_EXPORTER_A)]: "3x10",
  [sample("node_memory_MemTotal_bytes", NODE_EXPORTER_A)]: "100x10",
  [sample("node_memory_MemAvailable_bytes", NODE_EXPORTER_A)]: "40x10",
  ...Object.fromEntries(
    ["/", "/var/lib/kubelet"].flatMap((mountpoint) => [
      [sample("node_filesystem_size_bytes", { ...DISK, mountpoint }), "100x10"],
      [sample("node_filesystem_free_bytes", { ...DISK, mountpoint }), "36x10"],
      [sample("node_filesystem_avail_bytes", { ...DISK, mountpoint }), "16x10"],
      [sample("node_filesystem_readonly", { ...DISK, mountpoint }), "0x10"],
    ]),
  ),
  [sample("node_filesystem_size_bytes", { ...DISK, device: "tmpfs", fstype: "tmpfs" })]: "100x10",
  [sample("node_filesystem_free_bytes", { ...DISK, device: "tmpfs", fstype: "tmpfs" })]: "1x10",
  [sample("node_filesystem_avail_bytes", { ...DISK, device: "tmpfs", fstype: "tmpfs" })]: "1x10",
};

export interface RecordingCase {
  readonly record: string;
  readonly labels: Labels;
  readonly value: number;
}

/** Ten minutes after the first sample. */
export const RECORDING_CASES: readonly RecordingCase[] = [
  { record: "node:otelcol_receiver_accepted_metric_points:rate5m", labels: NODE_A, value: 11 },
  { record: "node:otelcol_receiver_accepted_metric_points:rate5m", labels: NODE_B, value: 10 },
  { record: "node:otelcol_exporter_sent_metric_points:rate5m", labels: NODE_A, value: 9 },
  { record: "node:otelcol_exporter_sent_metric_points:rate5m", labels: NODE_B, value: 10 },
  { record: "node:otelcol_lost_metric_points:rate5m", labels: NODE_A, value: 2 },
  { record: "node:otelcol_lost_metric_points:rate5m", labels: NODE_B, value: 1.2 },
  { record: "node:otelcol_exporter_queue_use:ratio", labels: NODE_A, value: 0.25 },
  { record: "node:otelcol_exporter_queue_use:ratio", labels: NODE_B, value: 0.4 },
  { record: "node:node_cpu_use:ratio_rate5m", labels: NODE_A, value: 0.25 },
  { record: "node:node_load1_per_cpu:ratio", labels: NODE_A, value: 1.5 },
  { record: "node:node_memory_use:ratio", labels: NODE_A, value: 0.6 },
  { record: "node_device:node_filesystem_use:ratio", labels: { ...NODE_A, device: "/dev/sda1" }, value: 0.8 },
];
