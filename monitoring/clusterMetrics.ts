/**
 * Every metric about nodes, Kubernetes objects and containers that rules and dashboards use, each written once. Labels
 * are in `metrics.ts`.
 */

/** Metrics of node exporter. */
export const NODE = {
  cpuSeconds: "node_cpu_seconds_total",
  load1: "node_load1",
  memoryTotalBytes: "node_memory_MemTotal_bytes",
  memoryAvailableBytes: "node_memory_MemAvailable_bytes",
  filesystemSizeBytes: "node_filesystem_size_bytes",
  /** Free for every user; `free` includes the space reserved for root. */
  filesystemAvailableBytes: "node_filesystem_avail_bytes",
  filesystemFreeBytes: "node_filesystem_free_bytes",
  filesystemReadOnly: "node_filesystem_readonly",
  diskReadBytes: "node_disk_read_bytes_total",
  diskWrittenBytes: "node_disk_written_bytes_total",
  diskBusySeconds: "node_disk_io_time_seconds_total",
} as const;

/** Metrics of kube-state-metrics 2.20. */
export const OBJECTS = {
  nodeCreated: "kube_node_created",
  nodeInfo: "kube_node_info",
  podInfo: "kube_pod_info",
  /** Of the annotations of pods, `prometheus.io/scrape` and `prometheus.io/port` alone. */
  podAnnotations: "kube_pod_annotations",
  podPhase: "kube_pod_status_phase",
  podReady: "kube_pod_status_ready",
  restarts: "kube_pod_container_status_restarts_total",
  limits: "kube_pod_container_resource_limits",
  requests: "kube_pod_container_resource_requests",
  waitingReason: "kube_pod_container_status_waiting_reason",
  nodeAllocatable: "kube_node_status_allocatable",
  /** Grow with each change of the workload's specification that its controller has seen. */
  deploymentGeneration: "kube_deployment_status_observed_generation",
  statefulSetGeneration: "kube_statefulset_status_observed_generation",
  daemonSetGeneration: "kube_daemonset_status_observed_generation",
} as const;

/** Metrics of containers, from the kubelet of their node. */
export const CONTAINER = {
  cpuSeconds: "container_cpu_usage_seconds_total",
  periods: "container_cpu_cfs_periods_total",
  throttledPeriods: "container_cpu_cfs_throttled_periods_total",
  workingSetBytes: "container_memory_working_set_bytes",
  oomEvents: "container_oom_events_total",
  receivedBytes: "container_network_receive_bytes_total",
  transmittedBytes: "container_network_transmit_bytes_total",
} as const;
