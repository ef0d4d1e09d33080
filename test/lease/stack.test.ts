/** What the claim makes of the stack. */
import assert from "node:assert/strict";
import type { PipelineClaim } from "../../lease/claim";
import type { ClaimRequest } from "../../lease/tracePipeline";
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
    assert.deepEqual(
      stack.requests.map(({ holder, configMapName }) => [holder, configMapName]),
      [["gke-telemetry/test", "trace-pipeline-gke-telemetry-test-6fbcdc09"]],
    );
  });

  it("fails where the cluster gives no answer, after everything else was registered", async () => {
    await assert.rejects(
      deployed(true, () => Promise.reject(new Error("no answer"))),
      /no answer/,
    );
  });
});

describe("a stack without traces", () => {
  it("claims nothing and has no such output", async () => {
    const stack = await deployed(false, () => Promise.reject(new Error("asked")));
    assert.deepEqual(tracingTypes(stack), []);
    assert.ok(!("tracePipeline" in stack.outputs));
  });
});
