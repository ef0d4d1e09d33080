import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { IMAGES } from "../../../contract/images";
import { temporaryFolder } from "../../../tools/files";
import { parseStackFile } from "../../../tools/plan/stackFile";
import { planStack } from "../../../tools/plan/plan";
import { type Advice, advise, newestKnown, type Step, stepOf } from "../../../tools/upgrade/advise";
import { CHANGES, changesBetween, COLLECTOR_CHANGES, compareVersions } from "../../../tools/upgrade/change";
import { documentsOf, versionsOf } from "../../../tools/upgrade/documents";
import { planOfFile, stackFiles } from "../../harness/configuredPlan";

const STACK = `config:
  gke-telemetry:environment: test
  gke-telemetry:cluster: { kind: existing, name: test }
  gke-telemetry:processors:
    logs:
      - name: decoded
        kind: transform
        config: { log_statements: ['set(log.attributes["text"], Base64Decode(log.body))'] }
  gke-telemetry:logs: { kind: victorialogs }
`;

const OWN_CONFIGURATION = `receivers:
  filelog: { include: [/var/log/*.log] }
processors:
  k8sattributes/pods: { extract: { metadata: [k8s.pod.name], deployment_name_from_replicaset: true } }
  filter: { error_mode: propagate }
exporters:
  mezmo: {}
`;

/** What an upgrade to the newest known versions means for a stack file. */
async function adviceFor(stackFile: string): Promise<Advice[]> {
  const plan = await planStack("test", parseStackFile("stack", stackFile));
  assert.deepEqual(plan.problems, []);
  const { settings } = plan;
  assert.ok(settings);
  return CHANGES.flatMap((changes) => {
    const step = stepOf(changes, versionsOf(settings)[changes.product], undefined);
    return advise(changes, step, documentsOf(plan), settings);
  });
}

/** What the command says of a configuration of one's own. */
function command(...args: readonly string[]) {
  const file = join(temporaryFolder("upgrade-"), "config.yaml");
  writeFileSync(file, OWN_CONFIGURATION);
  const words = ["tools/run.cjs", "tools/upgrade/main.ts", "--configuration", file, ...args];
  const { status, stdout, stderr } = spawnSync(process.execPath, words, { encoding: "utf8" });
  return { status, output: stdout + stderr };
}

describe("an upgrade", function () {
  this.timeout(60_000);

  it("names the setting of a processor whose function is gone, and what to write", async () => {
    const [found] = (await adviceFor(STACK)).filter(({ change }) => change.kind === "removed");
    assert.ok(found);
    assert.deepEqual(found.settings, ['gke-telemetry:processors.logs, "decoded"']);
    assert.deepEqual(found.subjects, ["logs"]);
    assert.match(found.change.fix, /Decode\(VALUE, "base64"\)/);
  });

  it("to the pinned versions finds nothing that is removed, renamed or deprecated in any stack", async () => {
    for (const file of stackFiles()) {
      const plan = await planOfFile(file);
      const { settings } = plan;
      assert.ok(settings, file);
      for (const changes of CHANGES) {
        const version: string = versionsOf(settings)[changes.product];
        const step: Step = { product: changes.product, from: "0.0.0", to: version, unread: {} };
        const wrong: readonly Advice[] = advise(changes, step, documentsOf(plan), settings).filter(
          ({ change }) => change.kind !== "default" && change.kind !== "behaviour",
        );
        assert.deepEqual(wrong, [], file);
      }
    }
  });

  it("tells of earlier names and removed options in a configuration of one's own, and ends with 1", () => {
    const { status, output } = command("--from", "0.140.0", "--collector", "0.161.0");
    assert.equal(status, 1);
    assert.match(output, /receivers::filelog[^]*It is called file_log/);
    assert.match(output, /× .*processors::k8sattributes\/pods::extract/);
    assert.match(output, /exporters::mezmo/);
    assert.doesNotMatch(output, /error_mode is ignore/, "the filter says which error_mode it wants");
  });

  it("leaves out what a version before the asked one does not have yet", () => {
    const { output } = command("--from", "0.140.0", "--collector", "v0.159.0");
    assert.doesNotMatch(output, /mezmo|deployment_name_from_replicaset|0\.160\.0/);
    assert.match(output, /It is called file_log/);
  });

  it("refuses arguments that make no sense, with status 2", () => {
    for (const args of [
      ["--stack", "dev"],
      ["--collector", "latest"],
      ["--pinned", "otelcol"],
    ])
      assert.equal(command(...args).status, 2, args.join(" "));
  });

  it("says how far each changelog was read where the asked version is newer", () => {
    const { readTo } = COLLECTOR_CHANGES;
    assert.deepEqual(stepOf(COLLECTOR_CHANGES, IMAGES.collector.tag, "99.0.0").unread, readTo);
    assert.equal(stepOf(COLLECTOR_CHANGES, IMAGES.collector.tag, undefined).to, newestKnown(COLLECTOR_CHANGES));
  });
});

describe("the changes of versions", () => {
  it("are in order, and none is beyond what was read", () => {
    for (const changes of CHANGES)
      for (const { version, path } of changes.changes)
        assert.ok(compareVersions(version, newestKnown(changes)) <= 0, `${changes.product} ${version} ${path}`);
    const sorted = changesBetween(COLLECTOR_CHANGES.changes, "0.143.0", "0.165.0").map(({ version }) => version);
    assert.deepEqual(sorted, [...sorted].sort(compareVersions));
  });

  it("compare by numbers", () => {
    assert.ok(compareVersions("0.99.0", "0.160.0") < 0);
    assert.ok(compareVersions("v3.13.2", "3.13") > 0);
    assert.ok(compareVersions("3.13", "3.13.2") < 0);
    assert.equal(compareVersions("1.32", "1.32.0"), 0);
  });
});
