import assert from "node:assert/strict";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { NAMES } from "../../../contract/names";
import { ALERT_CASES } from "../../monitoring/alertCases";
import { withForgery } from "../../monitoring/cases/forged";
import { EVERY_RULE } from "../../monitoring/everyRule";
import { promtoolTestFiles } from "../../monitoring/promtool/testFile";
import { environment } from "../environment";
import type { KubernetesObject } from "../cluster/kubernetes";
import { planStack } from "../stack/plan";
import { onlyContainer } from "../cluster/pods";
import { runCommand } from "../../programs/processes";
import { STACK } from "../stack/runningStack";
import { podOf, workloadNamed } from "../cluster/workloads";

async function promtool(...args: string[]): Promise<void> {
  const { status, output } = await runCommand(environment().programs.promtool!, args);
  assert.equal(status, 0, output);
}

/** Writes what the ConfigMaps put into Prometheus' container below `folder`, with its paths moved there too. */
function writeMountedFiles(objects: readonly KubernetesObject[], folder: string): Record<string, string> {
  const pod = podOf(workloadNamed(objects, "StatefulSet", NAMES.prometheus), "prometheus-0", "acceptance-1");
  const mounts = (onlyContainer(pod).volumeMounts ?? []).flatMap(({ name, mountPath }) => {
    const source = pod.spec.volumes?.find((volume) => volume.name === name)?.configMap;
    const configMap = objects.find(({ kind, metadata }) => kind === "ConfigMap" && metadata.name === source?.name);
    return configMap ? [{ mountPath, data: (configMap as unknown as { data: Record<string, string> }).data }] : [];
  });
  const moved = (text: string) =>
    mounts.reduce((result, { mountPath }) => result.replaceAll(`${mountPath}/`, `${join(folder, mountPath)}/`), text);
  const written: Record<string, string> = {};
  for (const { mountPath, data } of mounts) {
    mkdirSync(join(folder, mountPath), { recursive: true });
    for (const [name, text] of Object.entries(data)) {
      written[name] = join(folder, mountPath, name);
      writeFileSync(written[name], moved(text));
    }
  }
  return written;
}

/** Writes the rules of every part that a stack can have into `folder`, as JSON, which is YAML, and returns the paths. */
function writeEveryRule(folder: string): string[] {
  mkdirSync(folder, { recursive: true });
  return Object.entries(EVERY_RULE).map(([name, file]) => {
    writeFileSync(join(folder, name), JSON.stringify(file));
    return join(folder, name);
  });
}

describe("Prometheus' files", () => {
  let written: Record<string, string>;
  let everyRule: string[];

  before(async () => {
    const folder = join(environment().folder, "rules");
    everyRule = writeEveryRule(join(folder, "every"));
    const { manifests } = await planStack(STACK, join(folder, "plan"));
    written = writeMountedFiles(manifests, folder);
  });

  it("pass promtool's check of the configuration and of every rule file that it names", async () => {
    await promtool("check", "config", written["prometheus.yml"]!);
  });

  it("pass it with rules of one's own, which npm run rules prints too", async () => {
    const folder = join(environment().folder, "own-rules");
    const stackFile = join("test", "examples", "alerts-routed", "settings.yaml");
    const { manifests } = await planStack("staging", join(folder, "plan"), stackFile);
    const files = writeMountedFiles(manifests, folder);
    assert.ok(files["shop.yaml"]?.endsWith("/etc/prometheus/own-rules/shop.yaml"));
    await promtool("check", "config", files["prometheus.yml"]!);

    const args = ["run", "--silent", "rules", "--", "--stack", "staging", "--config", stackFile];
    const { status, stdout, output } = await runCommand("npm", args);
    assert.equal(status, 0, output);
    assert.match(stdout, /alert: ShopErrors/);
    writeFileSync(join(folder, "all.yaml"), stdout);
    await promtool("check", "rules", "--lint=all", "--lint-fatal", join(folder, "all.yaml"));
  });

  it("have rules that promtool's linter finds nothing wrong with", async () => {
    await promtool("check", "rules", "--lint=all", "--lint-fatal", ...everyRule);
  });

  it("have alerts that fire and stay silent as their cases say, in promtool", async () => {
    const tests = Object.entries(promtoolTestFiles(EVERY_RULE, ALERT_CASES.map(withForgery)));
    const testFiles = tests.map(([ruleFile, content]) => {
      const testFile = join(everyRule[0]!, "..", `test-${ruleFile}`);
      writeFileSync(testFile, JSON.stringify(content));
      return testFile;
    });
    await promtool("test", "rules", ...testFiles);
  });
});
