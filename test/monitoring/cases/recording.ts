/** What the recording rules make of one agent and one node. */
import { AGENT_A, type InputSeries, type Labels, NODE_A, NODE_EXPORTER_A, sample } from "./model";

const QUEUE = { ...AGENT_A, exporter: "otlp_grpc/queue" };
const WRITER = { ...AGENT_A, exporter: "prometheus_remote_write" };
const DISK = { ...NODE_EXPORTER_A, device: "/dev/sda1", fstype: "ext4" };

/** Two receivers and the queue's, one disk mounted twice beside a file system in memory, two processors. */
export const RECORDING_INPUT: InputSeries = {
  [sample("up", AGENT_A)]: "1x10",
  [sample("otelcol_receiver_accepted_metric_points_total", { ...AGENT_A, receiver: "prometheus" })]: "0+600x10",
  [sample("otelcol_receiver_accepted_metric_points_total", { ...AGENT_A, receiver: "otlp" })]: "0+60x10",
  [sample("otelcol_receiver_accepted_metric_points_total", { ...AGENT_A, receiver: "otlp/queue" })]: "0+540x10",
  [sample("otelcol_receiver_refused_metric_points_total", { ...AGENT_A, receiver: "otlp" })]: "0+6x10",
  [sample("otelcol_receiver_refused_metric_points_total", { ...AGENT_A, receiver: "otlp/queue" })]: "0+60x10",
  [sample("otelcol_exporter_sent_metric_points_total", WRITER)]: "0+540x10",
  [sample("otelcol_exporter_sent_metric_points_total", QUEUE)]: "0+570x10",
  [sample("otelcol_exporter_send_failed_metric_points_total", WRITER)]: "0+60x10",
  [sample("otelcol_processor_filter_datapoints_filtered_total", { ...AGENT_A, filter: "filter/expired" })]: "0+30x10",
  [sample("otelcol_exporter_queue_size", QUEUE)]: "25x10",
  [sample("otelcol_exporter_queue_capacity", QUEUE)]: "100x10",
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
  { record: "node:otelcol_exporter_sent_metric_points:rate5m", labels: NODE_A, value: 9 },
  { record: "node:otelcol_lost_metric_points:rate5m", labels: NODE_A, value: 0.6 },
  { record: "node:otelcol_exporter_queue_use:ratio", labels: NODE_A, value: 0.25 },
  { record: "node:node_cpu_use:ratio_rate5m", labels: NODE_A, value: 0.25 },
  { record: "node:node_load1_per_cpu:ratio", labels: NODE_A, value: 1.5 },
  { record: "node:node_memory_use:ratio", labels: NODE_A, value: 0.6 },
  { record: "node_device:node_filesystem_use:ratio", labels: { ...NODE_A, device: "/dev/sda1" }, value: 0.8 },
];
