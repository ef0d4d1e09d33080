import assert from "node:assert/strict";
import { PROFILES } from "../../../../settings/sizing/agent";
import { objectsSizing } from "../../../../settings/sizing/cluster/objects";
import { settingsSchema } from "../../../../settings/schema/settings";

const sizing = (maxNodes: number, more: Record<string, unknown> = {}) =>
  objectsSizing(
    settingsSchema.parse({ environment: "test", cluster: { kind: "existing", name: "test", maxNodes }, ...more }),
  );

describe("the size of kube-state-metrics", () => {
  it("is one replica for a few nodes, and more shards for more nodes", () => {
    assert.equal(sizing(5).shards, 1);
    assert.equal(sizing(20).shards, 1);
    assert.ok(sizing(100).shards > 1);
    assert.ok(sizing(1000).shards > sizing(100).shards);
  });

  it("is such that the agent of a node scrapes each shard whole", () => {
    for (const profile of Object.keys(PROFILES) as (keyof typeof PROFILES)[])
      for (const nodes of [1, 10, 100, 1000]) {
        const { series, shards } = sizing(nodes, { agent: { profile } });
        assert.ok(series / shards <= PROFILES[profile].sampleLimit, `${profile}, ${nodes} nodes`);
      }
  });

  it("is such that two shards on one node stay below what the agent takes of one namespace", () => {
    const { series, shards } = sizing(100, { agent: { samplesPerSecond: 1000 } });
    assert.ok((2 * series) / shards <= 15_000);
  });

  it("is what the stack sets", () => {
    assert.equal(sizing(5, { objects: { shards: 4 } }).shards, 4);
  });

  it("has memory for the objects of the whole cluster in each shard", () => {
    assert.ok(sizing(1000).memoryRequestMiB > 8 * sizing(10).memoryRequestMiB);
    const { memoryRequestMiB, memoryLimitMiB, goMemoryLimitMiB } = sizing(10);
    assert.ok(memoryRequestMiB < goMemoryLimitMiB && goMemoryLimitMiB < memoryLimitMiB);
  });
});
