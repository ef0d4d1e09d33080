import assert from "node:assert/strict";
import { changeOf } from "../../../../tools/plan/change/change";
import { evaluated } from "../../../../tools/plan/change/series/evaluate";
import type { Plan } from "../../../../tools/plan/plan";
import { configured } from "../../../harness/configuredPlan";
import { BREAKS, broken } from "./breaks";

describe("a break of an agent's configuration", () => {
  let plan: Plan;

  before(async () => {
    plan = await configured({});
  });

  it("is looked for among series of every kind", () => {
    const names = [...evaluated(plan).series.values()].map(
      (labels) => `${labels["job"] ?? ""} ${labels["__name__"] ?? ""}`,
    );
    for (const name of [
      "node-exporter node_cpu_seconds_total",
      "kubelet container_cpu_usage_seconds_total",
      "nginx up",
    ])
      assert.ok(names.includes(name), name);
  });

  it("is none where nothing changes", () => {
    assert.equal(changeOf(plan, structuredClone(plan), "before").series, undefined);
  });

  assert.equal(BREAKS.length, 20);
  for (const mistake of BREAKS)
    it(`is told: ${mistake.name}`, () => {
      const change = changeOf(plan, broken(plan, mistake), "before");
      assert.ok(
        mistake.isTold(change),
        JSON.stringify({ series: change.series, configuration: change.configuration }, undefined, 1).slice(0, 3000),
      );
    });
});
