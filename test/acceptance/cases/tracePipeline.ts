import assert from "node:assert/strict";
import { LeaseApiError, claimLease, type Claimant, type LeaseApi, type PipelineClaim } from "../../../lease/claim";
import { openLease } from "../../../lease/kubernetesLease";
import { TRACE_PIPELINE_NAMESPACE } from "../../../contract/names";
import { Claimants, LEASE, createPipeline, deletePipeline, kubeconfigOf, readLease } from "../claimants/claimants";
import { environment, onStop } from "../environment";
import type { KubernetesApi, KubernetesObject } from "../cluster/kubernetes";
import { refuseExisting } from "../cluster/objects";

const ACTIVE: PipelineClaim = { state: "Active" };
const COUNT = 20;
const ROUNDS = 10;

const shortly = () => new Promise<void>((resolve) => setTimeout(resolve, 50));
const open = (api = environment().server.api) =>
  openLease({ kubeconfig: kubeconfigOf(api.access), timeoutSeconds: 30 });
const claim = async (pipeline: Claimant, api?: LeaseApi) => claimLease(api ?? (await open()), pipeline, shortly);

const refuseOthers = () => refuseExisting(environment().server.api, [LEASE]);

/** The pipelines that a test has made, which go with the lease. */
class Pipelines {
  private readonly made: Claimant[] = [];

  async create(holder: string): Promise<Claimant> {
    const pipeline = await createPipeline(holder);
    this.made.push(pipeline);
    return pipeline;
  }

  async clear(): Promise<void> {
    await Promise.all(this.made.splice(0).map(deletePipeline));
    await environment().server.api.delete(LEASE);
  }
}

describe("the lease of a cluster's trace pipeline", () => {
  const pipelines = new Pipelines();

  before(refuseOthers);
  afterEach(() => pipelines.clear());

  it("belongs to the ConfigMap of the first that claims it, and the second is told by whom it is held", async () => {
    const first = await pipelines.create("acme/first");
    const second = await pipelines.create("acme/second");
    assert.deepEqual(await claim(first), ACTIVE);
    assert.deepEqual(await claim(second), { state: "Pending", heldBy: "acme/first" });
    assert.deepEqual(await claim(first), ACTIVE);
    const lease = await readLease();
    assert.equal(lease?.spec.holderIdentity, "acme/first");
    assert.deepEqual(lease.metadata.ownerReferences, [
      { apiVersion: "v1", kind: "ConfigMap", name: first.configMapName, uid: first.configMapUid },
    ]);
  });

  it("goes to the next that claims it once the holder's ConfigMap is deleted", async () => {
    const first = await pipelines.create("acme/first");
    const second = await pipelines.create("acme/second");
    await claim(first);
    await claim(second);
    await deletePipeline(first);
    assert.deepEqual(await claim(second), ACTIVE);
    const again = await pipelines.create("acme/first");
    assert.deepEqual(await claim(again), { state: "Pending", heldBy: "acme/second" });
  });

  it("goes back to a holder whose ConfigMap was replaced by one of the same name", async () => {
    const first = await pipelines.create("acme/first");
    await claim(first);
    await deletePipeline(first);
    const replaced = await pipelines.create("acme/first");
    assert.deepEqual(await claim(replaced), ACTIVE);
    assert.equal((await readLease())?.metadata.ownerReferences?.length, 1);
  });

  it("is known again by a holder that never heard the answer to its claim", async () => {
    const first = await pipelines.create("acme/first");
    const api = await open();
    let lost = 0;
    const deaf: LeaseApi = {
      readLease: () => api.readLease(),
      deleteLease: (lease) => api.deleteLease(lease),
      readConfigMapUid: (name) => api.readConfigMapUid(name),
      createLease: async (holder, owner) => {
        const created = await api.createLease(holder, owner);
        if (lost++ === 0) throw new LeaseApiError("create leases", "the answer was lost");
        return created;
      },
    };
    assert.deepEqual(await claim(first, deaf), ACTIVE);
    assert.equal(lost, 2);
  });
});

