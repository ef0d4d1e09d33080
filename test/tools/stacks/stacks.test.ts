import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { inOrder } from "../../../tools/stacks/order";

describe("npm run stacks", () => {
  const run = (...args: string[]) =>
    spawnSync(process.execPath, ["tools/run.cjs", "tools/stacks/main.ts", ...args], { encoding: "utf8" });

  it("prints the stacks of a kind as JSON, for a matrix: dev before prod", () => {
    assert.deepEqual(JSON.parse(run("--kind", "gke").stdout), ["dev", "prod"]);
    assert.deepEqual(JSON.parse(run("--kind", "existing").stdout), ["local"]);
  });

  it("puts clusters that are protected last, and forgets no stack whose settings have problems", () => {
    const stacks = [
      { name: "a-prod", kind: "gke", isProtected: true },
      { name: "broken", isProtected: true },
      { name: "staging", kind: "gke", isProtected: false },
      { name: "local", kind: "existing", isProtected: false },
    ];
    assert.deepEqual(inOrder(stacks, "gke"), ["staging", "a-prod", "broken"]);
    assert.deepEqual(inOrder(stacks, undefined), ["local", "staging", "a-prod", "broken"]);
  });
});
