/** The series of a change, as the real collector and Prometheus make them and as the plan evaluates them in its process. */
import assert from "node:assert/strict";
import { changeOf } from "../../../tools/plan/change/change";
import { type Evaluated, evaluated } from "../../../tools/plan/change/series/evaluate";
import { measured } from "../../../tools/plan/change/series/real/measure";
import type { Plan } from "../../../tools/plan/plan";
import { configured } from "../../harness/configuredPlan";
import { type Break, BREAKS, broken } from "../../tools/plan/change/breaks";
import { environment } from "../environment";

/** Measurements at the same time: each waits most of its time for the next scrape. */
const AT_ONCE = 5;

/** Breaks after which more is written than the plan evaluates: it tells them all the same. */
const UNLIKE: ReadonlySet<string> = new Set([
  // The receiver's own attributes, such as server.address, which nothing deletes any more.
  "the resource processor is removed",
  // What a scrape that fails writes of itself.
  "the kubelet's metrics are asked for at another path",
]);

/** What is written, whatever it comes from. */
function written({ series }: Evaluated): string[] {
  const texts = [...series.values()].map((labels) => JSON.stringify(Object.entries(labels).sort()));
  return [...new Set(texts)].sort();
}

describe("the series of a change", function () {
  this.timeout(600_000);
  let plan: Plan;
  let unbroken: Evaluated;
  const series = new Map<Break, Evaluated>();

  before("measure the plan and each broken one", async () => {
    const { otelcol, prometheus } = environment().programs;
    const programs = { collector: otelcol!, prometheus: prometheus! };
    plan = await configured({});
    unbroken = await measured(plan, programs);
    const open = [...BREAKS];
    const worker = async () => {
      for (let next = open.shift(); next; next = open.shift())
        series.set(next, await measured(broken(plan, next), programs));
    };
    await Promise.all(Array.from({ length: AT_ONCE }, worker));
  });

  it("are the same, evaluated and measured", () => {
    assert.deepEqual(written(evaluated(plan)), written(unbroken));
  });

  for (const mistake of BREAKS)
    it(`tell, measured too: ${mistake.name}`, () => {
      const found = series.get(mistake)!;
      const change = changeOf(plan, broken(plan, mistake), "before", [unbroken, found]);
      assert.ok(mistake.isTold(change), JSON.stringify(change.series));
      if (!UNLIKE.has(mistake.name)) assert.deepEqual(written(evaluated(broken(plan, mistake))), written(found));
    });
});
