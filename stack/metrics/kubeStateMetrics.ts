/** The metrics of Kubernetes objects. */
import type { ComponentResourceOptions } from "@pulumi/pulumi";
import { KubeStateMetrics } from "../../components/metrics/KubeStateMetrics";
import { stackNames } from "../../contract/names";
import type { StackInput } from "../../settings/load/load";
import { objectsSizing } from "../../settings/sizing/cluster/objects";
import { kubeStateMetricsManifests } from "../../workloads/kubeStateMetrics/manifests";

export function deployKubeStateMetrics({ settings }: StackInput, options: ComponentResourceOptions): void {
  if (!settings.objects.enabled) return;
  const { kubeStateMetrics } = stackNames(settings.namespaces).placements;
  const manifests = kubeStateMetricsManifests(objectsSizing(settings), kubeStateMetrics);
  new KubeStateMetrics("kube-state-metrics", { manifests }, options);
}
