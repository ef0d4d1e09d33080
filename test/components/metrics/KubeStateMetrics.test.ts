import assert from "node:assert/strict";
import { KubeStateMetrics } from "../../../components/metrics/KubeStateMetrics";
import { kubeStateMetricsManifests } from "../../../workloads/kubeStateMetrics/manifests";
import { recordResources } from "../../harness/recordResources";

describe("KubeStateMetrics", () => {
  it("creates the StatefulSet as it was computed, once it may watch", async () => {
    const manifests = kubeStateMetricsManifests({
      shards: 1,
      series: 3000,
      memoryRequestMiB: 64,
      memoryLimitMiB: 128,
      goMemoryLimitMiB: 115,
      cpuRequestMillicores: 50,
    });
    const { single } = await recordResources((opts) => new KubeStateMetrics("kube-state-metrics", { manifests }, opts));
    const statefulSet = single("kubernetes:apps/v1:StatefulSet");
    assert.deepEqual(statefulSet.inputs, manifests.statefulSet);
    assert.deepEqual(statefulSet.dependsOn, ["kube-state-metrics", "kube-state-metrics"]);
    const rbac = "kubernetes:rbac.authorization.k8s.io/v1";
    assert.deepEqual(single(`${rbac}:ClusterRole`).inputs, manifests.clusterRole);
    assert.deepEqual(single(`${rbac}:ClusterRoleBinding`).inputs, manifests.clusterRoleBinding);
  });
});
