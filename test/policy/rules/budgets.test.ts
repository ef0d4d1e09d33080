import assert from "node:assert/strict";
import { findingsOf, type RegisteredResource } from "../../../policy/run";
import { budgetNodes } from "../../../policy/rules/budgets/budgetNodes";
import { budgetSeries } from "../../../policy/rules/budgets/budgetSeries";
import { configuration, object, resource } from "../resources";

const pool = (inputs: Record<string, unknown>) => resource("gcp:container/nodePool:NodePool", "nodes", inputs);
const nodes = (maxNodes: number, ...pools: RegisteredResource[]) => findingsOf(budgetNodes, pools, { maxNodes }).length;

describe("budget-nodes", () => {
  it("counts the zones of a region", () => {
    const autoscaling = { maxNodeCount: 5 };
    assert.equal(nodes(5, pool({ location: "europe-west1-b", autoscaling })), 0);
    assert.equal(nodes(14, pool({ location: "europe-west1", autoscaling })), 1);
    assert.equal(nodes(15, pool({ location: "europe-west1", autoscaling })), 0);
    assert.equal(nodes(10, pool({ location: "europe-west1", nodeLocations: ["b", "c"], autoscaling })), 0);
  });

  it("adds pools, and takes a total as it is", () => {
    const total = pool({ location: "europe-west1", autoscaling: { totalMaxNodeCount: 5 } });
    assert.equal(nodes(10, total, total), 0);
    assert.equal(nodes(9, total, total), 1);
  });

  it("takes a pool without a limit for endless", () => {
    assert.equal(nodes(1_000_000, pool({ location: "europe-west1-b" })), 1);
    assert.equal(nodes(3, pool({ location: "europe-west1-b", nodeCount: 3 })), 0);
  });

  it("needs no cluster of the stack's own", () => {
    assert.equal(nodes(0), 0);
  });
});

describe("budget-series", () => {
  const BUDGET = { maxSeries: 131_072, maxSamplesPerScrape: 1000 };

  function prometheus(memory: string) {
    const container = { args: ["--storage.tsdb.path=/d"], resources: { limits: { memory } } };
    return object("StatefulSet", { spec: { template: { spec: { containers: [container] } } } });
  }

  it("takes 8 KiB of Prometheus' memory for a series", () => {
    assert.equal(findingsOf(budgetSeries, [prometheus("1Gi")], BUDGET).length, 0);
    assert.deepEqual(
      findingsOf(budgetSeries, [prometheus("1025Mi")], BUDGET).map(({ message }) => message),
      ["StatefulSet thing has memory for 131200 series, but the budget is 131072."],
    );
    assert.equal(findingsOf(budgetSeries, [prometheus("2000000000")], BUDGET).length, 1);
  });

  it("finds a Prometheus without a limit that it can read", () => {
    assert.equal(findingsOf(budgetSeries, [prometheus("")], BUDGET).length, 1);
    assert.equal(findingsOf(budgetSeries, [prometheus("much")], BUDGET).length, 1);
  });

  it("wants a limit of samples for every scrape job", () => {
    const job = (sample_limit?: number) =>
      configuration({ receivers: { prometheus: { config: { scrape_configs: [{ job_name: "j", sample_limit }] } } } });
    assert.equal(findingsOf(budgetSeries, [job(1000)], BUDGET).length, 0);
    for (const limit of [undefined, 0, 1001]) assert.equal(findingsOf(budgetSeries, [job(limit)], BUDGET).length, 1);
  });
});
