import assert from "node:assert/strict";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { SERVICE_ACCOUNT } from "../../../collector/requirements/serviceAccount";
import { chartObjects } from "../stack/chart";
import { environment } from "../environment";
import type { KubernetesObject } from "../cluster/kubernetes";
import { isWorkload } from "../cluster/objects";
import { type PlannedChart, planStack, type StackPlan } from "../stack/plan";
import { type EnvironmentVariable, onlyContainer, type Workload } from "../cluster/pods";
import { runCommand } from "../../programs/processes";
import { podOf } from "../cluster/workloads";

/** The project's own image, whose exporter has settings of its own for each delivery, and finds out what a store speaks. */
function ownImage(delivery: string, agent: string): Record<string, string> {
  const common = `config:
  gke-telemetry:environment: acceptance
  gke-telemetry:cluster: { kind: existing, name: acceptance }
  gke-telemetry:collectorImage: { distribution: gke-telemetry }
  gke-telemetry:delivery: ${delivery}
  gke-telemetry:agent: { ${agent} }
`;
  const remote = `  gke-telemetry:metrics: { kind: remote, url: "https://mimir.example.com/api/v1/push" }
  gke-telemetry:remoteWriteBearerToken: { secure: "v1:AAAAAAAAAAAAAAAA:AAAA" }
`;
  return {
    [`own image, ${delivery}, ${agent}`]: common,
    [`own image, ${delivery}, ${agent}, remote`]: common + remote,
  };
}

type ConfigMap = KubernetesObject & { readonly data: { readonly relay: string } };

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
  "with processors and exporters of its own": readFileSync(
    join("test", "examples", "own-additions", "settings.yaml"),
    "utf8",
  ),
  ...ownImage("memory", "enrich: true"),
  ...ownImage("durable", "enrich: true"),
  ...ownImage("durable", "enrich: false, queueVolume: hostPath"),
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

/** The role of a chart's collector, by which its configuration's file is called. */
function roleOf({ values }: PlannedChart): string {
  return { daemonset: "agent", deployment: "gateway", statefulset: "sampler" }[String(values["mode"])] ?? "";
}

/** A copy of a configuration that finds the files of the pod's ServiceAccount, which the kubelet mounts, on this machine. */
function withServiceAccount(file: string): string {
  const copy = `${file}.validated.yaml`;
  const here = (path: string) => join(dirname(file), "service-account", path);
  mkdirSync(here(""), { recursive: true });
  let text = readFileSync(file, "utf8");
  for (const path of Object.values(SERVICE_ACCOUNT)) {
    const local = here(path.split("/").at(-1) ?? "");
    writeFileSync(local, "");
    text = text.replaceAll(path, local);
  }
  writeFileSync(copy, text);
  return copy;
}

for (const [name, stackFile] of Object.entries(STACK_FILES)) {
  describe(`collector configurations of ${stackFile ? name : `stack ${name}`}`, () => {
    let plan: StackPlan;
    /** What the chart makes for each role. */
    let objects: Readonly<Record<string, readonly KubernetesObject[]>>;

    before(async () => {
      const { folder, programs } = environment();
      const key = name.replaceAll(/[^a-z]+/gi, "-");
      const file = stackFile && join(folder, `Pulumi.${key}.yaml`);
      if (file) writeFileSync(file, stackFile);
      plan = await planStack(stackFile ? "acceptance" : name, join(folder, "configurations", key), file);
      const rendered = plan.charts.map(
        async (chart) => [roleOf(chart), await chartObjects(chart, programs.helm)] as const,
      );
      objects = Object.fromEntries(await Promise.all(rendered));
    });

    it("are byte for byte what the pods mount", () => {
      assert.deepEqual(Object.keys(plan.collectors).sort(), Object.keys(objects).sort());
      for (const [role, file] of Object.entries(plan.collectors)) {
        const { spec } = podOf(objects[role]?.find(isWorkload) as Workload, role, "acceptance-1");
        const mounted = (spec.volumes ?? []).flatMap(({ configMap }) => configMap?.name ?? []);
        const [map, ...others] = plan.manifests.filter(({ metadata }) => mounted.includes(metadata.name));
        assert.deepEqual(others, [], role);
        assert.equal((map as ConfigMap | undefined)?.data.relay, readFileSync(file, "utf8"), role);
      }
    });

    it("pass the collector's own validation with their pods' arguments", async () => {
      for (const [role, file] of Object.entries(plan.collectors)) {
        const workload = objects[role]?.find(isWorkload);
        const container = onlyContainer(podOf(workload as Workload, role, "acceptance-1"));
        const validated = withServiceAccount(file);
        const args = (container.args ?? []).map((argument) => argument.replace("/conf/relay.yaml", validated));
        assert.ok(
          args.some((argument) => argument.includes(validated)),
          `no argument of ${role} names its configuration`,
        );
        const { status, output } = await runCommand(environment().programs.otelcol!, ["validate", ...args], {
          environment: environmentOf(container.env ?? []),
        });
        assert.equal(status, 0, `${role}: ${output}`);
      }
    });
  });
}
