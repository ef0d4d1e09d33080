import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";

/** What a script prints in a process in which the SDK's compiler is deferred. */
function printed(script: string): string {
  const deferred = `require("./tools/loadOnUse.cjs").loadOnUse("typescript", require.resolve("@pulumi/pulumi"));`;
  const { stdout, stderr } = spawnSync(process.execPath, ["-e", `${deferred}\n${script}`], { encoding: "utf8" });
  assert.equal(stderr, "");
  return stdout.trim();
}

describe("a module that is loaded on use", () => {
  it("is not loaded by the import of Pulumi's SDK", () => {
    const script = `
      const deferred = require.cache[require.resolve("typescript")];
      require("@pulumi/pulumi");
      console.log(require.cache[require.resolve("typescript")] === deferred);`;
    assert.equal(printed(script), "true");
  });

  it("is itself as soon as a property is read", () => {
    const script = `
      const typescript = require("typescript");
      console.log(typescript.SyntaxKind.Block === require("typescript").SyntaxKind.Block, typescript.version);`;
    assert.match(printed(script), /^true \d+\.\d+\.\d+/);
  });

  it("has all its properties for those who copy them", () => {
    const script = `
      const copy = { ...require("typescript") };
      console.log("SyntaxKind" in require("typescript"), copy.SyntaxKind.Block === require("typescript").SyntaxKind.Block);`;
    assert.equal(printed(script), "true true");
  });
});
