import assert from "node:assert/strict";
import { HOME_DASHBOARD_FILE } from "../../contract/dashboard";
import { CANARY_END } from "../../monitoring/agentCounters";
import { dashboards } from "../../monitoring/dashboards/all";
import type { Dashboard, GridPosition, PlacedPanel } from "../../monitoring/dashboards/grafana/model";
import { panelQueries, panelsOf } from "./panelQueries";
import * as cluster from "../../monitoring/clusterMetrics";
import * as logs from "../../monitoring/logMetrics";
import * as metrics from "../../monitoring/metrics";
import { PROFILES } from "../../settings/sizing/agent";
import { rules } from "./promtool/testFile";
import { EVERY_RULE, RULE_OPTIONS } from "./everyRule";
import { EXPOSED_METRICS, KNOWN_LABELS } from "./knownNames";
import { promqlNames } from "./promqlNames";

const MEMORY = { memoryLimitMiB: 512, memoryLimiterMiB: 384 };
const COLUMNS = 24;
const CHOSEN_SOURCE = { type: "prometheus", uid: "${datasource}" };

const PARTS = { traces: true, logs: true, containers: true, objects: RULE_OPTIONS.objects };
const all = dashboards(MEMORY, PARTS);
// What Prometheus records is only there where the stack has its own Prometheus, so dashboards do without.
/** Metrics that are of no node, or of whatever node Prometheus happens to be on. */
const ofNoNode = new Set<string>([
  ...Object.values(metrics.PROMETHEUS).filter((name) => name.startsWith("prometheus_")),
  ...Object.values(metrics.SPANS),
  ...Object.values(logs.VICTORIA_LOGS),
  cluster.OBJECTS.podPhase,
  cluster.OBJECTS.restarts,
]);

const unitOf = (panel: PlacedPanel) => panel.fieldConfig?.defaults.unit ?? "";

/** Every text in a dashboard. */
const text = (shown: readonly Dashboard[]) => JSON.stringify(shown);

function overlap(a: GridPosition, b: GridPosition): boolean {
  return a.x < b.x + b.w && b.x < a.x + a.w && a.y < b.y + b.h && b.y < a.y + a.h;
}

