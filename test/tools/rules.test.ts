import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { parse } from "yaml";
import { rulesText } from "../../tools/rules/formats";
import { EVERY_RULE } from "../monitoring/everyRule";
import { rules } from "../monitoring/promtool/testFile";

const groupsOf = (value: unknown) => (value as { groups: { rules: unknown[] }[] }).groups;

describe("npm run rules", () => {
  it("has every rule in every format", () => {
    const all = rules(EVERY_RULE).length;
    const count = (value: unknown) => groupsOf(value).flatMap((group) => group.rules).length;
    const read = (format: "prometheus" | "mimir" | "operator") =>
      parse(rulesText(Object.values(EVERY_RULE), format, "monitoring")) as Record<string, unknown>;
    assert.deepEqual(Object.keys(read("prometheus")), ["groups"], "Prometheus refuses any other field");
    assert.equal(count(read("prometheus")), all);
    assert.equal(read("mimir")["namespace"], "gke-telemetry");
    assert.equal(count(read("mimir")), all);
    const { kind, metadata, spec } = read("operator");
    assert.deepEqual([kind, (metadata as { namespace: string }).namespace], ["PrometheusRule", "monitoring"]);
    assert.equal(count(spec), all);
  });

  it("prints the rules of a stack whose store is another's, with the dead man's switch", function () {
    this.timeout(60_000);
    const file = "test/examples/remote-tenant/settings.yaml";
    const args = ["tools/run.cjs", "tools/rules/main.ts", "--stack", "remote", "--config", file];
    const { status, stdout, stderr } = spawnSync(process.execPath, args, { encoding: "utf8" });
    assert.equal(status, 0, stderr);
    const names = groupsOf(parse(stdout)).flatMap((group) => group.rules as { alert?: string }[]);
    assert.ok(names.some(({ alert }) => alert === "Watchdog"));
    assert.ok(names.some(({ alert }) => alert === "AgentSendFailed"));
  });
});
