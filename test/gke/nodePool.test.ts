import assert from "node:assert/strict";
import { NODE_ROLE, nodeAccountArguments, nodeConfig, nodePoolArguments } from "../../gke/nodePool";
import { gkeSettings } from "../harness/gkeSettings";

const pool = (nodePool: Record<string, unknown> = {}) => gkeSettings({ nodePool });

describe("nodes of a GKE cluster", () => {
  it("run as an account of their own, with the one role that nodes need", () => {
    const account = nodeAccountArguments(gkeSettings());
    assert.equal(account.project, "acme-test");
    assert.match(account.accountId, /^telemetry-test-/);
    assert.equal(NODE_ROLE, "roles/container.defaultNodeServiceAccount");
  });

  it("run Container-Optimized OS with containerd", () => {
    assert.equal(nodeConfig(gkeSettings(), "test").imageType, "COS_CONTAINERD");
  });

  it("have secure boot and integrity monitoring", () => {
    assert.deepEqual(nodeConfig(gkeSettings(), "test").shieldedInstanceConfig, {
      enableSecureBoot: true,
      enableIntegrityMonitoring: true,
    });
  });

  it("do not give their own identity to pods", () => {
    const node = nodeConfig(gkeSettings(), "test");
    assert.deepEqual(node.workloadMetadataConfig, { mode: "GKE_METADATA" });
    assert.deepEqual(node.metadata, { "disable-legacy-endpoints": "true" });
  });

  it("do not open the kubelet's read-only port", () => {
    assert.deepEqual(nodeConfig(gkeSettings(), "test").kubeletConfig, { insecureKubeletReadonlyPortEnabled: "FALSE" });
  });

  it("leave authorisation to IAM", () => {
    assert.deepEqual(nodeConfig(gkeSettings(), "test").oauthScopes, ["https://www.googleapis.com/auth/cloud-platform"]);
  });

  it("have the machine type and the disk of the settings", () => {
    const node = nodeConfig(pool({ machineType: "e2-standard-8", diskGiB: 100, spot: true }), "test");
    assert.equal(node.machineType, "e2-standard-8");
    assert.equal(node.diskSizeGb, 100);
    assert.equal(node.spot, true);
    assert.equal(nodeConfig(pool(), "test").spot, false);
  });

  it("carry the environment as a label", () => {
    assert.equal(nodeConfig(gkeSettings(), "test").resourceLabels.environment, "test");
  });

  it("are autoscaled between the numbers of the settings", () => {
    const { autoscaling } = nodePoolArguments(pool({ minNodes: 2, maxNodes: 7 }));
    assert.deepEqual(autoscaling, { minNodeCount: 2, maxNodeCount: 7 });
  });

  it("start with the minimum, but at least one", () => {
    assert.equal(nodePoolArguments(pool({ minNodes: 3 })).initialNodeCount, 3);
    const empty = nodePoolArguments(pool({ minNodes: 0 }));
    assert.equal(empty.initialNodeCount, 1);
    assert.equal(empty.autoscaling.minNodeCount, 0);
  });

  it("have private addresses only", () => {
    assert.deepEqual(nodePoolArguments(gkeSettings()).networkConfig, { enablePrivateNodes: true });
  });

  it("are repaired and upgraded, with a surge of one node", () => {
    const args = nodePoolArguments(gkeSettings());
    assert.deepEqual(args.management, { autoRepair: true, autoUpgrade: true });
    assert.deepEqual(args.upgradeSettings, { strategy: "SURGE", maxSurge: 1, maxUnavailable: 0 });
  });

  it("are in the project and location of the cluster", () => {
    const { project, location } = nodePoolArguments(gkeSettings({ location: "europe-west1" }));
    assert.deepEqual({ project, location }, { project: "acme-test", location: "europe-west1" });
  });
});