describe("dashboards", () => {
  it("are the same at every call", () => {
    assert.equal(JSON.stringify(dashboards(MEMORY, PARTS)), JSON.stringify(all));
  });

  it("ask nothing that only parts know which the stack does not have", () => {
    const none = { traces: false, containers: false, prometheus: false };
    const shown = text(dashboards(MEMORY, none));
    const absent = [
      logs.LOGS,
      logs.VICTORIA_LOGS,
      metrics.TRACES,
      metrics.SPANS,
      metrics.JAEGER,
      cluster.OBJECTS,
      cluster.CONTAINER,
    ];
    for (const name of absent.flatMap((names) => Object.values(names))) assert.ok(!shown.includes(name), name);
    for (const name of Object.values(metrics.PROMETHEUS).filter((one) => one.startsWith("prometheus_tsdb_head")))
      assert.ok(
        !text([...dashboards(MEMORY, none)].filter(({ uid }) => !uid.endsWith("write-path"))).includes(name),
        name,
      );
  });

  it("have one that is Grafana's home page, with a link to each of the others", () => {
    const home = all.find(({ fileName }) => fileName === HOME_DASHBOARD_FILE);
    assert.ok(home);
    const list = panelsOf(home).find(({ type }) => type === "dashlist");
    assert.ok(list?.type === "dashlist");
    for (const { json } of all) assert.deepEqual(json.tags, list.options.tags);
  });

  it("keep the addresses and files that people have saved", () => {
    assert.deepEqual(
      all.map(({ uid, fileName }) => [uid, fileName]),
      [
        ["gke-telemetry-home", "home.json"],
        ["gke-telemetry-agents", "agents.json"],
        ["gke-telemetry-write-path", "write-path.json"],
        ["gke-telemetry-coverage", "coverage.json"],
        ["gke-telemetry-cost", "cost.json"],
        ["gke-telemetry-nodes", "nodes.json"],
        ["gke-telemetry-node", "node.json"],
        ["gke-telemetry-workloads", "workloads.json"],
        ["gke-telemetry-pod", "pod.json"],
        ["gke-telemetry-logs", "logs.json"],
        ["gke-telemetry-traces", "traces.json"],
      ],
    );
    for (const { uid, title, json } of all) assert.deepEqual([json.uid, json.title], [uid, title]);
  });

  it("draw the limits of the agent's own profile", () => {
    const { memoryLimitMiB } = PROFILES.high;
    const agents = dashboards({ memoryLimitMiB, memoryLimiterMiB: 768 }, { traces: false }).find(
      ({ uid }) => uid === "gke-telemetry-agents",
    );
    const drawn = panelsOf(agents!).flatMap(({ title, fieldConfig }) =>
      (fieldConfig?.defaults.unit === "bytes" ? (fieldConfig.defaults.thresholds?.steps ?? []) : []).map(
        ({ value }) => [title, value],
      ),
    );
    assert.deepEqual(
      drawn.filter(([, value]) => value !== null),
      [
        ["Memory by node", 1073741824],
        ["Heap by node", 805306368],
      ],
    );
  });

  for (const one of all) {
    const { title, json } = one;
    const variables = json.templating.list.map(({ name }) => name);
    describe(title, () => {
      const panels = panelsOf(one).filter(({ type }) => type !== "dashlist");
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
          assert.match(String(panel.description), /^[A-Z14].*[.)]$/, panel.title);
        }
      });

      it("asks the stack's Prometheus, with a query of its own letter each", () => {
        for (const panel of panels) {
          assert.deepEqual(panel.datasource, CHOSEN_SOURCE, panel.title);
          assert.ok(panel.targets !== undefined && panel.targets.length > 0, panel.title);
          for (const target of panel.targets) assert.deepEqual(target.datasource, CHOSEN_SOURCE, panel.title);
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
          for (const [, label] of String(target.legendFormat).matchAll(/\{\{(\w+)\}\}/g)) {
            assert.ok(promqlNames(target.expr).labels.includes(label!), `${label} in ${target.expr}`);
          }
        }
      });

      it("asks by what can be chosen in it, for some clusters at least", () => {
        for (const { expr } of [...targets, ...json.annotations.list]) {
          for (const [, name] of expr.matchAll(/\$([a-zA-Z_]+)/g))
            assert.ok(name === "__rate_interval" || variables.includes(name!), `${name} in ${expr}`);
          const ofAllClusters = promqlNames(expr).metrics.join() === metrics.PROMETHEUS.alerts;
          assert.equal(expr.includes("$cluster") && expr.includes("$environment"), !ofAllClusters, expr);
        }
      });

      it("looks for Prometheus and for services on every node, and for all else on the chosen ones", () => {
        if (!variables.includes("node")) return;
        for (const { expr } of targets) {
          const names = promqlNames(expr).metrics;
          const ofEveryNode = names.some((name) => ofNoNode.has(name)) || expr.includes('job="prometheus"');
          const ofChosenNodes = expr.includes("$node");
          // What asks for several kinds of objects may know the node of one of them.
          if (ofChosenNodes && names.length > 1 && names.some((name) => name.startsWith("kube_"))) continue;
          assert.equal(ofChosenNodes, !ofEveryNode, expr);
        }
      });

      it("offers first the data source, then each choice within those before it", () => {
        const [source, ...choices] = json.templating.list;
        assert.deepEqual([source!.name, source!.type, source!.query], ["datasource", "datasource", "prometheus"]);
        for (const [position, { datasource, definition }] of choices.entries()) {
          assert.deepEqual(datasource, CHOSEN_SOURCE);
          const used = [...String(definition).matchAll(/\$(\w+)/g)].map(([, name]) => name);
          assert.deepEqual(
            used,
            choices.slice(0, position).map(({ name }) => name),
          );
        }
      });

      it("leads only to dashboards that the stack has", () => {
        const uids = all.map(({ uid }) => uid);
        for (const [, uid] of JSON.stringify(json).matchAll(/\/d\/([\w-]+)/g)) assert.ok(uids.includes(uid!), uid);
      });
    });
  }
});

describe("metric names", () => {
  it("are all used by a rule, a panel or the certificate", () => {
    const expressions = [
      ...rules(EVERY_RULE).map((rule) => rule.expr),
      ...all.flatMap((one) => panelQueries(one).map(({ expression }) => expression)),
      ...all.flatMap(({ json }) => json.annotations.list.map(({ expr }) => expr)),
      CANARY_END(),
    ];
    const used = new Set(expressions.flatMap((expression) => promqlNames(expression).metrics));
    assert.deepEqual(
      [...EXPOSED_METRICS].filter((name) => !used.has(name)),
      [],
    );
  });
});
