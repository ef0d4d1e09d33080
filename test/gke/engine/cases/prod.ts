/** The stack `prod` as it is: its cluster and its volumes are protected, and its user takes the way that the docs tell. */
import assert from "node:assert/strict";
import * as fs from "node:fs";
import * as path from "node:path";
import { eventually } from "../../../cluster/kubectl";
import { GkeStack, type SectionsChange } from "../gkeStack";

const UNPROTECTED: SectionsChange = (sections) => ({
  ...sections,
  cluster: { ...(sections["cluster"] as object), deletionProtection: false },
});

/** An exemption from the policy, which docs/gke.md asks for. */
function exempt(folder: string): void {
  const file = path.join(folder, "policy", "exemptions.ts");
  const exemption = {
    rule: "deletion-protection",
    resource: { type: "*", name: "*" },
    reason: "The stack is taken down.",
    expires: new Date().toISOString().slice(0, 10),
  };
  const list = "export const EXEMPTIONS: readonly Exemption[] = [";
  const text = fs.readFileSync(file, "utf8");
  assert.ok(text.includes(list));
  fs.writeFileSync(file, text.replace(list, `${list}\n  ${JSON.stringify(exemption)},`));
}

describe("the stack prod on GKE", () => {
  let stack: GkeStack;

  before(async () => {
    stack = await GkeStack.start("prod");
    assert.deepEqual(stack.remains(), [], "the cluster of KUBECONFIG has a stack already");
  });

  after(async () => {
    await stack.stop();
  });

  it("comes up", async () => {
    assert.match(await stack.up(), /tracePipeline +Active/);
  });

  it("has nothing to change at the next preview", async () => {
    assert.deepEqual(await stack.preview(), []);
  });

  it("is not destroyed while it is protected", async () => {
    const { status, output } = await stack.project.run("destroy", "--stack", "prod", "--yes");
    assert.equal(status, 1, output);
    assert.match(output, /The cluster of stack prod is protected; nothing was changed/);
  });

  it("does not lose its protection without an exemption from the policy", async () => {
    stack.configure(UNPROTECTED);
    const { status, output } = await stack.project.run("up", "--stack", "prod", "--yes");
    assert.equal(status, 1, output);
    assert.match(output, /deletion-protection/);
  });

  it("loses its protection with one, and changes nothing else", async () => {
    exempt(stack.project.folder);
    const changes = await stack.preview();
    assert.deepEqual(
      changes.filter(({ effect }) => effect !== "updated"),
      [],
    );
    await stack.up();
  });

  it("goes, and leaves nothing at Google nor in Kubernetes", async () => {
    await stack.destroy();
    await eventually(120, () => {
      assert.deepEqual(stack.remains(), []);
    });
  });
});
