import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import * as fs from "node:fs";
import * as path from "node:path";
import { temporaryFolder } from "../../tools/files";
import { planMarkdown } from "../../tools/plan/output/markdown";
import { planStack } from "../../tools/plan/plan";
import { violationText, withPolicies } from "../../tools/plan/policies";
import { readStackFile } from "../../tools/plan/stackFile";

const TODAY = "2026-11-22";

/** A copy of a stack's file with each text of `from` in place of `to`. */
function changedStack(folder: string, stack: string, from: string, to: string): string {
  const file = path.join(folder, `Pulumi.${stack}.yaml`);
  const text = fs.readFileSync(`Pulumi.${stack}.yaml`, "utf8");
  assert.ok(text.includes(from), from);
  fs.writeFileSync(file, text.replace(from, to));
  return file;
}

describe("the policies in a plan", () => {
  const folder = temporaryFolder("gke-telemetry-");

  it("have nothing mandatory to say about a stack of the repository", async () => {
    for (const stack of ["dev", "local", "prod"]) {
      const { violations } = withPolicies(await planStack(stack, readStackFile(`Pulumi.${stack}.yaml`)), TODAY);
      assert.deepEqual(
        violations?.filter(({ level }) => level === "mandatory"),
        [],
        stack,
      );
    }
  });

  it("are not asked where the settings cannot be used", async () => {
    const plan = await planStack("dev", { values: { "gke-telemetry:environment": "Bad" }, secretKeys: [] });
    assert.equal(withPolicies(plan, TODAY).violations, undefined);
  });

  it("tell a finding once, with its rule and its resource, in the comment too", async () => {
    const file = changedStack(folder, "prod", "deletionProtection: true", "deletionProtection: false");
    const plan = withPolicies(await planStack("prod", readStackFile(file)), TODAY);
    const texts = plan.violations?.filter(({ level }) => level === "mandatory").map(violationText) ?? [];
    assert.ok(texts.length > 0);
    assert.equal(new Set(texts).size, texts.length);
    assert.ok(
      texts.some((text) => text.startsWith("deletion-protection, Cluster cluster: ")),
      texts.join("\n"),
    );
    // One message about three resources is three findings.
    assert.equal(
      texts.filter((text) => text.endsWith("the volume does not have the resource option protect.")).length,
      3,
      texts.join("\n"),
    );
    for (const text of texts) assert.ok(planMarkdown(plan).includes(`- **mandatory** ${text}`));
  });

  it("end `npm run plan` with status 1 in prod, and are advice in dev", function () {
    this.timeout(120_000);
    const statusOf = (stack: string, file: string) =>
      spawnSync(
        process.execPath,
        ["tools/run.cjs", "tools/plan/main.ts", "--stack", stack, "--config", file, "--out", path.join(folder, stack)],
        { encoding: "utf8" },
      );
    const prod = statusOf("prod", changedStack(folder, "prod", "maxNodes: 10", "maxNodes: 11"));
    assert.equal(prod.status, 1, prod.stdout + prod.stderr);
    assert.match(prod.stdout, /✗ budget-nodes/);
    const dev = statusOf("dev", changedStack(folder, "dev", "maxNodes: 5", "maxNodes: 50"));
    assert.equal(dev.status, 0, dev.stdout + dev.stderr);
    assert.match(dev.stdout, /! budget-nodes/);
  });

  it("keep `npm run up` from changing a stack that breaks a mandatory one", function () {
    this.timeout(120_000);
    const project = path.join(folder, "project");
    fs.mkdirSync(path.join(project, "contract"), { recursive: true });
    fs.copyFileSync("contract/versions.json", path.join(project, "contract/versions.json"));
    changedStack(project, "prod", "maxNodes: 10", "maxNodes: 11");
    const { status, stdout, stderr } = spawnSync(
      process.execPath,
      [path.resolve("tools/run.cjs"), path.resolve("tools/deploy/main.ts"), "up", "--stack", "prod", "--yes"],
      // No program of the machine: what is refused here is refused before any of them is looked for.
      { cwd: project, env: {}, encoding: "utf8" },
    );
    assert.equal(status, 1, stdout + stderr);
    assert.match(stderr, /^1 violation of mandatory policies; nothing was changed:\n {2}- budget-nodes/);
    assert.deepEqual(fs.readdirSync(project).sort(), ["Pulumi.prod.yaml", "contract"]);
  });
});
