import assert from "node:assert/strict";
import * as fs from "node:fs";
import * as path from "node:path";
import { dashboards } from "../../monitoring/dashboards/all";
import type { GridPosition, PlacedPanel } from "../../monitoring/dashboards/model";
import { panelQueries } from "./panelQueries";
import * as metrics from "../../monitoring/metrics";
import { PROFILES } from "../../settings/sizing/agent";
import { rules } from "./promtool/testFile";
import { EVERY_RULE, RULE_OPTIONS } from "./everyRule";
import { EXPOSED_METRICS, KNOWN_LABELS } from "./knownNames";
import { promqlNames } from "./promqlNames";

const MEMORY = { memoryLimitMiB: 512, memoryLimiterMiB: 384 };
const RUNBOOKS = path.join(__dirname, "..", "..", "docs", "runbooks");
const COLUMNS = 24;
const PROMETHEUS_SOURCE = { type: "prometheus", uid: "prometheus" };

const PARTS = { traces: true, containers: true, objects: RULE_OPTIONS.objects };
const all = dashboards(MEMORY, PARTS);
// What Prometheus records is only there where the stack has its own Prometheus, so dashboards do without.
/** Metrics that are of no node, or of whatever node Prometheus happens to be on. */
const ofNoNode = new Set<string>([
  ...Object.values(metrics.PROMETHEUS).filter((name) => name.startsWith("prometheus_")),
  ...Object.values(metrics.SPANS),
  metrics.OBJECTS.podPhase,
  metrics.OBJECTS.restarts,
]);

function unitOf(panel: PlacedPanel): string {
  const { defaults } = panel["fieldConfig"] as { defaults: { unit: string } };
  return defaults.unit;
}

function overlap(a: GridPosition, b: GridPosition): boolean {
  return a.x < b.x + b.w && b.x < a.x + a.w && a.y < b.y + b.h && b.y < a.y + a.h;
}

