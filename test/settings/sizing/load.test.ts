import assert from "node:assert/strict";
import { problemText } from "../../../settings/problems";
import { settingsSchema } from "../../../settings/schema/settings";
import { clusterLoad, loadArithmetic, sendableSamplesPerSecond } from "../../../settings/sizing/load";
import { nodeMemoryMiB } from "../../../settings/sizing/machines";
import { validate } from "../../../settings/validate";

const gke = { kind: "gke", name: "telemetry-dev", project: "acme-dev", location: "europe-west1-b" };
const existing = { kind: "existing", name: "shop" };
const own = { collectorImage: { distribution: "gke-telemetry" } };

const load = (values: object) => clusterLoad(settingsSchema.parse({ environment: "test", ...values }));

function problemsOf(values: object): string[] {
  return validate({ environment: "test", cluster: existing, ...values }, {}).problems.map(problemText);
}

describe("the load of a cluster", () => {
  it("is the agents' rate on the most nodes, in all zones of a region", () => {
    const agent = { samplesPerSecond: 1000 };
    const nodePool = { maxNodes: 10 };
    assert.equal(load({ cluster: { ...gke, nodePool }, agent }).samplesPerSecond, 10_000);
    const regional = load({ cluster: { ...gke, location: "europe-west1", nodePool }, agent });
    assert.equal(loadArithmetic(regional), "30 nodes × 1,000 samples/s = 30,000 samples/s");
    assert.equal(load({ cluster: { ...existing, maxNodes: 300 }, agent }).samplesPerSecond, 300_000);
    assert.equal(load({ cluster: existing }).samplesPerSecond, 15_000);
  });

  it("is refused to a store that is too small for it, with both ways out", () => {
    const cluster = { ...existing, maxNodes: 300 };
    const metrics = { kind: "prometheus", expectedSamplesPerSecond: 900, storageGiB: 1000 };
    assert.deepEqual(problemsOf({ cluster, metrics, agent: { samplesPerSecond: 1000 } }), [
      "gke-telemetry:metrics.expectedSamplesPerSecond is 900, but must be at least what all agents may send: 300 nodes × 1,000 samples/s = 300,000 samples/s. Set gke-telemetry:metrics.expectedSamplesPerSecond to 300000 or remove it, or gke-telemetry:agent.samplesPerSecond to 3, if a node has no more.",
    ]);
  });

  it("sizes the disk of a store that states no rate", () => {
    const cluster = { ...existing, maxNodes: 100 };
    const [problem] = problemsOf({ cluster, agent: { samplesPerSecond: 3000 } });
    assert.match(
      problem ?? "",
      /12 h × 3,600 s × 300,000 samples\/s × 2 bytes, .* of index in each block of 2 h = 31\.4 GiB/,
    );
    assert.deepEqual(problemsOf({ cluster, agent: { samplesPerSecond: 1500 } }), []);
  });

  it("is refused to nodes that are too small for Prometheus", () => {
    const cluster = { ...gke, nodePool: { machineType: "e2-standard-2", maxNodes: 15 } };
    const [problem, ...others] = problemsOf({ cluster });
    assert.deepEqual(others, []);
    assert.match(
      problem ?? "",
      /machineType is "e2-standard-2", but is too small for Prometheus: 75,000 samples\/s × 30 s = 2,250,000 series need 7,756 MiB/,
    );
    assert.deepEqual(
      problemsOf({ cluster: { ...cluster, nodePool: { machineType: "e2-custom-2-8192", maxNodes: 15 } } }),
      [],
    );
  });
});

describe("the way to the store", () => {
  it("carries the requests that the exporter has under way at a time", () => {
    assert.equal(sendableSamplesPerSecond("contrib", { profile: "default" }, 200), 40_960);
    assert.equal(sendableSamplesPerSecond("own", { profile: "default" }, 200), 400_000);
  });

  it("is refused where an agent could not make good for an outage", () => {
    const metrics = { kind: "remote", url: "https://mimir.example.com/api/v1/push", responseMilliseconds: 1000 };
    const [problem, ...others] = problemsOf({ metrics });
    assert.deepEqual(others, []);
    assert.match(
      problem ?? "",
      /responseMilliseconds is 1000, but is too long for 5,000 samples\/s of a node: one request of 8,192 samples at a time are 8,192 samples\/s, and twice the rate is needed/,
    );
    assert.match(
      problem ?? "",
      /Set gke-telemetry:agent\.samplesPerSecond to 4096 or less, or .*distribution to gke-telemetry/,
    );
    assert.deepEqual(problemsOf({ metrics, ...own }), []);
  });
});

describe("the memory of a node", () => {
  it("follows from the name of its type, where that tells", () => {
    assert.equal(nodeMemoryMiB("e2-standard-4"), 15_360);
    assert.equal(nodeMemoryMiB("n2-highmem-8"), 53_248);
    assert.equal(nodeMemoryMiB("custom-4-8192"), undefined);
  });
});
