/** What the claim makes of the stack, and which part waits for which. */
import assert from "node:assert/strict";
import type { PipelineClaim } from "../../lease/claim";
import type { ClaimRequest } from "../../lease/tracePipeline";
import { settled } from "../harness/recordResources";
import { loadStackInput } from "../../settings/load/load";
import { deployStack } from "../../stack/stack";
import { runProgram, type PlannedStack } from "../../tools/plan/engine";

async function deployed(
  tracing: boolean,
  claim: () => Promise<PipelineClaim>,
): Promise<PlannedStack & { requests: readonly ClaimRequest[] }> {
  const requests: ClaimRequest[] = [];
  const values = {
    "gke-telemetry:environment": "test",
    "gke-telemetry:cluster": '{"kind": "existing", "name": "test"}',
    ...(tracing && { "gke-telemetry:tracing": "{}" }),
  };
  const planned = await runProgram(
    { project: "gke-telemetry", stack: "test", values, secretKeys: [] },
    loadStackInput,
    (input) =>
      deployStack(input, (request) => {
        requests.push(request);
        return claim();
      }),
  );
  return { ...planned, requests };
}

const tracingTypes = ({ resources }: PlannedStack) =>
  resources.filter(({ type }) => type.startsWith("gke-telemetry:tracing:")).map(({ type }) => type);

describe("a stack with traces", () => {
  it("has nothing of its gateway while another pipeline is active, and says which", async () => {
    const stack = await deployed(true, () => Promise.resolve({ state: "Pending", heldBy: "acme/other" }));
    assert.equal(stack.outputs["tracePipeline"], "Pending (held by acme/other)");
    assert.deepEqual(tracingTypes(stack), ["gke-telemetry:tracing:TracePipeline"]);
    const charts = stack.resources.filter(({ type }) => type === "kubernetes:helm.sh/v4:Chart");
    assert.deepEqual(
      charts.map(({ name }) => name),
      ["otel"],
    );
  });

  it("claims for itself by the name of project and stack, once", async () => {
    const stack = await deployed(true, () => Promise.resolve({ state: "Active" }));
    assert.equal(stack.outputs["tracePipeline"], "Active");
    assert.equal(stack.requests.length, 1);
    const [request] = stack.requests;
    assert.equal(request?.holder, "gke-telemetry/test");
    assert.equal(await settled(request.configMapName), "trace-pipeline-gke-telemetry-test-6fbcdc09");
  });

  it("fails where the cluster gives no answer, after everything else was registered", async () => {
    await assert.rejects(
      deployed(true, () => Promise.reject(new Error("no answer"))),
      /no answer/,
    );
  });
});

describe("a stack whose traces are configured but not active", () => {
  const names = (stack: PlannedStack, type: string) =>
    stack.resources.filter((resource) => resource.type === type).map(({ name }) => name);
  // One after the other: the SDK runs one program at a time.
  const both = async () => {
    const pending = await deployed(true, () => Promise.resolve({ state: "Pending", heldBy: "acme/other" }));
    return [pending, await deployed(true, () => Promise.resolve({ state: "Active" }))] as const;
  };

  it("has the namespaces, network policies, principals and rules of an active one", async () => {
    const [pending, active] = await both();
    for (const type of ["kubernetes:core/v1:Namespace", "random:index/randomPassword:RandomPassword"])
      assert.deepEqual(names(pending, type), names(active, type));
    const policies = names(pending, "kubernetes:networking.k8s.io/v1:NetworkPolicy");
    assert.ok(policies.includes("tracing-trace-gateway"));
    assert.ok(!policies.includes("jaeger-default"));
    const rules = ({ resources }: PlannedStack) => resources.find(({ name }) => name === "rules")?.inputs;
    assert.deepEqual(rules(pending), rules(active));
  });

  it("has agents and dashboards without traces", async () => {
    const [pending, active] = await both();
    const text = (stack: PlannedStack) => JSON.stringify(stack.resources);
    assert.ok(text(active).includes("http://jaeger-default.tracing.svc"));
    assert.ok(!text(pending).includes("http://jaeger-default.tracing.svc"));
    assert.ok(!text(pending).includes("trace-gateway-headless"));
  });
});

describe("the parts of a stack", () => {
  it("wait for the namespaces and their policies, and those of an active pipeline for the pipeline too", async () => {
    const { resources } = await deployed(true, () => Promise.resolve({ state: "Active" }));
    const waitsFor = (name: string) => {
      const found = resources.find((resource) => resource.name === name && resource.type.startsWith("gke-telemetry:"));
      assert.ok(found, name);
      const types = found.dependsOn.map((urn) => /gke-telemetry:\w+:(\w+)/.exec(urn)?.[1] ?? urn);
      return [...new Set(types)].sort();
    };
    assert.deepEqual(waitsFor("network-policies"), ["Namespaces"]);
    for (const name of ["metrics", "node-exporter", "agent", "grafana"])
      assert.deepEqual(waitsFor(name), ["Namespaces", "NetworkPolicies"], name);
    for (const name of ["trace-gateway", "jaeger-default"])
      assert.deepEqual(waitsFor(name), ["Namespaces", "NetworkPolicies", "TracePipeline"], name);
    assert.deepEqual(waitsFor("trace-pipeline"), []);
  });
});

describe("a stack without traces", () => {
  it("claims nothing and has no such output", async () => {
    const stack = await deployed(false, () => Promise.reject(new Error("asked")));
    assert.deepEqual(tracingTypes(stack), []);
    assert.ok(!("tracePipeline" in stack.outputs));
  });
});
