import assert from "node:assert/strict";
import {
  CLAIM_ATTEMPTS,
  LeaseApiError,
  RecordGoneError,
  claimLease,
  foreseeClaim,
  type Claimant,
} from "../../lease/claim";
import { ACTIVE, claim, pipeline } from "./claimants";
import { FakeCluster, type Fate } from "./fakeCluster";

const ownerOf = ({ configMapName, configMapUid }: Claimant) => ({
  apiVersion: "v1",
  kind: "ConfigMap",
  name: configMapName,
  uid: configMapUid ?? "",
});

/** A fate for each request in turn, and none after them. */
function fates(...list: readonly Fate[]): () => Fate {
  const left = [...list];
  return () => left.shift() ?? "answered";
}

describe("a claim of the lease", () => {
  let cluster: FakeCluster;
  let first: Claimant;
  let second: Claimant;

  beforeEach(() => {
    cluster = new FakeCluster();
    first = pipeline(cluster, "acme/first");
    second = pipeline(cluster, "acme/second");
  });

  it("succeeds if the lease has no holder, and makes the claimant's ConfigMap its owner", async () => {
    assert.deepEqual(await claim(cluster.client(), first), ACTIVE);
    assert.equal(cluster.lease?.holder, "acme/first");
    assert.deepEqual(cluster.lease.owners, [ownerOf(first)]);
  });

  it("succeeds again for the same pipeline, without a change of the lease", async () => {
    await claim(cluster.client(), first);
    const { lease } = cluster;
    assert.deepEqual(await claim(cluster.client(), first), ACTIVE);
    assert.equal(cluster.lease, lease);
  });

  it("fails if another pipeline holds the lease, and names that pipeline", async () => {
    await claim(cluster.client(), first);
    const { lease } = cluster;
    assert.deepEqual(await claim(cluster.client(), second), { state: "Pending", heldBy: "acme/first" });
    assert.equal(cluster.lease, lease);
  });

  it("succeeds after the holder's ConfigMap was deleted, before and after garbage collection", async () => {
    for (const collect of [true, false]) {
      await claim(cluster.client(), first);
      cluster.configMaps.delete(first.configMapName);
      if (collect) cluster.collectGarbage();
      assert.deepEqual(await claim(cluster.client(), second), ACTIVE);
      assert.deepEqual(cluster.lease?.owners, [ownerOf(second)]);
      cluster.lease = undefined;
      first = pipeline(cluster, "acme/first");
    }
  });

  it("acquires its own lease again after its ConfigMap was replaced", async () => {
    await claim(cluster.client(), first);
    const again = pipeline(cluster, "acme/first");
    assert.notEqual(again.configMapUid, first.configMapUid);
    assert.deepEqual(await claim(cluster.client(), again), ACTIVE);
    assert.deepEqual(cluster.lease?.owners, [ownerOf(again)]);
  });

  it("distinguishes a holder of the same name in another state", async () => {
    await claim(cluster.client(), first);
    const twin = { ...second, holder: first.holder };
    assert.deepEqual(await claim(cluster.client(), twin), {
      state: "Pending",
      heldBy: "acme/first of another state, ConfigMap trace-pipeline-acme-first",
    });
  });

  it("never acquires a lease that was created by hand", async () => {
    cluster.putLease(undefined, []);
    assert.deepEqual(await claim(cluster.client(), first), { state: "Pending", heldBy: "somebody who left no name" });
    cluster.putLease("someone", [{ apiVersion: "apps/v1", kind: "Deployment", name: "gone", uid: "gone" }]);
    assert.deepEqual(await claim(cluster.client(), first), { state: "Pending", heldBy: "someone" });
  });

  it("fails for a pipeline whose ConfigMap is missing, because its lease would have no owner", async () => {
    cluster.configMaps.delete(first.configMapName);
    await assert.rejects(claim(cluster.client(), first), RecordGoneError);
    cluster.createConfigMap(first.configMapName);
    await assert.rejects(claim(cluster.client(), first), RecordGoneError);
    await assert.rejects(
      claim(cluster.client(), { holder: first.holder, configMapName: first.configMapName }),
      RecordGoneError,
    );
    assert.equal(cluster.lease, undefined);
  });
});

