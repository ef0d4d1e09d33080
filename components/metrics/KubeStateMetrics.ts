import * as k8s from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";
import type { KubeStateMetricsManifests } from "../../workloads/kubeStateMetrics/manifests";

export interface KubeStateMetricsArgs {
  readonly manifests: KubeStateMetricsManifests;
}

/** kube-state-metrics; the agents find it by its annotations, so it needs no Service. */
export class KubeStateMetrics extends pulumi.ComponentResource {
  constructor(name: string, args: KubeStateMetricsArgs, opts?: pulumi.ComponentResourceOptions) {
    super("gke-telemetry:metrics:KubeStateMetrics", name, {}, opts);
    const { manifests } = args;
    const parent = { parent: this };
    const serviceAccount = new k8s.core.v1.ServiceAccount(name, manifests.serviceAccount, parent);
    const role = new k8s.rbac.v1.ClusterRole(name, manifests.clusterRole, parent);
    const binding = new k8s.rbac.v1.ClusterRoleBinding(name, manifests.clusterRoleBinding, {
      ...parent,
      dependsOn: [serviceAccount, role],
    });
    // It ends where it may not list, so the permissions come first.
    new k8s.apps.v1.StatefulSet(name, manifests.statefulSet, { ...parent, dependsOn: [serviceAccount, binding] });
    this.registerOutputs({});
  }
}
