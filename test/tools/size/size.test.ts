import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { agentSizing } from "../../../settings/sizing/agent";
import { clusterLoad } from "../../../settings/sizing/load";
import { validate } from "../../../settings/validate";
import { askedLoad } from "../../../tools/size/asked";
import { parseStackFile, readStackFile } from "../../../tools/plan/stackFile";
import { reportOf, type SizeReport } from "../../../tools/size/report";
import { type Base, baseOf, newBase } from "../../../tools/size/settings/base";
import { loadOf } from "../../../tools/size/settings/candidates";

type Options = Readonly<Record<string, string>>;

async function sized(base: Base, options: Options): Promise<SizeReport> {
  const { settings } = validate(base.raw, base.credentials);
  assert.ok(settings);
  const { nodes, samplesPerSecondOfNode: rate } = clusterLoad(settings);
  return reportOf(base, settings, loadOf(askedLoad(options), settings, { nodes, rate }));
}

const stack = (name: string) => baseOf(name, readStackFile(`Pulumi.${name}.yaml`));

/** The settings of a stack after the paste. */
function pasted(base: Base, report: SizeReport) {
  if (report.kind === "too-large") assert.fail(report.reasons.join("\n"));
  const { values } = parseStackFile("paste", report.paste ?? "config: {}");
  const { raw } = baseOf("test", { values: { ...base.configuration.values, ...values }, secretKeys: [] });
  const { settings, problems } = validate(raw, base.credentials);
  assert.deepEqual(problems, []);
  assert.ok(settings);
  return settings;
}

describe("the size of a load", () => {
  it("is a stack file without problems that holds it, from a handful of samples to a large cluster", async () => {
    for (const [samples, nodes, outage] of [
      ...[[100, 1, 10] as const, [5_000, 10, 60] as const, [30_000, 15, 60] as const],
      ...[[100_000, 50, 240] as const, [150_000, 10, 30] as const],
    ]) {
      for (const base of [newBase(), ...(nodes === 15 ? [stack("prod")] : [])]) {
        const asked = { "samples-per-second": `${samples}`, nodes: `${nodes}`, "outage-minutes": `${outage}` };
        const settings = pasted(base, await sized(base, asked));
        const load = clusterLoad(settings);
        assert.ok(load.nodes >= nodes && load.samplesPerSecond >= samples, JSON.stringify({ asked, load }));
        assert.equal(settings.outageMinutes, outage);
      }
    }
  });

  it("never has less for more", async () => {
    let before = 0;
    for (const samples of [500, 5_000, 20_000, 120_000, 400_000]) {
      const base = newBase();
      const settings = pasted(base, await sized(base, { "samples-per-second": `${samples}`, nodes: "10" }));
      const { memoryLimitMiB, cpuLimitMillicores } = agentSizing(settings.agent);
      assert.ok(memoryLimitMiB * cpuLimitMillicores >= before);
      before = memoryLimitMiB * cpuLimitMillicores;
    }
  });

  it("has the profile in whose limit of a scrape the targets fit", async () => {
    const base = newBase();
    const profile = async (targets: string) =>
      pasted(base, await sized(base, { "samples-per-second": "900", nodes: "1", targets })).agent.profile;
    assert.equal(await profile("100"), "low");
    // 27,000 samples of a scrape, and twice as many of a large one.
    assert.equal(await profile("1"), "high");
  });

  it("keeps what the stack has besides, and shrinks no volume", async () => {
    const settings = pasted(stack("prod"), await sized(stack("prod"), { "samples-per-second": "100" }));
    assert.equal(settings.metrics.kind === "prometheus" && settings.metrics.storageGiB, 120);
    assert.equal(settings.tracing?.teams.length, 1);
    assert.equal(settings.agent.enrich, true);
  });

  it("says that no settings hold it, why, and what helps", async () => {
    const report = await sized(newBase(), { "samples-per-second": "9000000", nodes: "10" });
    if (report.kind !== "too-large") assert.fail("it fits");
    const reasons = report.reasons.join("\n");
    assert.match(reasons, /more than the [\d,]+ that an agent of profile high takes/);
    assert.match(reasons, /too small for Prometheus/);
    const nodes = Number(/an agent: (\d+) or more/.exec(report.remedies.join("\n"))?.[1]);
    assert.ok(nodes > 10);
    assert.match(report.remedies.join("\n"), /metrics\.kind: remote/);
  });
});

describe("npm run size", () => {
  const run = (...words: string[]) =>
    spawnSync(process.execPath, ["tools/run.cjs", "tools/size/main.ts", ...words], { encoding: "utf8" });

  it("prints the verdict first, and the settings to paste last", () => {
    const { stdout, status } = run("--samples-per-second", "30000", "--targets", "600", "--nodes", "15");
    assert.equal(status, 0);
    const [verdict] = stdout.split("\n");
    assert.match(verdict ?? "", /^30,000 samples\/s of 600 targets on 15 nodes, .*: fits$/);
    assert.match(
      stdout,
      /\n {2}price +about \$\d+ a month with 15 nodes, .*list prices of europe-west1, \d{4}-\d\d-\d\d/,
    );
    assert.doesNotThrow(() => parseStackFile("out", stdout.slice(stdout.indexOf("config:"))));
  });

  it("tells what is missing or no number", () => {
    const missing = run("--nodes", "3");
    assert.equal(missing.status, 2);
    assert.match(missing.stderr, /^--samples-per-second is missing, and so is --stack\./);
    assert.equal(run("--nodes", "some", "--samples-per-second", "10").status, 2);
  });
});
