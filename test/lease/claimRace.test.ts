import assert from "node:assert/strict";
import { LeaseApiError, type Claimant, type LeaseApi, type PipelineClaim } from "../../lease/claim";
import { claim, pipeline } from "./claimants";
import { FakeCluster, seededRandom, type Fate } from "./fakeCluster";

/** What a seed makes of the network: of twenty requests one is lost, one comes late, and one's answer is lost. */
function unreliable(random: () => number): () => Fate {
  return () => {
    const drawn = random();
    return drawn < 0.05 ? "request lost" : drawn < 0.1 ? "answer lost" : drawn < 0.15 ? "late" : "answered";
  };
}

/** Claims until the API server answers: a stack's next up, and the one after. */
async function claimAtLast(api: LeaseApi, claimant: Claimant): Promise<PipelineClaim> {
  for (;;) {
    try {
      return await claim(api, claimant);
    } catch (error) {
      if (!(error instanceof LeaseApiError)) throw error;
    }
  }
}

describe("twenty claims at once, in any order of requests and answers", () => {
  const ROUNDS = 200;

  async function race(seed: number, orphaned: boolean): Promise<{ cluster: FakeCluster; claims: PipelineClaim[] }> {
    const random = seededRandom(seed);
    const cluster = new FakeCluster(random);
    if (orphaned) {
      await claim(cluster.client(), pipeline(cluster, "acme/before"));
      cluster.configMaps.clear();
    }
    const claimants = Array.from({ length: 20 }, (_, index) => pipeline(cluster, `acme/${index}`));
    const claims = Promise.all(claimants.map((one) => claimAtLast(cluster.client(unreliable(random)), one)));
    // Garbage is collected somewhere in between, or not at all.
    for (let turns = Math.floor(random() * 60); turns > 0; turns--) await cluster.client().readLease();
    if (random() < 0.5) cluster.collectGarbage();
    return { cluster, claims: await claims };
  }

  for (const orphaned of [false, true])
    it(`make exactly one active, ${orphaned ? "where the holder is gone" : "where nobody held it"}`, async () => {
      for (let seed = 1; seed <= ROUNDS; seed++) {
        const { cluster, claims } = await race(seed, orphaned);
        const active = claims.flatMap(({ state }, index) => (state === "Active" ? [`acme/${index}`] : []));
        assert.deepEqual(active, [cluster.lease?.holder], `seed ${seed}`);
        for (const one of claims)
          if (one.state === "Pending") assert.equal(one.heldBy, cluster.lease?.holder, `seed ${seed}`);
      }
    }).timeout(120_000);

  it("never make two active while holders come and go", async () => {
    for (let seed = 1; seed <= ROUNDS / 4; seed++) {
      const random = seededRandom(seed);
      const cluster = new FakeCluster(random);
      const active = new Set<string>();
      const live = async (name: string) => {
        for (let life = 0; life < 5; life++) {
          const claimant = pipeline(cluster, name);
          const { state } = await claimAtLast(cluster.client(unreliable(random)), claimant);
          if (state === "Active") {
            active.add(name);
            assert.deepEqual([...active], [name], `seed ${seed}`);
            for (let turns = Math.floor(random() * 10); turns > 0; turns--) await cluster.client().readLease();
          }
          // First the gateway goes, then the ConfigMap.
          active.delete(name);
          cluster.configMaps.delete(claimant.configMapName);
          if (random() < 0.5) cluster.collectGarbage();
        }
      };
      await Promise.all(["acme/a", "acme/b", "acme/c", "acme/d"].map(live));
    }
  }).timeout(120_000);
});
