import assert from "node:assert/strict";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { parse } from "yaml";
import { NAMES } from "../../../naming";
import { chartObjects } from "../chart";
import { environment } from "../environment";
import type { KubernetesObject } from "../kubernetes";
import { planStack, type StackPlan } from "../plan";
import { type EnvironmentVariable, onlyContainer } from "../pods";
import { runCommand } from "../processes";
import { podOf, workloadNamed } from "../workloads";

/** Stacks by name, and settings that lead to further configurations. */
const STACK_FILES: Readonly<Record<string, string | undefined>> = {
  dev: undefined,
  prod: undefined,
  local: undefined,
  "remote with a user and password": `config:
  gke-telemetry:environment: acceptance
  gke-telemetry:cluster: { kind: existing, name: acceptance }
  gke-telemetry:metrics: { kind: remote, url: "https://mimir.example.com/api/v1/push", tenant: team-a }
  gke-telemetry:remoteWriteUsername: { secure: "v1:AAAAAAAAAAAAAAAA:AAAA" }
  gke-telemetry:remoteWritePassword: { secure: "v1:AAAAAAAAAAAAAAAA:AAAA" }
`,
  "remote with a bearer token": `config:
  gke-telemetry:environment: acceptance
  gke-telemetry:cluster: { kind: existing, name: acceptance }
  gke-telemetry:agent: { enrich: false, debugExporter: true, logLevel: debug }
  gke-telemetry:metrics: { kind: remote, url: "https://mimir.example.com/api/v1/push" }
  gke-telemetry:remoteWriteBearerToken: { secure: "v1:AAAAAAAAAAAAAAAA:AAAA" }
`,
};

/** A value of the right kind for every variable of the agent; `validate` starts nothing. */
function environmentOf(variables: readonly EnvironmentVariable[]): Record<string, string> {
  return Object.fromEntries(
    variables.map(({ name, value, valueFrom }) => [
      name,
      value ?? (valueFrom?.fieldRef?.fieldPath.endsWith("IP") ? "127.0.0.1" : "acceptance"),
    ]),
  );
}

for (const [name, stackFile] of Object.entries(STACK_FILES)) {
  describe(`collector configurations of ${stackFile ? name : `stack ${name}`}`, () => {
    let plan: StackPlan;
    let chart: readonly KubernetesObject[];

    before(async () => {
      const { folder, programs } = environment();
      const key = name.replaceAll(" ", "-");
      const file = stackFile && join(folder, `Pulumi.${key}.yaml`);
      if (file) writeFileSync(file, stackFile);
      plan = await planStack(stackFile ? "acceptance" : name, join(folder, "configurations", key), file);
      chart = (await Promise.all(plan.charts.map((one) => chartObjects(one, programs.helm)))).flat();
    });

    it("are what the chart puts into the ConfigMap", () => {
      const configMap = chart.find(({ kind }) => kind === "ConfigMap") as KubernetesObject & {
        data: { relay: string };
      };
      assert.deepEqual(parse(configMap.data.relay), parse(readFileSync(plan.collectors["agent"]!, "utf8")));
    });

    it("pass the collector's own validation with the agent's arguments", async () => {
      const pod = podOf(workloadNamed(chart, "DaemonSet", NAMES.agentDaemonSet), "agent", "acceptance-1");
      const container = onlyContainer(pod);
      const files = Object.entries(plan.collectors);
      assert.deepEqual(
        files.map(([role]) => role),
        ["agent"],
      );
      for (const [role, file] of files) {
        const args = (container.args ?? []).map((argument) => argument.replace("/conf/relay.yaml", file));
        assert.ok(
          args.some((argument) => argument.includes(file)),
          `no argument of the agent names its configuration`,
        );
        const { status, output } = await runCommand(environment().programs.otelcol!, ["validate", ...args], {
          environment: environmentOf(container.env ?? []),
        });
        assert.equal(status, 0, `${role}: ${output}`);
      }
    });
  });
}
