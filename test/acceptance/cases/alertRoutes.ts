import assert from "node:assert/strict";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { alertmanagerFiles } from "../../../tools/examples/example";
import { planOfFile, stackFiles } from "../../harness/configuredPlan";
import { runCommand } from "../../programs/processes";
import { environment } from "../environment";

async function amtool(...args: readonly string[]): Promise<string> {
  const { status, stdout, output } = await runCommand(environment().programs.amtool!, args);
  assert.equal(status, 0, output);
  return stdout;
}

/** Writes Alertmanager's configuration of a stack file, and returns its path; undefined where it has none. */
async function configurationOf(file: string): Promise<string | undefined> {
  const [content] = alertmanagerFiles(await planOfFile(file));
  if (content === undefined) return undefined;
  const path = join(environment().folder, `${file.replaceAll("/", "-")}.alertmanager.yml`);
  writeFileSync(path, content[1]);
  return path;
}

/** Receivers of an alert by its labels, of the example with every kind of receiver. */
const ROUTED: readonly (readonly [labels: readonly string[], receivers: string])[] = [
  [["alertname=Watchdog", "severity=none"], "heartbeat"],
  [["alertname=AgentStoppedReporting", "severity=info", "k8s_node_name=node-a"], "mail"],
  [["alertname=NoSamplesArriving", "severity=critical"], "archive,oncall"],
  [["alertname=TargetDown", "severity=warning", "k8s_namespace_name=checkout", "team=shop"], "archive,shop"],
  [["alertname=ShopErrors", "severity=critical", "team=shop", "k8s_deployment_name=cart"], "archive,shop"],
  [["alertname=TargetDown", "severity=warning", "k8s_namespace_name=legacy"], "archive,bridge"],
  [["alertname=TargetDown", "severity=warning", "k8s_namespace_name=other"], "archive,telemetry"],
];

describe("Alertmanager's configuration", () => {
  it("passes amtool's check for every stack file that has one", async () => {
    const checked: string[] = [];
    for (const file of stackFiles()) {
      const path = await configurationOf(file);
      if (path === undefined) continue;
      await amtool("check-config", path);
      checked.push(file);
    }
    assert.deepEqual(checked, ["Pulumi.prod.yaml", "test/examples/alerts-routed/settings.yaml"]);
  });

  it("tells those of an alert whom the routes name, in amtool", async () => {
    const path = await configurationOf("test/examples/alerts-routed/settings.yaml");
    for (const [labels, receivers] of ROUTED)
      await amtool("config", "routes", "test", `--config.file=${path!}`, `--verify.receivers=${receivers}`, ...labels);
  });
});
