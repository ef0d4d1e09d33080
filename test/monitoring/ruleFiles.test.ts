import assert from "node:assert/strict";
import * as fs from "node:fs";
import * as path from "node:path";
import * as metrics from "../../monitoring/metrics";
import { dashboards } from "../../monitoring/dashboards/all";
import { ruleFiles } from "../../monitoring/ruleFiles";
import { ALERT_CASES } from "./alertCases";
import { RECORDING_CASES } from "./cases/recording";
import { alertRules, promtoolTestFiles, rules } from "./promtool/testFile";
import { EVERY_RULE, RULE_OPTIONS } from "./everyRule";
import { EXPOSED_METRICS, KNOWN_LABELS } from "./knownNames";
import { promqlNames } from "./promqlNames";

const ROOT = path.join(__dirname, "..", "..");
const RUNBOOKS = path.join(ROOT, "docs", "runbooks");
const SECTIONS = ["## Meaning", "## Impact", "## Diagnosis", "## Mitigation"];

const alerts = alertRules(EVERY_RULE);
const recorded = rules(EVERY_RULE).flatMap((rule) => ("record" in rule ? [rule.record] : []));

const knownMetrics = new Set<string>([...EXPOSED_METRICS, ...Object.values(metrics.RECORDED)]);

function sorted(names: readonly string[]): string[] {
  return [...names].sort();
}

describe("rule files", () => {
  it("are the same at every call", () => {
    assert.equal(JSON.stringify(ruleFiles(RULE_OPTIONS)), JSON.stringify(EVERY_RULE));
  });

  it("say nothing of traces where the stack has none, and the same of all else", () => {
    const { "trace-alerts.yaml": traces, ...others } = EVERY_RULE;
    assert.ok(traces !== undefined);
    assert.equal(JSON.stringify(ruleFiles({ ...RULE_OPTIONS, traces: false })), JSON.stringify(others));
  });

  it("give every group and every alert a name of its own", () => {
    const groups = Object.values(EVERY_RULE).flatMap((file) => file.groups.map((group) => group.name));
    assert.deepEqual(groups, [...new Set(groups)]);
    assert.deepEqual(
      alerts.map((rule) => rule.alert),
      [...new Set(alerts.map((rule) => rule.alert))],
    );
  });

  it("use no metric and no label that metrics.ts does not name", () => {
    for (const rule of rules(EVERY_RULE)) {
      const names = promqlNames(rule.expr);
      assert.deepEqual(
        names.metrics.filter((name) => !knownMetrics.has(name)),
        [],
        rule.expr,
      );
      assert.deepEqual(
        names.labels.filter((name) => !KNOWN_LABELS.has(name)),
        [],
        rule.expr,
      );
    }
  });

  it("record every recorded name, once, in the form level:metric:operation", () => {
    assert.deepEqual(sorted(recorded), sorted(Object.values(metrics.RECORDED)));
    for (const name of recorded) assert.match(name, /^[a-z_]+:[a-z0-9_]+:[a-z0-9_]+$/);
  });

  it("have a case for each recording rule", () => {
    assert.deepEqual(sorted([...new Set(RECORDING_CASES.map(({ record }) => record))]), sorted(recorded));
  });
});

