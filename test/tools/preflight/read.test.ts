import assert from "node:assert/strict";
import { openCluster } from "../../../tools/live/api";
import { readSnapshot } from "../../../tools/preflight/cluster/read";
import type { Snapshot } from "../../../tools/preflight/cluster/snapshot";
import type { Wanted } from "../../../tools/live/wanted";
import { type Answer, type Call, refusal, startTestApiServer } from "../../lease/apiServer";
import { wantedBy } from "./told";

const ok = (body: object): Answer => ({ status: 200, body });
const resource = (kind: string, name: string) => ({ kind, name, namespaced: kind !== "Namespace" });

/** Answers of an API server with one namespace, in which there is a Secret of the plan. */
function answer({ path }: Call): Answer {
  const [route = "", query = ""] = path.split("?");
  const answers: Readonly<Record<string, object>> = {
    "/version": { gitVersion: "v1.34.2" },
    "/apis": { groups: [] },
    "/api/v1": { resources: [resource("Namespace", "namespaces"), resource("Secret", "secrets")] },
    "/api/v1/namespaces": { items: [{ metadata: { name: "monitoring" } }] },
    "/api/v1/namespaces/monitoring": { metadata: { name: "monitoring" } },
    "/api/v1/namespaces/monitoring/secrets/prometheus-web": {
      metadata: { name: "prometheus-web", namespace: "monitoring" },
    },
    "/apis/authorization.k8s.io/v1/selfsubjectaccessreviews": { status: { allowed: true } },
    "/api/v1/pods": query.includes("continue=more")
      ? { items: [{ spec: { nodeName: "two" } }] }
      : { items: [{ spec: { nodeName: "one" } }], metadata: { continue: "more" } },
  };
  const body = answers[route];
  return body ? ok(body) : refusal(404, "not found");
}

describe("a snapshot of a cluster", () => {
  let wanted: Wanted;
  before(async () => {
    wanted = await wantedBy({ metrics: { kind: "prometheus" } });
  });

  async function read(
    answers: Parameters<typeof startTestApiServer>[0],
  ): Promise<{ snapshot: Snapshot; calls: readonly Call[] }> {
    const server = await startTestApiServer(answers);
    try {
      const api = await openCluster({ kubeconfig: server.kubeconfig, timeoutSeconds: 5 });
      return { snapshot: await readSnapshot(api, wanted, new Set()), calls: server.calls };
    } finally {
      await server.close();
    }
  }

  it("has every page of a list", async () => {
    const { snapshot } = await read(answer);
    assert.deepEqual(
      snapshot.pods?.map(({ node }) => node),
      ["one", "two"],
    );
  });

  it("leaves the contents of Secrets in the cluster", async () => {
    const accepted: string[] = [];
    const { snapshot } = await read((call, { accept = "" }) => {
      if (call.path.includes("/secrets")) accepted.push(accept);
      return answer(call);
    });
    assert.deepEqual(
      snapshot.existing.map(({ kind, name }) => `${kind} ${name}`),
      ["Namespace monitoring", "Secret prometheus-web"],
    );
    assert.ok(accepted.length > 0);
    for (const accept of accepted) assert.match(accept, /as=PartialObjectMetadata/);
  });

  it("does not look for objects in a namespace that does not exist", async () => {
    const { calls } = await read(answer);
    assert.ok(calls.some(({ path }) => path.startsWith("/api/v1/namespaces/monitoring/")));
    assert.ok(!calls.some(({ path }) => path.startsWith("/api/v1/namespaces/open-telemetry/")));
  });

  it("says in one sentence what the account may not read, and lacks it", async () => {
    const refused = /^\/api\/v1\/(nodes|pods|namespaces\/)/;
    const { snapshot } = await read((call) => (refused.test(call.path) ? refusal(403, "forbidden") : answer(call)));
    assert.deepEqual([snapshot.nodes, snapshot.pods], [undefined, undefined]);
    assert.deepEqual(snapshot.unseen.length, 1);
    assert.match(snapshot.unseen[0] ?? "", /^Nodes, Pods,.* objects of kind Secret.*: the account may not read them$/);
  });

  it("says it in the same words, whichever answer comes first", async () => {
    const refusedLast = (last: RegExp) => (call: Call) => {
      const answered = /^\/(api|apis\/apps)\/v1\//.test(call.path) ? refusal(403, "forbidden") : answer(call);
      return last.test(call.path) ? new Promise<Answer>((resolve) => setTimeout(resolve, 200, answered)) : answered;
    };
    const nodesLast = await read(refusedLast(/\/nodes/));
    const podsLast = await read(refusedLast(/\/pods/));
    assert.deepEqual(nodesLast.snapshot.unseen, podsLast.snapshot.unseen);
  });

  it("goes on without what a part of the API server does not answer", async () => {
    const { snapshot } = await read((call) =>
      call.path.startsWith("/apis/storage.k8s.io") ? refusal(503, "etcd is away") : answer(call),
    );
    assert.equal(snapshot.storageClasses, undefined);
    assert.deepEqual(snapshot.unseen, ["StorageClasses: etcd is away"]);
  });
});
