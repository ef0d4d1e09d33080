import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import * as fs from "node:fs";
import * as os from "node:os";
import * as path from "node:path";
import { Ajv } from "ajv";
import { planSchemaText } from "../../../tools/docs/planSchemas";
import type { Plan } from "../../../tools/plan/plan";

describe("npm run plan", () => {
  function run(...args: string[]) {
    return spawnSync(process.execPath, ["tools/run.cjs", "tools/plan/main.ts", ...args], { encoding: "utf8" });
  }

  it("answers wrong usage with the usage and status 2", () => {
    for (const args of [
      [],
      ["--stack", "none"],
      ["--stack", "dev", "--colour"],
      ["--stack", "dev", "--config", "none.yaml"],
    ]) {
      const { status, stderr } = run(...args);
      assert.equal(status, 2, args.join(" "));
      assert.match(stderr, /Usage: npm run plan/);
    }
  });

  it("answers a problem with status 1, a sentence and no stack trace, and leaves no earlier plan behind", () => {
    const folder = fs.mkdtempSync(path.join(os.tmpdir(), "plan-"));
    try {
      assert.equal(run("--stack", "local", "--out", folder).status, 0);
      fs.writeFileSync(path.join(folder, "mine.txt"), "");
      const config = path.join(folder, "stack.yaml");
      fs.writeFileSync(config, "config: {environment: dev, cluster: {kind: existing, name: a}, agent: {profle: low}}");
      const { status, stderr, stdout } = run("--stack", "local", "--config", config, "--out", folder);
      assert.equal(status, 1);
      assert.match(stderr, /Did you mean gke-telemetry:agent\.profile\?/);
      assert.doesNotMatch(stderr + stdout, /\n {4}at /);
      assert.deepEqual(fs.readdirSync(folder).sort(), ["mine.txt", "stack.yaml"]);
    } finally {
      fs.rmSync(folder, { recursive: true });
    }
  });

  it("prints JSON alone where machines ask", () => {
    const folder = fs.mkdtempSync(path.join(os.tmpdir(), "plan-"));
    try {
      const { stdout } = run("--stack", "local", "--json", "--out", folder);
      const plan = JSON.parse(stdout) as Plan;
      assert.equal(plan.stack, "local");
      assert.equal(fs.readFileSync(path.join(folder, "plan.json"), "utf8"), stdout);
      const ajv = new Ajv({ allErrors: true });
      assert.ok(ajv.validate(JSON.parse(planSchemaText()), plan), ajv.errorsText());
      assert.equal(fs.readFileSync("docs/plan.schema.json", "utf8"), planSchemaText(), "`npm run docs` writes it anew");
    } finally {
      fs.rmSync(folder, { recursive: true });
    }
  });
});
