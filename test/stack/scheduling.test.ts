import assert from "node:assert/strict";
import { at, type Json } from "../../collector/common/model";
import type { Plan } from "../../tools/plan/plan";
import { configured } from "../harness/configuredPlan";

const PRIORITY_CLASS = "kubernetes:scheduling.k8s.io/v1:PriorityClass";

/** Names of the PriorityClasses that a plan has, and of those that the pods of every node name. */
function classes({ resources, charts }: Plan) {
  const daemonSets = resources.filter(({ type }) => type === "kubernetes:apps/v1:DaemonSet");
  return {
    made: resources
      .filter(({ type }) => type === PRIORITY_CLASS)
      .map(({ inputs }) => at(inputs as Json, "metadata", "name")),
    named: [
      ...charts.filter(({ values }) => values["mode"] === "daemonset").map(({ values }) => values["priorityClassName"]),
      ...daemonSets.map(({ inputs }) => at(inputs as Json, "spec", "template", "spec", "priorityClassName")),
    ],
  };
}

describe("the pods of every node", () => {
  const metrics = { kind: "prometheus" };

  it("have a priority that the stack itself defines, above pods without one and below Kubernetes' own", async () => {
    const plan = await configured({ metrics });
    const { made, named } = classes(plan);
    assert.deepEqual(named, ["otel-agent", "node-exporter"]);
    assert.deepEqual(made.sort(), named.sort());
    for (const { inputs } of plan.resources.filter(({ type }) => type === PRIORITY_CLASS)) {
      const { value, globalDefault, preemptionPolicy } = inputs as Record<string, unknown>;
      assert.ok(Number(value) > 0 && Number(value) < 1_000_000_000);
      assert.equal(globalDefault, false);
      assert.equal(preemptionPolicy, "PreemptLowerPriority");
    }
  });

  it("have the class of the settings instead, which the stack does not create", async () => {
    const priorityClassName = "important";
    const { made, named } = classes(
      await configured({ metrics, agent: { priorityClassName }, nodeExporter: { priorityClassName } }),
    );
    assert.deepEqual({ made, named }, { made: [], named: ["important", "important"] });
  });
});
