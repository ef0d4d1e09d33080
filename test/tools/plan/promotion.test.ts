import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import * as fs from "node:fs";
import * as os from "node:os";
import * as path from "node:path";
import type { Promotion } from "../../../tools/plan/promotion/promotion";
import { stageOrder } from "../../../tools/plan/promotion/promotion";

const BEGIN = "config:\n  gke-telemetry:cluster: {kind: existing, name: shop}\n";

/** A stack file of an environment. */
const stackFile = (environment: string, ...lines: readonly string[]) =>
  [`${BEGIN}  gke-telemetry:environment: ${environment}`, ...lines.map((line) => `  gke-telemetry:${line}`), ""].join(
    "\n",
  );

describe("stages", () => {
  it("are ordered by how near they are to customers, and a local cluster is none", () => {
    assert.deepEqual(stageOrder(["prod", "local", "dev", "staging", "canary", "prod-eu"]), [
      "dev",
      "staging",
      "canary",
      "prod",
      "prod-eu",
    ]);
  });
});

describe("npm run plan -- --all", function () {
  this.timeout(120_000);
  let project: string;

  const git = (day: string, ...args: readonly string[]) => {
    const date = `${day}T12:00:00Z`;
    const identity = ["-c", "user.name=a", "-c", "user.email=a@example.com"];
    const env = { ...process.env, GIT_AUTHOR_DATE: date, GIT_COMMITTER_DATE: date };
    const { status, stderr } = spawnSync("git", [...identity, ...args], { cwd: project, encoding: "utf8", env });
    assert.equal(status, 0, stderr);
  };
  const write = (stack: string, ...lines: readonly string[]) => {
    fs.writeFileSync(path.join(project, `Pulumi.${stack}.yaml`), stackFile(stack, ...lines));
  };
  const commit = (day: string) => {
    git(day, "add", ".");
    git(day, "commit", "--quiet", "--message", "stacks");
  };
  const plan = (...args: readonly string[]) =>
    spawnSync(process.execPath, [path.resolve("tools/run.cjs"), path.resolve("tools/plan/main.ts"), "--all", ...args], {
      cwd: project,
      encoding: "utf8",
    });

  before(() => {
    project = fs.mkdtempSync(path.join(os.tmpdir(), "gke-telemetry-"));
    fs.cpSync("contract/versions.json", path.join(project, "contract/versions.json"));
    git("2026-01-01", "init", "--quiet");
    const own = "grafana: {enabled: false} # own: nobody looks at dev";
    write("dev", "agent: {profile: low, nativeHistograms: true}", own);
    write("prod", "agent: {profile: default}", "delivery: memory");
    commit("2026-02-01");
    write("dev", "agent: {profile: low, nativeHistograms: true, scrapeIntervalSeconds: 15}", own);
    commit("2026-03-01");
    write("local");
  });
  after(() => {
    fs.rmSync(project, { recursive: true });
  });

  it("says what waits and for how long, what is declared and why, and what nobody looked at", () => {
    const { status, stdout, stderr } = plan("--json");
    assert.equal(status, 0, stderr);
    const { version, stages, steps, unseen } = JSON.parse(stdout) as Promotion;
    assert.equal(version, 1);
    assert.deepEqual(
      stages.map(({ stack, refused }) => [stack, refused]),
      [
        ["dev", false],
        ["local", false],
        ["prod", false],
      ],
    );
    assert.equal(steps.length, 1);
    const [{ from = "", to = "", waiting = [], undeclared = [], declared = [], parts } = {}] = steps as Partial<
      Promotion["steps"][number]
    >[];
    assert.deepEqual([from, to], ["dev", "prod"]);
    assert.deepEqual(
      waiting.map(({ path: setting, since }) => [setting, since?.day]),
      [
        ["agent.nativeHistograms", "2026-02-01"],
        ["agent.scrapeIntervalSeconds", "2026-03-01"],
      ],
    );
    assert.deepEqual(undeclared, []);
    const reasons = Object.fromEntries(declared.map((one) => [one.path, one.declared]));
    assert.equal(reasons["agent.profile"], "an environment's own");
    assert.equal(reasons["grafana.enabled"], "nobody looks at dev");
    assert.ok(parts?.to.includes("dashboards GrafanaServer grafana"), JSON.stringify(parts));
    assert.ok(
      unseen.some((text) => text.startsWith("local: ")),
      unseen.join("\n"),
    );
  });

  it("begins with a sentence for each step, as text and as Markdown, and writes every plan", () => {
    assert.match(plan().stdout, /^dev → prod: prod does not have 2 settings of dev yet, \d+ declared differences\.\n/);
    assert.match(plan("--markdown").stdout, /^## Promotion\n\n- \*\*dev → prod\*\*: prod does not have 2 settings/);
    for (const stack of ["dev", "local", "prod"])
      assert.ok(fs.existsSync(path.join(project, "out/plan", stack, "plan.json")), stack);
  });

  it("ends with 1 where a stack cannot be deployed, and tells it beside the others", () => {
    write("local", "agent: {profle: low}");
    const { status, stdout } = plan();
    assert.equal(status, 1);
    assert.match(stdout, /✗ Stack local cannot be deployed: 1 problem\./);
  });

  it("is not combined with what is about one stack", () => {
    const { status, stderr } = plan("--stack", "dev");
    assert.equal(status, 2);
    assert.match(stderr, /^--all plans every stack/);
  });
});
