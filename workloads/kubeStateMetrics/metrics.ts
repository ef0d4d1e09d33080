/** What kube-state-metrics watches, and what it exposes of that. */
import { PORT_ANNOTATION, SCRAPE_ANNOTATION } from "../../contract/annotations";

/** Resources and their API groups. Neither Secrets nor ConfigMaps: whoever can list them can read them. */
export const RESOURCES: Readonly<Record<string, string>> = {
  cronjobs: "batch",
  daemonsets: "apps",
  deployments: "apps",
  horizontalpodautoscalers: "autoscaling",
  jobs: "batch",
  namespaces: "",
  nodes: "",
  persistentvolumeclaims: "",
  persistentvolumes: "",
  poddisruptionbudgets: "policy",
  pods: "",
  replicasets: "apps",
  resourcequotas: "",
  statefulsets: "apps",
};

/**
 * Of the metrics about them, those that kubernetes-mixin's dashboards and rules ask for, why a container ended, since when
 * a node is there, and which pods ask to be scraped. The rest would be twice as much again.
 */
export const METRICS: readonly string[] = [
  "kube_cronjob_(info|next_schedule_time|spec_suspend|status_active)",
  "kube_daemonset_status_(current_number_scheduled|desired_number_scheduled|number_available|number_misscheduled)",
  "kube_daemonset_status_(observed_generation|updated_number_scheduled)",
  "kube_deployment_(metadata_generation|spec_paused|spec_replicas)",
  "kube_deployment_status_(condition|observed_generation|replicas_available|replicas_updated)",
  "kube_horizontalpodautoscaler_spec_(max|min)_replicas",
  "kube_horizontalpodautoscaler_status_(current|desired)_replicas",
  "kube_job_(failed|owner|status_active|status_start_time)",
  "kube_namespace_status_phase",
  "kube_node_(created|info|role|spec_taint|spec_unschedulable|status_allocatable|status_capacity|status_condition)",
  "kube_persistentvolume_status_phase",
  "kube_persistentvolumeclaim_(access_mode|info|resource_requests_storage_bytes|status_phase)",
  "kube_pod_(annotations|info|owner|status_phase|status_ready|status_unschedulable)",
  "kube_pod_container_(info|resource_limits|resource_requests)",
  "kube_pod_container_status_(last_terminated_reason|ready|restarts_total|waiting_reason)",
  "kube_pod_init_container_status_waiting_reason",
  "kube_poddisruptionbudget_status_(current_healthy|desired_healthy|expected_pods|pod_disruptions_allowed)",
  "kube_replicaset_owner",
  "kube_resourcequota",
  "kube_statefulset_(metadata_generation|replicas)",
  "kube_statefulset_status_(current_revision|observed_generation|replicas_ready|replicas_updated|update_revision)",
];

/**
 * Annotations of pods that it exposes, as labels of `kube_pod_annotations`: whether the pod asks to be scraped, and where.
 * No others: what people write into annotations is no label.
 */
export const POD_ANNOTATIONS: readonly string[] = [SCRAPE_ANNOTATION, PORT_ANNOTATION];
