import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { checkResources } from "../../../policy/run";
import { readOwnDashboards } from "../../../settings/load/ownDashboards";
import { problemText } from "../../../settings/problems";
import { configured } from "../../harness/configuredPlan";

describe("dashboards of one's own", () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "gke-telemetry-dashboards-"));
  });
  afterEach(() => {
    rmSync(folder, { recursive: true });
  });

  const write = (name: string, content: unknown) => {
    writeFileSync(join(folder, name), typeof content === "string" ? content : JSON.stringify(content));
  };
  const problems = () => readOwnDashboards(folder).problems.map(problemText);

  it("are in the plan beside those of the stack, and pass every policy", async () => {
    write("orders.json", { uid: "shop-orders", title: "Orders", panels: [] });
    const plan = await configured({ grafana: { dashboards: folder } });
    assert.deepEqual(plan.problems, []);
    const names = plan.resources
      .filter(({ type }) => type.endsWith(":ConfigMap"))
      .map(({ inputs }) => (inputs["metadata"] as { name: string }).name);
    assert.ok(names.includes("grafana-dashboard-shop-orders"));
    const found = checkResources(plan.resources, "dev", "2026-11-22").filter(({ level }) => level === "mandatory");
    assert.deepEqual(found, []);
  });

  it("are never mounted in the place of one of the stack, whatever their uid", async () => {
    for (const uid of ["agents", "home"]) write(`${uid}.json`, { uid, title: uid, panels: [] });
    const plan = await configured({ grafana: { dashboards: folder } });
    const files = plan.resources
      .map(({ inputs }) => inputs as { metadata?: { name?: string }; data?: object })
      .flatMap(({ metadata, data }) =>
        metadata?.name?.startsWith("grafana-dashboard-") && data ? Object.keys(data) : [],
      );
    assert.deepEqual(files, [...new Set(files)]);
  });

  it("have to be JSON with a title and a uid that no other has", () => {
    write("broken.json", "{");
    write("list.json", [1]);
    write("nameless.json", { title: "x" });
    write("taken.json", { title: "x", uid: "gke-telemetry-agents" });
    write("one.json", { title: "x", uid: "same" });
    write("two.json", { title: "y", uid: "same" });
    write("README.md", "not one of them");
    const texts = problems();
    assert.equal(texts.length, 5, texts.join("\n"));
    assert.match(texts[0]!, /grafana\.dashboards is ".*broken\.json", but must be a dashboard as Grafana exports it/);
    assert.match(texts[3]!, /taken\.json", but must have a uid of at most 40/);
    assert.match(texts[4]!, /two\.json", but has the uid same like another file\. Give one of them another uid\./);
  });

  it("need a folder with files", () => {
    assert.match(problems()[0]!, /has no file whose name ends with \.json/);
    const [missing] = readOwnDashboards(join(folder, "missing")).problems;
    assert.match(problemText(missing!), /is not an existing folder/);
  });
});