describe("dashboards", () => {
  it("are the same at every call", () => {
    assert.equal(JSON.stringify(dashboards(MEMORY, PARTS)), JSON.stringify(all));
  });

  it("say nothing of traces where the stack has none", () => {
    assert.equal(JSON.stringify(dashboards(MEMORY, { ...PARTS, traces: false })), JSON.stringify(all.slice(0, -1)));
  });

  it("keep the addresses and files that people have saved", () => {
    assert.deepEqual(
      all.map(({ uid, fileName }) => [uid, fileName]),
      [
        ["gke-telemetry-agents", "agents.json"],
        ["gke-telemetry-nodes", "nodes.json"],
        ["gke-telemetry-workloads", "workloads.json"],
        ["gke-telemetry-write-path", "write-path.json"],
        ["gke-telemetry-traces", "traces.json"],
      ],
    );
    for (const { uid, title, json } of all) assert.deepEqual([json.uid, json.title], [uid, title]);
  });

  it("draw the limits of the agent's own profile", () => {
    const { memoryLimitMiB } = PROFILES.high;
    const [agents] = dashboards({ memoryLimitMiB, memoryLimiterMiB: 768 }, { traces: false });
    const lines = panelQueries(agents!).filter(({ expression }) => expression.startsWith("vector("));
    assert.deepEqual(
      lines.map(({ panel, expression }) => [panel, expression]),
      [
        ["Memory by node", "vector(1073741824)"],
        ["Heap by node", "vector(805306368)"],
      ],
    );
  });

  for (const { title, json } of all) {
    describe(title, () => {
      const panels = json.panels.filter((panel) => panel.type !== "row");
      const targets = panels.flatMap((panel) => panel.targets ?? []);

      it("gives every panel an id of its own", () => {
        const ids = json.panels.map((panel) => panel.id);
        assert.deepEqual(ids, [...new Set(ids)]);
      });

      it("places panels within the width and none on another", () => {
        for (const [index, panel] of json.panels.entries()) {
          assert.ok(panel.gridPos.x + panel.gridPos.w <= COLUMNS, panel.title);
          const covering = json.panels.slice(index + 1).filter((other) => overlap(panel.gridPos, other.gridPos));
          assert.deepEqual(
            covering.map((other) => other.title),
            [],
            panel.title,
          );
        }
      });

      it("says of every panel what it shows and in which unit", () => {
        for (const panel of panels) {
          assert.match(unitOf(panel), /^[a-zA-Z]+$/, panel.title);
          assert.match(String(panel["description"]), /^[A-Z4].*[.)]$/, panel.title);
        }
      });

      it("asks the stack's Prometheus, with a query of its own letter each", () => {
        for (const panel of panels) {
          assert.deepEqual(panel["datasource"], PROMETHEUS_SOURCE, panel.title);
          assert.ok(panel.targets !== undefined && panel.targets.length > 0, panel.title);
          for (const target of panel.targets) assert.deepEqual(target["datasource"], PROMETHEUS_SOURCE, panel.title);
          const letters = panel.targets.map((target) => target.refId).join("");
          assert.equal(letters, "ABCDEFGHIJKL".slice(0, letters.length), panel.title);
        }
      });

      it("uses no metric and no label that metrics.ts does not name", () => {
        for (const { expr } of targets) {
          const names = promqlNames(expr);
          assert.deepEqual(
            names.metrics.filter((name) => !EXPOSED_METRICS.has(name)),
            [],
            expr,
          );
          assert.deepEqual(
            names.labels.filter((name) => !KNOWN_LABELS.has(name)),
            [],
            expr,
          );
        }
      });

      it("has labels in its legends that the query keeps", () => {
        for (const target of targets) {
          for (const [, label] of String(target["legendFormat"]).matchAll(/\{\{(\w+)\}\}/g)) {
            assert.ok(promqlNames(target.expr).labels.includes(label!), `${label} in ${target.expr}`);
          }
        }
      });

      it("looks for Prometheus and for services on every node, and for all else on the chosen ones", () => {
        for (const { expr } of targets.filter((target) => !target.expr.startsWith("vector("))) {
          const ofEveryNode =
            promqlNames(expr).metrics.some((name) => ofNoNode.has(name)) || expr.includes('job="prometheus"');
          assert.equal(expr.includes("$node"), !ofEveryNode, expr);
          assert.ok(expr.includes("$cluster") && expr.includes("$environment"), expr);
        }
      });

      it("offers cluster, environment and node, each within those chosen before", () => {
        const { list } = json["templating"] as { list: { name: string; query: { query: string } }[] };
        assert.deepEqual(
          list.map(({ name, query }) => [name, query.query]),
          [
            ["cluster", "label_values(up, k8s_cluster_name)"],
            ["environment", 'label_values(up{k8s_cluster_name=~"$cluster"}, deployment_environment)'],
            [
              "node",
              'label_values(up{k8s_cluster_name=~"$cluster",deployment_environment=~"$environment"}, k8s_node_name)',
            ],
          ],
        );
      });
    });
  }
});

describe("metric names", () => {
  it("are all used by a rule or a panel", () => {
    const expressions = [
      ...rules(EVERY_RULE).map((rule) => rule.expr),
      ...all.flatMap(panelQueries).map(({ expression }) => expression),
    ];
    const used = new Set(expressions.flatMap((expression) => promqlNames(expression).metrics));
    assert.deepEqual(
      [...EXPOSED_METRICS].filter((name) => !used.has(name)),
      [],
    );
  });
});

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
    const queries = all.flatMap(panelQueries);
    const targets = all.flatMap(({ json }) => json.panels.flatMap((panel) => panel.targets ?? []));
    assert.equal(queries.length, targets.length);
    for (const { expression } of queries) assert.ok(!expression.includes("$"), expression);
  });

  it("name the panel that asks", () => {
    const [first] = panelQueries(all[1]!);
    assert.deepEqual(first, {
      dashboard: "Nodes",
      panel: "Nodes",
      refId: "A",
      expression:
        'sum(up{job="node-exporter",k8s_namespace_name="node-exporter",k8s_cluster_name=~".*",deployment_environment=~".*",k8s_node_name=~".*"})',
    });
  });
});
