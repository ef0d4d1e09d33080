import assert from "node:assert/strict";
import * as fs from "node:fs";
import * as path from "node:path";
import { dashboards } from "../../monitoring/dashboards/all";
import { RULE_OPTIONS } from "./everyRule";
import { panelQueries, panelsOf } from "./panelQueries";

const RUNBOOKS = path.join(__dirname, "..", "..", "docs", "runbooks");
const all = dashboards(
  { memoryLimitMiB: 512, memoryLimiterMiB: 384 },
  { traces: true, containers: true, objects: RULE_OPTIONS.objects },
);

describe("runbooks", () => {
  const titles = new Set(all.flatMap(({ title, json }) => [title, ...json.panels.map((panel) => panel.title)]));

  for (const file of fs.readdirSync(RUNBOOKS))
    it(`point to dashboards, rows and panels that exist: ${file}`, () => {
      const text = fs.readFileSync(path.join(RUNBOOKS, file), "utf8");
      const named = [...text.matchAll(/(?<![*\w])\*([A-Z][^*\n]*)\*(?![*\w])/g)].map(([, title]) => title!);
      assert.deepEqual(
        named.filter((title) => !titles.has(title)),
        [],
      );
    });
});

describe("panel queries", () => {
  it("hold every query with no variable left in it", () => {
    const queries = all.flatMap((one) => panelQueries(one));
    const targets = all.flatMap(panelsOf).flatMap((panel) => panel.targets ?? []);
    assert.equal(queries.length, targets.length);
    for (const { expression } of queries) assert.doesNotMatch(expression, /\$[a-zA-Z_]/);
  });

  it("name the panel that asks", () => {
    const nodes = all.find(({ title }) => title === "Nodes");
    const [first] = panelQueries(nodes!, { node: "node-a" });
    assert.deepEqual(first, {
      dashboard: "Nodes",
      panel: "Nodes",
      refId: "A",
      mayBeEmpty: false,
      expression:
        'sum(up{job="node-exporter",k8s_namespace_name="node-exporter",k8s_cluster_name=~".*",deployment_environment=~".*",k8s_node_name=~"node-a"})',
    });
  });
});
