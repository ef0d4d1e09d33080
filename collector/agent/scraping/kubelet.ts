/** The scrape jobs of the node's kubelet: its own metrics, and those of the containers, which its cAdvisor measures. */
import { chartVariable } from "../../../contract/collector/chart";
import { JOBS } from "../../../contract/series";
import { NODE_NAME_VARIABLE } from "../../../contract/names";
import { PORTS } from "../../../contract/ports";
import type { ContainersSettings } from "../../../settings/schema/metrics/containers";
import type { AgentSizing } from "../../../settings/sizing/agent";
import type { JsonObject } from "../../common/model";
import { SERVICE_ACCOUNT } from "../../requirements/serviceAccount";
import { IPS } from "../relabeling";
import { limitedJob } from "./job";
import type { RelabelRule } from "./model";

/** Of what the kubelet exposes, what kubernetes-mixin's dashboards and rules ask for. */
const KUBELET_METRICS = [
  "go_goroutines",
  "kubelet_certificate_manager_(client|server)_ttl_seconds",
  "kubelet_certificate_manager_client_expiration_renew_errors",
  "kubelet_cgroup_manager_duration_seconds_(bucket|count|sum)",
  "kubelet_evictions",
  "kubelet_node_config_error",
  "kubelet_node_name",
  "kubelet_pleg_relist_(duration|interval)_seconds_(bucket|count|sum)",
  "kubelet_pod_(start|worker)_duration_seconds_(bucket|count|sum)",
  "kubelet_running_(containers|pods)",
  "kubelet_runtime_operations_(errors_)?total",
  "kubelet_runtime_operations_duration_seconds_(bucket|count|sum)",
  "kubelet_server_expiration_renew_errors",
  "kubelet_volume_stats_(available_bytes|capacity_bytes|inodes|inodes_free|inodes_used|used_bytes)",
  "kubernetes_build_info",
  "process_(cpu_seconds_total|resident_memory_bytes|start_time_seconds)",
  "rest_client_request_duration_seconds_(bucket|count|sum)",
  "rest_client_requests_total",
  "storage_operation_duration_seconds_(bucket|count|sum)",
  "volume_manager_total_volumes",
];

/** What a container has: cAdvisor's other two thirds describe its limits again, or what nobody asks for. */
const CONTAINER_METRICS = [
  "container_cpu_(cfs_(throttled_)?periods|usage_seconds)_total",
  "container_fs_((reads|writes)(_bytes)?_total|usage_bytes)",
  "container_memory_(cache|rss|swap|usage_bytes|working_set_bytes)",
  "container_oom_events_total",
  "container_start_time_seconds",
];

/** What the network namespace of a pod has, which its containers share. */
const POD_NETWORK_METRICS = "container_network_(receive|transmit)_(bytes|errors|packets|packets_dropped)_total";

const MACHINE_METRICS = "machine_(cpu_cores|memory_bytes)";

/**
 * The largest body of a kubelet, in MB. A node of 110 pods with two containers each has 5 MB of cAdvisor's metrics, one
 * of 256 pods 16 MB, whatever the profile of its agent.
 */
const LARGEST_BODY_MB = 20;

/** The kubelet's own metrics. */
export function kubeletJob(containers: ContainersSettings, sizing: AgentSizing): JsonObject {
  return { ...job(JOBS.kubelet, "/metrics", containers, sizing), metric_relabel_configs: [keep(KUBELET_METRICS)] };
}

/**
 * The metrics of the containers. Each series is that of one pod: its labels `k8s_namespace_name` and `k8s_pod_name` are
 * those of the pod that it describes, beside `namespace` and `pod`, which the community's dashboards and rules ask for.
 *
 * What describes a cgroup around containers is dropped: a sum over containers would count it again. So is the label
 * `id`, the path of the cgroup: `name`, the container's id, is unique already.
 */
export function containersJob(containers: ContainersSettings, sizing: AgentSizing): JsonObject {
  const described = (label: string, target: string): RelabelRule => ({
    source_labels: [label],
    regex: "(.+)",
    target_label: target,
    replacement: "$$1",
  });
  return {
    ...job(JOBS.containers, "/metrics/cadvisor", containers, sizing),
    // cAdvisor measures every container at a time of its own, up to half a minute ago: with the time of the scrape, rates
    // would be wrong by as much. A series of a container that is gone ends all the same.
    honor_timestamps: true,
    track_timestamps_staleness: true,
    metric_relabel_configs: [
      keep([...CONTAINER_METRICS, POD_NETWORK_METRICS, MACHINE_METRICS]),
      { source_labels: ["__name__", "container"], regex: `(${CONTAINER_METRICS.join("|")});(POD)?`, action: "drop" },
      { source_labels: ["__name__", "pod"], regex: `${POD_NETWORK_METRICS};`, action: "drop" },
      { regex: "id", action: "labeldrop" },
      described("namespace", "k8s_namespace_name"),
      described("pod", "k8s_pod_name"),
    ] satisfies RelabelRule[],
  };
}

const keep = (metrics: readonly string[]): RelabelRule => ({
  source_labels: ["__name__"],
  regex: metrics.join("|"),
  action: "keep",
});

/** Asks the kubelet of the agent's own node, and no other, as the agent's service account. */
function job(
  name: string,
  path: "/metrics" | "/metrics/cadvisor",
  { verifyKubelet }: ContainersSettings,
  sizing: AgentSizing,
): JsonObject {
  return {
    ...limitedJob(name, { ...sizing, bodySizeLimitMB: Math.max(LARGEST_BODY_MB, sizing.bodySizeLimitMB) }),
    scheme: "https",
    metrics_path: path,
    authorization: { credentials_file: SERVICE_ACCOUNT.token },
    tls_config: {
      ...(verifyKubelet ? { ca_file: SERVICE_ACCOUNT.authority } : { insecure_skip_verify: true }),
      min_version: "TLS12",
    },
    static_configs: [{ targets: [chartVariable("OTEL_K8S_NODE_IP")] }],
    relabel_configs: [
      ...IPS.map(({ ip, host }) => ({
        source_labels: ["__address__"],
        regex: ip,
        target_label: "__address__",
        replacement: `${host}:${PORTS.kubelet}`,
      })),
      ...Object.entries({
        job: JOBS.kubelet,
        metrics_path: path,
        node: `\${env:${NODE_NAME_VARIABLE}}`,
        k8s_node_name: `\${env:${NODE_NAME_VARIABLE}}`,
      }).map(([label, value]) => ({ target_label: label, replacement: value })),
    ] satisfies RelabelRule[],
  };
}
