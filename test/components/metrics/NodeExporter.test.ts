import assert from "node:assert/strict";
import { nodeExporterManifests } from "../../../workloads/nodeExporter";
import { NodeExporter } from "../../../components/metrics/NodeExporter";
import { recordResources } from "../../harness/recordResources";

describe("NodeExporter", () => {
  it("creates the DaemonSet as it was computed, once its account and its PriorityClass are there", async () => {
    const manifests = nodeExporterManifests({ hostNetwork: false });
    const { single } = await recordResources((opts) => new NodeExporter("node-exporter", { manifests }, opts));
    const daemonSet = single("kubernetes:apps/v1:DaemonSet");
    assert.deepEqual(daemonSet.inputs, manifests.daemonSet);
    assert.deepEqual(daemonSet.dependsOn, ["node-exporter", "node-exporter"]);
    assert.deepEqual(single("kubernetes:scheduling.k8s.io/v1:PriorityClass").inputs, manifests.priorityClass);
    assert.deepEqual(single("kubernetes:core/v1:ServiceAccount", "node-exporter").inputs, manifests.serviceAccount);
  });
});
