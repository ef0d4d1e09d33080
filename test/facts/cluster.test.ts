import assert from "node:assert/strict";
import { clusterFacts } from "../../facts/cluster";
import { settingsSchema, type ClusterSettings } from "../../settings/schema/settings";

const cluster = (settings: Record<string, unknown>): ClusterSettings =>
  settingsSchema.parse({ environment: "test", cluster: settings }).cluster;

const GKE = { kind: "gke", name: "shop", project: "acme-prod", location: "europe-west1" };

describe("the facts of a GKE cluster", () => {
  it("are its own ranges, the private addresses of its control plane and Google's programs", () => {
    const facts = clusterFacts(cluster({ ...GKE, nodesCidr: "10.1.0.0/20" }));
    assert.deepEqual(facts.nodeRanges, ["10.1.0.0/20"]);
    assert.deepEqual(facts.apiServer.ports, [443]);
    assert.ok(!facts.apiServer.ranges.includes("0.0.0.0/0"));
    assert.deepEqual(
      facts.programs.map(({ program }) => program),
      ["gcloud", "gke-gcloud-auth-plugin"],
    );
    assert.equal(facts.gke?.name, "shop");
    assert.equal(facts.existing, undefined);
  });

  it("protect it unless the settings say otherwise", () => {
    assert.equal(clusterFacts(cluster(GKE)).deletionProtection, true);
    assert.equal(clusterFacts(cluster({ ...GKE, deletionProtection: false })).deletionProtection, false);
  });

  it("count nodes by zone where the location is a region", () => {
    assert.equal(clusterFacts(cluster(GKE)).nodesForecast, "1 to 5 e2-standard-4 in each zone in europe-west1");
    assert.equal(
      clusterFacts(cluster({ ...GKE, location: "europe-west1-b", nodePool: { spot: true } })).nodesForecast,
      "1 to 5 spot e2-standard-4 in europe-west1-b",
    );
  });
});

describe("the facts of a cluster that exists", () => {
  it("are its context and wide ranges, because the settings do not contain its ranges", () => {
    const facts = clusterFacts(cluster({ kind: "existing", name: "lab", context: "lab-admin" }));
    assert.equal(facts.context, "lab-admin");
    assert.ok(facts.nodeRanges.includes("10.0.0.0/8"));
    assert.deepEqual(facts.apiServer, { ranges: "any", ports: [443, 6443] });
    assert.equal(facts.nodesForecast, "every node of lab");
    assert.equal(facts.existing?.name, "lab");
    assert.equal(facts.gke, undefined);
  });

  it("have no deletion protection and need no programs", () => {
    const { deletionProtection, programs } = clusterFacts(cluster({ kind: "existing", name: "lab" }));
    assert.equal(deletionProtection, false);
    assert.deepEqual(programs, []);
  });
});
