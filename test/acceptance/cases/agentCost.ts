/** The benchmark of agents, so small that it says nothing about cost: everything in it starts, scrapes and delivers. */
import assert from "node:assert/strict";
import { join } from "node:path";
import { readStackFile } from "../../../tools/plan/stackFile";
import { contenders } from "../../bench/agent/contenders/contenders";
import { run } from "../../bench/agent/run";
import { environment } from "../environment";

const LOAD = { targets: 2, seriesOfEach: 100, warmUpSeconds: 8, seconds: 10 };

describe("the benchmark of agents", () => {
  it("has each program scrape the targets and deliver to the sink", async function () {
    this.timeout(240_000);
    const { programs, logs } = environment();
    const compared = await contenders("prod", readStackFile("Pulumi.prod.yaml"), 1);
    const parts = { programs, busybox: programs.busybox, folder: join(logs, "agent-cost") };
    const results = await run(compared, LOAD, 1, parts, () => undefined);
    assert.deepEqual(
      results.map(({ name }) => name),
      compared.all.map(({ name }) => name),
    );
    for (const { name, isBaseline, scrapesKubelet, rounds } of results) {
      for (const { samples, delivered } of rounds) {
        assert.ok(samples > 0, `${name} scraped nothing`);
        if (scrapesKubelet) assert.ok(delivered > 2, `${name} delivered no more than what the targets expose`);
        assert.equal(delivered > 0, !isBaseline, `${name} delivered ${delivered} of what it scraped`);
      }
    }
  });
});