describe(`${COUNT} processes that claim the lease at once`, () => {
  const pipelines = new Pipelines();
  let claimants: Claimants;

  before(async () => {
    await refuseOthers();
    claimants = await Claimants.start(COUNT);
    onStop(() => {
      claimants.stop();
      return Promise.resolve();
    });
  });

  afterEach(() => pipelines.clear());

  async function raceOnce(round: number): Promise<{ racers: readonly Claimant[]; winner: Claimant }> {
    const racers = await Promise.all(
      Array.from({ length: COUNT }, (_, index) => pipelines.create(`acme/${round}-${index}`)),
    );
    const claims = await claimants.claim(racers);
    const active = racers.filter((_, index) => claims[index]?.state === "Active");
    assert.equal(active.length, 1, `round ${round}: ${active.length} are active`);
    const [winner] = active;
    const lease = await readLease();
    assert.deepEqual(lease?.metadata.ownerReferences?.length, 1);
    assert.equal(lease.spec.holderIdentity, winner?.holder);
    for (const one of claims) if (one.state === "Pending") assert.equal(one.heldBy, winner?.holder);
    return { racers, winner: winner! };
  }

  it(`make exactly one of them active, ${ROUNDS} times where nobody held it`, async () => {
    const winners = new Set<string>();
    for (let round = 1; round <= ROUNDS; round++) {
      const { winner } = await raceOnce(round);
      winners.add(winner.holder.replace(/^.*-/, ""));
      await pipelines.clear();
    }
    assert.ok(winners.size > 1, "the same process won every time: they did not race");
  });

  it(`make exactly one of them active, ${ROUNDS} times where the holder is gone and its lease is not`, async () => {
    let previous: readonly Claimant[] = [];
    for (let round = 1; round <= ROUNDS; round++) {
      // Without a garbage collector, which the API server is not, the lease of the last round stays.
      await Promise.all(previous.map(deletePipeline));
      if (environment().server.own) assert.equal((await readLease()) === undefined, round === 1);
      previous = (await raceOnce(round + 1000)).racers;
    }
  });

  it("stay as they are when all claim again, and one of the others follows a holder that goes", async () => {
    const { racers, winner } = await raceOnce(2000);
    const again = await claimants.claim(racers);
    assert.deepEqual(
      racers.filter((_, index) => again[index]?.state === "Active"),
      [winner],
    );
    await deletePipeline(winner);
    const others = racers.filter((racer) => racer !== winner);
    const followed = (await claimants.claim(others)).filter(({ state }) => state === "Active");
    assert.equal(followed.length, 1);
  });
});

describe("the permissions that a claim needs", () => {
  const namespace = TRACE_PIPELINE_NAMESPACE;
  const metadata = { name: "trace-pipeline-claimant", namespace };
  const account: KubernetesObject = { apiVersion: "v1", kind: "ServiceAccount", metadata };
  const rbac = "rbac.authorization.k8s.io";
  /** What `docs/tracing.md` says. */
  const RULES = [
    { apiGroups: ["coordination.k8s.io"], resources: ["leases"], verbs: ["create", "get", "delete"] },
    { apiGroups: [""], resources: ["configmaps"], verbs: ["get"] },
  ];
  const pipelines = new Pipelines();
  let claimant: KubernetesApi;

  const role = (rules: readonly object[]) =>
    ({ apiVersion: `${rbac}/v1`, kind: "Role", metadata, rules }) as KubernetesObject;
  const binding = {
    apiVersion: `${rbac}/v1`,
    kind: "RoleBinding",
    metadata,
    roleRef: { apiGroup: rbac, kind: "Role", name: metadata.name },
    subjects: [{ kind: "ServiceAccount", name: metadata.name, namespace }],
  } as KubernetesObject;

  before(async () => {
    const { api } = environment().server;
    await refuseExisting(api, [LEASE, account]);
    for (const object of [account, role(RULES), binding]) await api.apply(object);
    const path = `/api/v1/namespaces/${namespace}/serviceaccounts/${metadata.name}/token`;
    const request = { apiVersion: "authentication.k8s.io/v1", kind: "TokenRequest", spec: { expirationSeconds: 3600 } };
    claimant = api.as((await api.request<{ status: { token: string } }>("POST", path, request)).body.status.token);
  });

  after(async () => {
    for (const object of [binding, role([]), account]) await environment().server.api.delete(object);
  });

  afterEach(() => pipelines.clear());

  /** A claim that asks for everything: the holder is gone, and its lease is still there. */
  async function takeOver(): Promise<PipelineClaim> {
    const first = await pipelines.create("acme/first");
    await claim(first);
    await deletePipeline(first);
    return claim(await pipelines.create("acme/second"), await open(claimant));
  }

  it("are these, and no more", async () => {
    assert.deepEqual(await takeOver(), ACTIVE);
  });

  for (const [index, { resources, verbs }] of RULES.entries())
    for (const verb of verbs)
      it(`include ${verb} of ${resources.join()}: without it the error names it`, async () => {
        const fewer = RULES.map((rule, other) =>
          index === other ? { ...rule, verbs: rule.verbs.filter((one) => one !== verb) } : rule,
        );
        await environment().server.api.apply(role(fewer.filter((rule) => rule.verbs.length > 0)));
        await assert.rejects(takeOver(), (error) => {
          assert.ok(error instanceof LeaseApiError, String(error));
          assert.equal(error.status, 403);
          assert.match(error.request, new RegExp(`^${verb} ${resources.join()}`));
          return true;
        });
      });
});