describe("alerts", () => {
  for (const rule of alerts) {
    describe(rule.alert, () => {
      it("says how urgent it is, what is the matter and where", () => {
        assert.ok(["critical", "warning", "info", "none"].includes(rule.labels.severity));
        assert.match(rule.for, /^\d+[smh]$/);
        assert.match(rule.annotations.summary, /^[A-Z].*[^.]$/);
        assert.match(rule.annotations.description, /^[^\n]+\.$/);
      });

      it("shows only labels that rules know", () => {
        const shown = JSON.stringify(rule.annotations).matchAll(/\$labels\.(\w+)/g);
        for (const [, label] of shown) assert.ok(KNOWN_LABELS.has(label!), label);
      });

      it("has a runbook with all sections and a command for the diagnosis", () => {
        assert.equal(rule.annotations.runbook_url, `${RULE_OPTIONS.runbookBaseUrl}/${rule.alert}.md`);
        const text = fs.readFileSync(path.join(RUNBOOKS, `${rule.alert}.md`), "utf8");
        const headings = text.split("\n").filter((line) => line.startsWith("#"));
        assert.deepEqual(headings, [`# ${rule.alert}`, ...SECTIONS]);
        assert.match(text, /## Diagnosis\n[^#]*```sh\n/);
      });

      it("has a case in which it fires and one in which it is silent", () => {
        const cases = ALERT_CASES.filter((alertCase) => alertCase.alert === rule.alert);
        assert.equal(cases.length, 1);
        assert.ok(cases[0]!.firing.expected.length > 0);
        // An alert that always fires has nothing to do with a severity.
        assert.ok(cases[0]!.silent.length > 0 || rule.labels.severity === "none");
      });
    });
  }

  it("lead to dashboards that exist, and choose there by labels and variables that exist", () => {
    const shown = dashboards({ memoryLimitMiB: 1, memoryLimiterMiB: 1 }, { ...RULE_OPTIONS, containers: true });
    for (const { alert, annotations } of alerts) {
      const [, uid] = /^https:\/\/grafana\.example\.com\/d\/([\w-]+)\?/.exec(annotations.dashboard_url ?? "") ?? [];
      const dashboard = shown.find((one) => one.uid === uid);
      assert.ok(dashboard, `${alert}: ${annotations.dashboard_url ?? ""}`);
      const variables = dashboard.json.templating.list.map(({ name }) => name);
      for (const [, name] of annotations.dashboard_url!.matchAll(/&var-(\w+)=/g))
        assert.ok(variables.includes(name!), name);
    }
  });

  it("lead to a path of Grafana where it has no address, and nowhere without Grafana", () => {
    const links = (grafanaUrl: string | undefined) =>
      alertRules(ruleFiles({ ...RULE_OPTIONS, grafanaUrl })).map(({ annotations }) => annotations.dashboard_url);
    for (const link of links("")) assert.match(link!, /^\/d\/gke-telemetry-/);
    assert.deepEqual([...new Set(links(undefined))], [undefined]);
  });

  it("link the same runbooks where the setting's address ends with a slash", () => {
    const files = ruleFiles({ ...RULE_OPTIONS, runbookBaseUrl: `${RULE_OPTIONS.runbookBaseUrl}/` });
    assert.equal(JSON.stringify(files), JSON.stringify(EVERY_RULE));
  });

  it("have no runbook and no case left over", () => {
    const names = sorted(alerts.map((rule) => rule.alert));
    assert.deepEqual(
      sorted(fs.readdirSync(RUNBOOKS)),
      names.map((name) => `${name}.md`),
    );
    assert.deepEqual(sorted(ALERT_CASES.map((alertCase) => alertCase.alert)), names);
  });
});

describe("promtool test files", () => {
  const testFiles = promtoolTestFiles(EVERY_RULE, ALERT_CASES);
  const tests = Object.values(testFiles).flatMap((file) => file.tests);

  it("are one for each rule file, which also loads the recording rules that its alerts may use", () => {
    assert.deepEqual(Object.keys(testFiles), Object.keys(EVERY_RULE));
    for (const [name, { rule_files }] of Object.entries(testFiles))
      assert.deepEqual(rule_files, [...new Set(["recording.yaml", name])]);
  });

  it("have every case of every alert", () => {
    const scenarios = ALERT_CASES.flatMap(({ firing, alsoFiring = [], silent }) => [firing, ...alsoFiring, ...silent]);
    assert.equal(tests.length, scenarios.length + 1);
  });

  it("expects the whole text and the severity of an alert that fires", () => {
    const test = tests.find(({ name }) => name.startsWith("AgentSamplesExpired fires"));
    assert.deepEqual(test?.alert_rule_test?.[0]?.exp_alerts, [
      {
        exp_labels: {
          k8s_cluster_name: "lab",
          deployment_environment: "dev",
          k8s_node_name: "node-a",
          severity: "critical",
        },
        exp_annotations: {
          summary: "The agent on node node-a dropped expired samples",
          description:
            "The agent on node node-a dropped 500 samples in the last 5 minutes, because they were older than the outage window.",
          runbook_url: "https://runbooks.example.com/telemetry/AgentSamplesExpired.md",
          dashboard_url:
            "https://grafana.example.com/d/gke-telemetry-write-path?orgId=1&var-cluster=lab&var-environment=dev&var-node=node-a",
        },
      },
    ]);
  });

  it("refuses a case of an alert that does not exist", () => {
    const [first] = ALERT_CASES;
    assert.throws(() => promtoolTestFiles(EVERY_RULE, [{ ...first!, alert: "Nothing" }]), {
      message: "a case names the alert Nothing, which does not exist",
    });
  });
});
