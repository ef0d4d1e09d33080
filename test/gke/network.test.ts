import assert from "node:assert/strict";
import { natArguments, networkArguments, routerArguments, subnetArguments } from "../../gke/network";
import { gkeSettings } from "../harness/gkeSettings";

describe("network of a GKE cluster", () => {
  it("creates no subnets automatically", () => {
    assert.equal(networkArguments(gkeSettings()).autoCreateSubnetworks, false);
  });

  it("gives nodes, pods and Services the ranges of the settings", () => {
    const subnet = subnetArguments(
      gkeSettings({ nodesCidr: "10.20.0.0/20", podsCidr: "10.24.0.0/14", servicesCidr: "10.28.0.0/20" }),
    );
    assert.equal(subnet.ipCidrRange, "10.20.0.0/20");
    assert.deepEqual(subnet.secondaryIpRanges, [
      { rangeName: "pods", ipCidrRange: "10.24.0.0/14" },
      { rangeName: "services", ipCidrRange: "10.28.0.0/20" },
    ]);
  });

  it("reaches Google's APIs without an external address", () => {
    assert.equal(subnetArguments(gkeSettings()).privateIpGoogleAccess, true);
  });

  it("writes flow logs of the subnet", () => {
    assert.deepEqual(subnetArguments(gkeSettings()).logConfig, {
      aggregationInterval: "INTERVAL_5_SEC",
      flowSampling: 0.5,
      metadata: "INCLUDE_ALL_METADATA",
    });
  });

  it("writes fewer and smaller flow logs, or none, by setting", () => {
    const flowLogs = { intervalSeconds: 600, samplePercent: 10, metadata: false };
    assert.deepEqual(subnetArguments(gkeSettings({ flowLogs })).logConfig, {
      aggregationInterval: "INTERVAL_10_MIN",
      flowSampling: 0.1,
      metadata: "EXCLUDE_ALL_METADATA",
    });
    assert.ok(!("logConfig" in subnetArguments(gkeSettings({ flowLogs: { enabled: false } }))));
  });

  it("translates every range of the subnet with Cloud NAT, and logs errors", () => {
    const nat = natArguments(gkeSettings());
    assert.equal(nat.natIpAllocateOption, "AUTO_ONLY");
    assert.equal(nat.sourceSubnetworkIpRangesToNat, "ALL_SUBNETWORKS_ALL_IP_RANGES");
    assert.deepEqual(nat.logConfig, { enable: true, filter: "ERRORS_ONLY" });
  });

  it("allocates ports dynamically, without endpoint-independent mapping", () => {
    const nat = natArguments(gkeSettings());
    assert.equal(nat.enableDynamicPortAllocation, true);
    assert.equal(nat.enableEndpointIndependentMapping, false);
  });

  it("is in the cluster's region and project, for zonal and regional clusters", () => {
    for (const location of ["us-east4-c", "us-east4"]) {
      const settings = gkeSettings({ location, project: "acme-other" });
      for (const part of [subnetArguments(settings), routerArguments(settings), natArguments(settings)]) {
        assert.equal(part.region, "us-east4");
        assert.equal(part.project, "acme-other");
      }
      assert.equal(networkArguments(settings).project, "acme-other");
    }
  });
});
