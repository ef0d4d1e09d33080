import assert from "node:assert/strict";
import { LeaseApiError, type LeaseApi } from "../../lease/claim";
import { openLease } from "../../lease/kubernetesLease";
import { kubeconfigOf, refusal, startTestApiServer, type Answer, type Call, type TestApiServer } from "./apiServer";

const LEASES = "/apis/coordination.k8s.io/v1/namespaces/default/leases";
const LEASE = `${LEASES}/gke-telemetry-trace-pipeline`;
const OWNER = { apiVersion: "v1", kind: "ConfigMap", name: "trace-pipeline-a", uid: "uid-a" };

const lease = {
  apiVersion: "coordination.k8s.io/v1",
  kind: "Lease",
  metadata: { name: "gke-telemetry-trace-pipeline", uid: "uid-1", resourceVersion: "7", ownerReferences: [OWNER] },
  spec: { holderIdentity: "acme/a" },
};

describe("the lease on an API server", () => {
  let server: TestApiServer | undefined;

  afterEach(async () => {
    await server?.close();
    server = undefined;
  });

  async function opened(answer: (call: Call) => Answer | undefined, timeoutSeconds = 10): Promise<LeaseApi> {
    server = await startTestApiServer(answer);
    return openLease({ kubeconfig: server.kubeconfig, timeoutSeconds });
  }

  it("is created with its owner and its holder, and without a duration", async () => {
    const api = await opened(() => ({ status: 201, body: lease }));
    assert.equal(await api.createLease("acme/a", OWNER), true);
    const [call] = server!.calls;
    assert.deepEqual([call?.method, call?.path], ["POST", LEASES]);
    assert.deepEqual(call?.body, {
      apiVersion: "coordination.k8s.io/v1",
      kind: "Lease",
      metadata: {
        name: "gke-telemetry-trace-pipeline",
        namespace: "default",
        labels: { "app.kubernetes.io/name": "trace-pipeline", "app.kubernetes.io/part-of": "gke-telemetry" },
        ownerReferences: [OWNER],
      },
      spec: { holderIdentity: "acme/a" },
    });
  });

  it("is not created if it exists", async () => {
    const api = await opened(() => refusal(409, 'leases "gke-telemetry-trace-pipeline" already exists'));
    assert.equal(await api.createLease("acme/a", OWNER), false);
  });

  it("is read, or undefined if it does not exist", async () => {
    const there = await opened(() => ({ status: 200, body: lease }));
    assert.deepEqual(await there.readLease(), {
      uid: "uid-1",
      resourceVersion: "7",
      holder: "acme/a",
      owners: [OWNER],
    });
    assert.deepEqual([server?.calls[0]?.method, server?.calls[0]?.path], ["GET", LEASE]);
    await server?.close();
    const gone = await opened(() => refusal(404, "not found"));
    assert.equal(await gone.readLease(), undefined);
  });

  it("is deleted only in the version that was read", async () => {
    for (const answer of [{ status: 200, body: { kind: "Status" } }, refusal(404, "gone"), refusal(409, "changed")]) {
      const api = await opened(() => answer);
      await api.deleteLease({ uid: "uid-1", resourceVersion: "7" });
      assert.deepEqual(server!.calls, [
        { method: "DELETE", path: LEASE, body: { preconditions: { uid: "uid-1", resourceVersion: "7" } } },
      ]);
      await server?.close();
    }
  });

  it("has an owner whose uid is read, or undefined if it does not exist", async () => {
    const api = await opened(({ path }) =>
      path === "/api/v1/namespaces/default/configmaps/trace-pipeline-a"
        ? { status: 200, body: { apiVersion: "v1", kind: "ConfigMap", metadata: { uid: "uid-a" } } }
        : refusal(404, "not found"),
    );
    assert.equal(await api.readConfigMapUid("trace-pipeline-a"), "uid-a");
    assert.equal(await api.readConfigMapUid("trace-pipeline-b"), undefined);
  });

  it("reports the request and the message of the API server", async () => {
    const message = 'leases.coordination.k8s.io is forbidden: User "dev" cannot create resource "leases"';
    const api = await opened(() => refusal(403, message));
    await assert.rejects(api.createLease("acme/a", OWNER), (error) => {
      assert.ok(error instanceof LeaseApiError);
      assert.deepEqual(
        [error.request, error.message, error.status],
        ["create leases.coordination.k8s.io", message, 403],
      );
      return true;
    });
  });

  it("reports no status if there was no response", async () => {
    const silent = await opened(() => undefined, 0.2);
    const nobody = await openLease({ kubeconfig: kubeconfigOf("http://127.0.0.1:1"), timeoutSeconds: 10 });
    for (const [api, message] of [
      [silent, /no answer within 0.2 s/],
      [nobody, /ECONNREFUSED/],
    ] as const)
      await assert.rejects(api.readLease(), (error) => {
        assert.ok(error instanceof LeaseApiError);
        assert.equal(error.status, undefined);
        assert.match(error.message, message);
        return true;
      });
  });
});