describe("a claim whose answers are lost", () => {
  let cluster: FakeCluster;
  let first: Claimant;

  beforeEach(() => {
    cluster = new FakeCluster();
    first = pipeline(cluster, "acme/first");
  });

  it("recognises the lease that it has created itself", async () => {
    const pauses: number[] = [];
    const api = cluster.client(fates("answered", "answer lost", "answered", "answer lost"));
    const result = await claimLease(api, first, (attempt) => {
      pauses.push(attempt);
      return Promise.resolve();
    });
    assert.deepEqual(result, ACTIVE);
    assert.deepEqual(pauses, [1, 2]);
    assert.deepEqual(cluster.requests, [
      ...["get configmaps", "create leases"],
      ...["get configmaps", "create leases"],
      ...["get configmaps", "create leases", "get leases"],
    ]);
  });

  it("succeeds again for a pipeline that was killed in between", async () => {
    await assert.rejects(cluster.client(() => "answer lost").createLease(first.holder, ownerOf(first)));
    assert.deepEqual(await claim(cluster.client(), first), ACTIVE);
  });

  it("fails after the last attempt, and leaves no incomplete lease", async () => {
    let pauses = 0;
    const attempts = claimLease(
      cluster.client(() => "request lost"),
      first,
      () => {
        pauses++;
        return Promise.resolve();
      },
    );
    await assert.rejects(attempts, LeaseApiError);
    assert.equal(cluster.requests.length, CLAIM_ATTEMPTS);
    assert.equal(pauses, CLAIM_ATTEMPTS - 1);
    assert.equal(cluster.lease, undefined);
  });

  it("is not repeated if the API server refuses it", async () => {
    const refused = (request: string) => Promise.reject(new LeaseApiError(request, "forbidden", 403));
    const api = { ...cluster.client(), createLease: () => refused("create leases") };
    await assert.rejects(claim(api, first), (error) => error instanceof LeaseApiError && error.status === 403);
    assert.deepEqual(cluster.requests, ["get configmaps"]);
  });

  it("is repeated after transient errors: no response, too many requests, server errors", () => {
    const transient = (status?: number) => new LeaseApiError("get leases", "", status).transient;
    assert.deepEqual(
      [undefined, 429, 500, 503, 504].map((status) => transient(status)),
      [true, true, true, true, true],
    );
    assert.deepEqual(
      [400, 401, 403, 409, 422].map((status) => transient(status)),
      [false, false, false, false, false],
    );
  });
});

describe("a look at the lease", () => {
  let cluster: FakeCluster;
  let first: Claimant;

  beforeEach(() => {
    cluster = new FakeCluster();
    first = pipeline(cluster, "acme/first");
  });

  const unknownUid = ({ holder, configMapName }: Claimant): Claimant => ({ holder, configMapName });

  it("predicts the result of a claim, and changes nothing", async () => {
    const second = pipeline(cluster, "acme/second");
    assert.deepEqual(await foreseeClaim(cluster.client(), unknownUid(first)), ACTIVE);
    assert.equal(cluster.lease, undefined);
    await claim(cluster.client(), first);
    const { lease } = cluster;
    assert.deepEqual(await foreseeClaim(cluster.client(), first), ACTIVE);
    assert.deepEqual(await foreseeClaim(cluster.client(), second), { state: "Pending", heldBy: "acme/first" });
    assert.deepEqual(await foreseeClaim(cluster.client(), unknownUid(second)), {
      state: "Pending",
      heldBy: "acme/first",
    });
    cluster.configMaps.delete(first.configMapName);
    assert.deepEqual(await foreseeClaim(cluster.client(), second), ACTIVE);
    assert.equal(cluster.lease, lease);
    assert.ok(!cluster.requests.slice(-4).some((request) => /create|delete/.test(request)));
  });

  it("identifies a pipeline by its name if its ConfigMap's uid is unknown", async () => {
    await claim(cluster.client(), first);
    assert.deepEqual(await foreseeClaim(cluster.client(), unknownUid(first)), ACTIVE);
  });
});
