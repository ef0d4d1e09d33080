import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import * as fs from "node:fs";
import * as os from "node:os";
import * as path from "node:path";
import { compareFiles } from "../../../tools/plan/compare";
import { planFiles, readPlanFiles, writePlan } from "../../../tools/plan/files";
import type { Plan } from "../../../tools/plan/plan";
import { configured } from "../../harness/configuredPlan";

const LOCAL = ["tools/run.cjs", "tools/plan/main.ts", "--stack", "local"];
const run = (...args: string[]) => spawnSync(process.execPath, [...LOCAL, ...args], { encoding: "utf8" });

describe("two plans", () => {
  let folder: string;
  let plain: Plan;

  before(async () => {
    folder = fs.mkdtempSync(path.join(os.tmpdir(), "gke-telemetry-"));
    plain = await configured({});
  });
  after(() => {
    fs.rmSync(folder, { recursive: true });
  });

  it("of the same settings differ in nothing, also when one was read from its folder", async () => {
    writePlan(plain, folder);
    assert.deepEqual(compareFiles(readPlanFiles(folder), planFiles(await configured({}))), []);
  });

  it("differ in each file that one setting reaches, with the lines", async () => {
    const changes = compareFiles(
      planFiles(plain),
      planFiles(await configured({ agent: { scrapeIntervalSeconds: 20 } })),
    );
    const agent = changes.find(({ file }) => file === "collector/agent.yaml");
    assert.equal(agent?.change, "changed");
    assert.match(agent.diff, /^--- collector\/agent.yaml\n\+\+\+ collector\/agent.yaml\n@@/);
    assert.match(agent.diff, /^- +scrape_interval: 30s\n\+ +scrape_interval: 20s$/m);
    assert.ok(!changes.some(({ file }) => file === "collector/gateway.yaml"));
  });

  it("differ in the files of a part that only one has", async () => {
    const traced = planFiles(await configured({ tracing: {} }));
    const change = (before: Record<string, string>, after: Record<string, string>) =>
      compareFiles(before, after).find(({ file }) => file === "collector/gateway.yaml");
    const added = change(planFiles(plain), traced);
    assert.equal(added?.change, "added");
    assert.match(added.diff, /^--- \/dev\/null\n\+\+\+ collector\/gateway.yaml\n@@ -0,0 \+1,/);
    assert.equal(change(traced, planFiles(plain))?.change, "removed");
  });
});

describe("npm run plan -- --against", () => {
  let folder: string;

  before(() => {
    folder = fs.mkdtempSync(path.join(os.tmpdir(), "gke-telemetry-"));
    run("--out", path.join(folder, "plan"));
  });
  after(() => {
    fs.rmSync(folder, { recursive: true });
  });

  it("says in one line that nothing changed", () => {
    const { status, stdout } = run("--against", path.join(folder, "plan"));
    assert.equal(stdout, `Nothing changed: the plan is the one in ${path.join(folder, "plan")}\n`);
    assert.equal(status, 0);
  });

  it("lists what changed, writes nothing unless it is told to, and ends with 0", () => {
    const config = path.join(folder, "changed.yaml");
    const settings = fs.readFileSync("Pulumi.local.yaml", "utf8");
    fs.writeFileSync(config, settings.replace("scrapeIntervalSeconds: 15", "scrapeIntervalSeconds: 20"));
    const earlier = readPlanFiles(path.join(folder, "plan"));
    const { status, stdout } = run("--config", config, "--against", path.join(folder, "plan"));
    assert.match(stdout, /^Files that differ from .*: 1 added, 1 removed, \d+ changed\n {2}~ /);
    assert.match(stdout, /^ {2}~ collector\/agent.yaml$/m);
    assert.equal(status, 0);
    assert.deepEqual(readPlanFiles(path.join(folder, "plan")), earlier);
  });

  it("refuses a folder without a plan", () => {
    const { status, stderr } = run("--against", folder);
    assert.match(stderr, new RegExp(`^--against ${folder}: there is no plan in it.\n\nUsage`));
    assert.equal(status, 2);
  });
});
