import assert from "node:assert/strict";
import * as fs from "node:fs";
import * as os from "node:os";
import * as path from "node:path";
import { compareFiles } from "../../../tools/plan/change/compareFiles";
import { planFiles, readPlanFiles, writePlan } from "../../../tools/plan/files";
import type { Plan } from "../../../tools/plan/plan";
import { configured } from "../../harness/configuredPlan";

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
