import assert from "node:assert/strict";
import { nodeAccountId, regionOf, resourceLabels } from "../../gke/names";

describe("names of a GKE cluster's parts", () => {
  it("takes the region from a zone, and a region as it is", () => {
    assert.equal(regionOf("europe-west1-b"), "europe-west1");
    assert.equal(regionOf("europe-west1"), "europe-west1");
    assert.equal(regionOf("northamerica-northeast2-c"), "northamerica-northeast2");
  });

  it("keeps the id of the nodes' account for ever, because a new one replaces every node", () => {
    assert.equal(nodeAccountId({ name: "telemetry-dev", location: "europe-west1-b" }), "telemetry-dev-2d806069");
  });

  it("gives the nodes' account an id that Google takes, however long the cluster's name is", () => {
    for (let length = 1; length <= 40; length += 1) {
      for (const name of ["a".repeat(length), `${"a".repeat(length - 1)}9`, "a-".repeat(20).slice(0, length) + "b"]) {
        const id = nodeAccountId({ name: name.replace(/^9/, "a").slice(0, 40), location: "europe-west1" });
        assert.match(id, /^[a-z]([-a-z0-9]{4,28}[a-z0-9])$/, `${name} gives ${id}`);
        assert.doesNotMatch(id, /--/);
      }
    }
  });

  it("tells clusters apart whose names begin alike, or that lie in different places", () => {
    const location = "europe-west1";
    const clusters = [
      { name: "telemetry-of-the-whole-company-blue", location },
      { name: "telemetry-of-the-whole-company-green", location },
      { name: "telemetry-dev", location },
      { name: "telemetry-dev", location: "us-east1" },
    ];
    assert.equal(new Set(clusters.map(nodeAccountId)).size, clusters.length);
  });

  it("labels with values that Google Cloud takes", () => {
    const labels = resourceLabels({ name: "telemetry-dev", location: "europe-west1" }, "dev");
    assert.deepEqual(labels, { "managed-by": "gke-telemetry", environment: "dev", cluster: "telemetry-dev" });
    for (const [key, value] of Object.entries(labels))
      assert.match(`${key}=${value}`, /^[a-z][-_a-z0-9]*=[-_a-z0-9]{1,63}$/);
  });
});
