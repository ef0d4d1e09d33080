/** The stack `dev` as it is. */
import assert from "node:assert/strict";
import { eventually } from "../../../cluster/kubectl";
import { GkeStack } from "../gkeStack";

describe("the stack dev on GKE", () => {
  let stack: GkeStack;

  before(async () => {
    stack = await GkeStack.start("dev");
    assert.deepEqual(stack.remains(), [], "the cluster of KUBECONFIG has a stack already");
  });

  after(() => stack.stop());

  it("comes up", async () => {
    assert.match(await stack.up(), /tracePipeline +Active/);
  });

  it("has nothing to change at the next preview", async () => {
    assert.deepEqual(await stack.preview(), []);
  });

  it("goes, and leaves nothing at Google nor in Kubernetes", async () => {
    await stack.destroy();
    await eventually(120, () => {
      assert.deepEqual(stack.remains(), []);
    });
  });
});
