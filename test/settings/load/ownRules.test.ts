import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parse } from "yaml";
import { ruleFiles } from "../../../monitoring/ruleFiles";
import { checkResources } from "../../../policy/run";
import { readOwnRules } from "../../../settings/load/ownRules/ownRules";
import { problemText } from "../../../settings/problems";
import { RULE_OPTIONS } from "../../monitoring/everyRule";
import { configured } from "../../harness/configuredPlan";

const group = (name: string, ...rules: readonly object[]) => JSON.stringify({ groups: [{ name, rules }] });

describe("rules of one's own", () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "gke-telemetry-rules-"));
  });
  afterEach(() => {
    rmSync(folder, { recursive: true });
  });

  const write = (name: string, text: string) => {
    writeFileSync(join(folder, name), text);
  };
  const problems = () => readOwnRules(folder).problems.map(problemText);
  const only = (text: string) => {
    write("one.yaml", text);
    const found = problems();
    assert.equal(found.length, 1, found.join("\n") || text);
    return found[0] ?? "";
  };

  it("are beside those of the stack, as they were written, restart Prometheus, and pass every policy", async () => {
    const plan = await configured({ alerts: { rules: "examples/rules" } });
    assert.deepEqual(plan.problems, []);
    const named = (name: string) =>
      plan.resources.find(({ inputs }) => (inputs["metadata"] as { name?: string } | undefined)?.name === name)?.inputs;
    const { data } = named("prometheus-own-rules") as { data: Record<string, string> };
    assert.match(data["shop.yaml"] ?? "", /^# Rules of a team/);
    const { data: config } = named("prometheus-config") as { data: Record<string, string> };
    const { rule_files: files } = parse(config["prometheus.yml"] ?? "") as { rule_files: string[] };
    assert.equal(files.at(-1), "/etc/prometheus/own-rules/*.y*ml");
    assert.match(plan.forecast?.["own rules"] ?? "", /^1 alert, 1 recording rule, in 1 file;/);
    const found = checkResources(plan.resources, "dev", "2026-11-22").filter(({ level }) => level === "mandatory");
    assert.deepEqual(found, []);
  });

  it("have to be files in the form of Prometheus", () => {
    assert.match(only("groups: ["), /one\.yaml", but is no YAML/);
    assert.match(
      only("{groups: [{name: a, rules: [{alert: A, expr: up}]}], rules: []}"),
      /it has the field rules, which/,
    );
    assert.match(only("groups: []"), /groups has to have a group/);
    assert.match(
      only(group("a", { alert: "A", exprs: "up", expr: "up" })),
      /groups\[0\]\.rules\[0\] has the field exprs, which Prometheus does not know there/,
    );
    assert.match(only(group("a", { alert: "A" })), /groups\[0\]\.rules\[0\]\.expr has to be a PromQL expression/);
    assert.match(only(group("a", { record: "a b", expr: "up" })), /rules\[0\]\.record has to be a name of letters/);
    assert.match(only(group("a", { record: "a", expr: "up", for: "5m" })), /has the field for/);
    assert.match(only(group("a", { alert: "A", expr: "up", for: "five minutes" })), /rules\[0\]\.for has to be a dur/);
    assert.match(only(group("a", { alert: "A", expr: "up", labels: { severity: 1 } })), /severity has to be text/);
    assert.match(only(group("a", { alert: "A", expr: "up", labels: { "a-b": "c" } })), /no name of a label/);
  });

  it("have expressions that are whole", () => {
    for (const [expr, problem] of [
      ["", "is empty"],
      ["# nothing", "is empty"],
      ["sum(up", "has a ) missing"],
      ['up{job="a"', "has a } missing"],
      ["up)", "has a ) that nothing has opened"],
      ['up{job="a}', "has a quote that is not closed"],
      ["up ==", "ends in the middle"],
      ["up and", "ends in the middle"],
      ["* up", "begins in the middle"],
    ] as const)
      assert.ok(only(group("a", { alert: "A", expr })).includes(`expr ${problem}`), expr);
    for (const expr of [
      'up{job=~"a[)]+"} == 0 # (',
      "-up",
      "rate(x[5m:1m] offset 1h) > bool 1",
      "'a' == up{a='`'}",
      "1",
    ]) {
      write("one.yaml", group("a", { alert: "A", expr }));
      assert.deepEqual(problems(), [], expr);
    }
  });

  it("have names of groups that nothing else has, and no rule twice", () => {
    write("one.yaml", group("a", { record: "x", expr: "up" }, { record: "x", expr: "1", labels: { a: "b" } }));
    write("two.yml", group("a", { record: "x", expr: "up" }));
    assert.deepEqual(
      problems().map((text) => text.replace(/.*, but /, "")),
      [
        "has the group a, which is there already. Give one of them another name.",
        "has the rule x with the same labels a second time. Remove one of them.",
      ],
    );
    rmSync(join(folder, "two.yml"));
    for (const { groups } of Object.values(ruleFiles(RULE_OPTIONS)))
      for (const { name } of groups)
        assert.match(only(group(name, { alert: "A", expr: "up" })), /such names are those of the stack's own/);
  });

  it("have to fit a ConfigMap", () => {
    const rules = Array.from({ length: 9000 }, (_, index) => ({
      alert: `A${index}`,
      expr: `up{job="${"x".repeat(100)}"}`,
    }));
    assert.match(only(group("a", ...rules)), /bytes of rules, and a ConfigMap holds 1000000 of them/);
  });

  it("need a folder with files", () => {
    assert.match(problems().join(), /has no file whose name ends with \.yaml or \.yml/);
    assert.match(readOwnRules(join(folder, "none")).problems.map(problemText).join(), /is not an existing folder/);
    write("a b.yaml", group("a", { alert: "A", expr: "up" }));
    assert.match(problems().join(), /has to have a name of letters, digits, dots/);
  });
});
