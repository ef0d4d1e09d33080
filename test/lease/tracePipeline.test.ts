import assert from "node:assert/strict";
import { mock } from "node:test";
import * as pulumi from "@pulumi/pulumi";
import { assumeActive, claimText, claimTracePipeline, type ClaimRequest } from "../../lease/tracePipeline";
import { refusal, startTestApiServer, type Answer, type Call, type TestApiServer } from "./apiServer";

const NAME = "trace-pipeline-a";
const OWN = { apiVersion: "v1", kind: "ConfigMap", name: NAME, uid: "uid-a" };
const OTHER = { apiVersion: "v1", kind: "ConfigMap", name: "trace-pipeline-b", uid: "uid-b" };

const configMap = (name: string, uid: string): Answer => ({
  status: 200,
  body: { apiVersion: "v1", kind: "ConfigMap", metadata: { name, uid } },
});

const lease = (holderIdentity: string, owner: object): Answer => ({
  status: 200,
  body: {
    apiVersion: "coordination.k8s.io/v1",
    kind: "Lease",
    metadata: { uid: "uid-1", resourceVersion: "7", ownerReferences: [owner] },
    spec: { holderIdentity },
  },
});

/** A cluster in which another pipeline holds the lease. */
function heldByAnother({ method, path }: Call): Answer {
  if (path.endsWith(`/configmaps/${NAME}`)) return configMap(NAME, "uid-a");
  if (path.endsWith("/configmaps/trace-pipeline-b")) return configMap("trace-pipeline-b", "uid-b");
  return method === "POST" ? refusal(409, "already exists") : lease("acme/b", OTHER);
}

const unknown = <T>() => pulumi.output(pulumi.unknown as T);
const isWrite = ({ method }: Call) => method !== "GET";

describe("the claim of a program", () => {
  let server: TestApiServer | undefined;

  afterEach(async () => {
    await server?.close();
    server = undefined;
  });

  async function running(run: "preview" | "up", answer: (call: Call) => Answer): Promise<ClaimRequest> {
    await pulumi.runtime.setMocks(
      { newResource: ({ inputs }) => ({ id: "id", state: inputs as object }), call: () => ({}) },
      "project",
      "stack",
      run === "preview",
    );
    server = await startTestApiServer(answer);
    return {
      holder: "acme/a",
      configMapName: pulumi.output(NAME),
      configMapUid: pulumi.output("uid-a"),
      kubeconfig: pulumi.secret(server.kubeconfig),
    };
  }

  it("makes the pipeline active in an up", async () => {
    const request = await running("up", ({ method }) =>
      method === "POST" ? { ...lease("acme/a", OWN), status: 201 } : configMap(NAME, "uid-a"),
    );
    assert.deepEqual(await claimTracePipeline(request), { state: "Active" });
    assert.equal(server?.calls.filter(isWrite).length, 1);
  });

  it("names the holder of the lease in an up", async () => {
    const request = await running("up", heldByAnother);
    assert.deepEqual(await claimTracePipeline(request), { state: "Pending", heldBy: "acme/b" });
  });

  it("only reads the lease in a preview", async () => {
    const request = await running("preview", heldByAnother);
    assert.deepEqual(await claimTracePipeline({ ...request, configMapUid: unknown() }), {
      state: "Pending",
      heldBy: "acme/b",
    });
    await server?.close();
    assert.deepEqual(await claimTracePipeline(await running("preview", () => refusal(404, "not found"))), {
      state: "Active",
    });
    assert.deepEqual(server?.calls.filter(isWrite), []);
  });

  it("assumes Active in a preview if the cluster does not answer, and reports the assumption", async () => {
    const request = await running("preview", () => refusal(403, "forbidden"));
    assert.deepEqual(await claimTracePipeline({ ...request, kubeconfig: unknown() }), {
      state: "Active",
      assumed: "the cluster is not there yet",
    });
    assert.deepEqual(server?.calls, []);
    const { mock: warnings } = mock.method(pulumi.log, "warn", () => Promise.resolve());
    assert.deepEqual(await claimTracePipeline(request), {
      state: "Active",
      assumed: "the cluster could not be asked",
    });
    warnings.restore();
    assert.match(String(warnings.calls[0]?.arguments[0]), /may not get leases\.coordination\.k8s\.io: forbidden/);
  });

  it("fails an up with request, reason and fix", async () => {
    const forbidden = await running("up", ({ method }) =>
      method === "POST" ? refusal(403, 'User "dev" cannot create it') : configMap(NAME, "uid-a"),
    );
    await assert.rejects(claimTracePipeline(forbidden), {
      __pulumiRunError: true,
      message:
        'gke-telemetry:tracing needs the lease default/gke-telemetry-trace-pipeline of the cluster, but the kubeconfig\'s user may not create leases.coordination.k8s.io: User "dev" cannot create it. Let that user create, get and delete leases.coordination.k8s.io, and get configmaps, in namespace default, or remove gke-telemetry:tracing.',
    });
    await server?.close();
    const gone = await running("up", () => refusal(404, "not found"));
    await assert.rejects(claimTracePipeline(gone), {
      message:
        'gke-telemetry:tracing needs the lease default/gke-telemetry-trace-pipeline of the cluster, but ConfigMap default/trace-pipeline-a, by which this stack would hold it, was deleted from the cluster. Run "pulumi refresh" for this stack, and then up again.',
    });
    await assert.rejects(claimTracePipeline({ ...gone, kubeconfig: pulumi.secret("{}") }), {
      __pulumiRunError: true,
      message: /needs the lease .*, but the kubeconfig cannot be used: /,
    });
    await assert.rejects(claimTracePipeline({ ...gone, configMapUid: unknown() }), {
      __pulumiRunError: true,
      message: /leaves out the ConfigMap of the trace pipeline, .* Run it without --target\./,
    });
  });

  it("fails an up without retries if the kubeconfig's plugin is missing", async () => {
    const request = await running("up", heldByAnother);
    const users = [
      { name: "test", user: { exec: { apiVersion: "client.authentication.k8s.io/v1", command: "/none" } } },
    ];
    const kubeconfig = { ...(JSON.parse(server?.kubeconfig ?? "") as object), users };
    await assert.rejects(
      claimTracePipeline({ ...request, kubeconfig: pulumi.secret(JSON.stringify(kubeconfig)) }),
      /the kubeconfig cannot be used: .*ENOENT\. Install \/none, with which the kubeconfig signs in, and see that it is on the PATH\.$/,
    );
  });

  it("uses the context that the settings name", async () => {
    const request = await running("up", heldByAnother);
    await assert.rejects(claimTracePipeline({ ...request, context: "other" }), /kubeconfig cannot be used/);
    assert.equal((await claimTracePipeline({ ...request, context: "test" })).state, "Pending");
  });

  it("fails if the ConfigMap could not be created", async () => {
    const request = await running("up", heldByAnother);
    const failed = pulumi.output(Promise.reject<string>(new Error("not created")));
    await assert.rejects(claimTracePipeline({ ...request, configMapUid: failed }), /not created/);
  });
});

describe("a claim's text", () => {
  it("is the stack's output", async () => {
    assert.equal(claimText({ state: "Active" }), "Active");
    assert.equal(claimText({ state: "Pending", heldBy: "acme/b" }), "Pending (held by acme/b)");
    const request = { holder: "", configMapName: pulumi.output(""), configMapUid: unknown<string>() };
    assert.equal(claimText(await assumeActive(request)), "Active (assumed: no cluster was asked)");
  });
});
