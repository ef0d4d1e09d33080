import assert from "node:assert/strict";
import * as pulumi from "@pulumi/pulumi";
import { hasSameNodeTraffic } from "../../gke/version";
import { usableKubeconfig } from "../../stack/cluster";

describe("the version of a GKE cluster", () => {
  it("has traffic within a node from 1.34 on", () => {
    const versions = ["1.33.4-gke.1172000", "1.34.1-gke.3720000", "1.35.0-gke.1", "2.0.0"];
    assert.deepEqual(versions.map(hasSameNodeTraffic), [false, true, true, true]);
  });

  function kubeconfigOf(locality: "require" | "prefer", version: string): Promise<string> {
    const cluster = { kubeconfig: pulumi.output("kubeconfig"), kubernetesVersion: pulumi.output(version) };
    const usable = usableKubeconfig(cluster, { agent: { locality } });
    return (usable as unknown as { promise(): Promise<string> }).promise();
  }

  it("is looked at before anything is created in the cluster, where the settings need it", async () => {
    await assert.rejects(kubeconfigOf("prefer", "1.33.4-gke.1172000"), {
      message:
        "gke-telemetry:agent.locality is prefer, but needs Kubernetes 1.34 or newer, and the cluster has 1.33.4-gke.1172000. Set gke-telemetry:agent.locality: require, or upgrade the cluster's control plane.",
    });
    assert.equal(await kubeconfigOf("prefer", "1.34.1-gke.3720000"), "kubeconfig");
    assert.equal(await kubeconfigOf("require", "1.33.4-gke.1172000"), "kubeconfig");
  });
});
