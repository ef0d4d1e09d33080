import assert from "node:assert/strict";
import { ruleFiles } from "../../../monitoring/ruleFiles";
import { RULE_OPTIONS } from "../../monitoring/everyRule";
import { eventually } from "../../programs/processes";
import { runningStack } from "../stack/runningStack";

interface RuleGroups {
  readonly groups: readonly {
    readonly name: string;
    readonly rules: readonly { readonly name: string; readonly health: string; readonly lastError?: string }[];
  }[];
}

describe("rules on the running Prometheus", () => {
  it("are all evaluated, without an error", async () => {
    const { prometheus } = await runningStack();
    const expected = Object.values(
      ruleFiles({ ...RULE_OPTIONS, traces: false, logs: false, monitors: false, exporters: false, delivered: false }),
    )
      .flatMap(({ groups }) => groups)
      .flatMap(({ name, rules }) => rules.map((rule) => `${name}: ${"alert" in rule ? rule.alert : rule.record}`));
    await eventually("every rule is healthy", 90, async () => {
      const { groups } = await prometheus.get<RuleGroups>("/api/v1/rules");
      const rules = groups.flatMap(({ name, rules: ofGroup }) => ofGroup.map((rule) => ({ group: name, ...rule })));
      assert.deepEqual(rules.map(({ group, name }) => `${group}: ${name}`).sort(), [...expected].sort());
      assert.deepEqual(
        rules.filter(({ health }) => health !== "ok"),
        [],
      );
    });
  });

  it("fire no alert while everything is well", async () => {
    const { prometheus } = await runningStack();
    assert.deepEqual(await prometheus.query('ALERTS{alertstate="firing"}'), []);
  });
});
