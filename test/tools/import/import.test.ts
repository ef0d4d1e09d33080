import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import * as YAML from "yaml";
import { temporaryFolder } from "../../../tools/files";
import { leavesOf } from "../../../tools/import/engine/leaves";
import { importValues } from "../../../tools/import/import";
import { importLines } from "../../../tools/import/output";
import type { Kind } from "../../../tools/import/kinds/kinds";
import { planStack } from "../../../tools/plan/plan";
import { parseStackFile } from "../../../tools/plan/stackFile";
import { COLLECTOR, K8S_MONITORING, KUBE_PROMETHEUS_STACK } from "./values";

const FILES: readonly (readonly [Kind, string])[] = [
  ["collector", COLLECTOR],
  ["kube-prometheus-stack", KUBE_PROMETHEUS_STACK],
  ["k8s-monitoring", K8S_MONITORING],
];

const imported = (text: string) => importValues("values.yaml", text, undefined);

/** The settings of the stack file, without prefix. */
function settingsOf(text: string): Record<string, unknown> {
  const { config } = YAML.parse(imported(text).stackFile) as { config: Record<string, unknown> };
  return Object.fromEntries(Object.entries(config).map(([key, value]) => [key.replace("gke-telemetry:", ""), value]));
}

/** What a value without an equivalent is told. */
function leftAt(text: string, place: string): string {
  const lines = importLines(imported(text), "values.yaml", process.stdout);
  const line = lines.slice(lines.indexOf("Without an equivalent")).find((one) => one.trim().startsWith(place));
  return line?.trim().slice(place.length) ?? "";
}

describe("a values file of another chart", () => {
  for (const [kind, text] of FILES) {
    it(`is known as one of ${kind}, and becomes a stack file without problems`, async () => {
      const { kind: found, stackFile, secrets } = imported(text);
      assert.equal(found, kind);
      const { values } = parseStackFile("stack", stackFile);
      const set: Record<string, string> = {};
      for (const [key = "", name] of secrets.map((one) => one.split("."))) {
        const before = JSON.parse(set[`gke-telemetry:${key}`] ?? "{}") as object;
        set[`gke-telemetry:${key}`] =
          name === undefined ? "[secret]" : JSON.stringify({ ...before, [name]: "[secret]" });
      }
      const hidden = Object.keys(set);
      const plan = await planStack("test", { values: { ...values, ...set }, secretKeys: hidden });
      assert.deepEqual(plan.problems, []);
    });

    it(`has every value taken over or listed, of ${kind}`, () => {
      const { applied } = imported(text);
      const listed = applied.reduce((sum, { values }) => sum + values, 0);
      assert.equal(listed, leavesOf(YAML.parse(text)).length);
      for (const { outcome } of applied) {
        if (outcome.kind === "left" || outcome.kind === "same") assert.notEqual(outcome.why, "");
        if (outcome.kind === "left") assert.doesNotMatch(outcome.why, /nothing here knows/);
      }
    });

    it(`shows no secret of ${kind}`, () => {
      const found = imported(text);
      const shown = [...importLines(found, "values.yaml", process.stdout), found.stackFile, JSON.stringify(found)];
      assert.doesNotMatch(shown.join("\n"), /hidden/);
    });
  }

  it("of the collector gives its store, its jobs, its sampling and its credentials", () => {
    const settings = settingsOf(COLLECTOR);
    assert.deepEqual(settings["cluster"], { name: "shop-eu", kind: "existing", maxNodes: 3 });
    assert.equal(settings["environment"], "staging");
    assert.deepEqual(settings["metrics"], {
      ...{ kind: "remote", url: "https://mimir.example.com/api/v1/push", tenant: "shop" },
    });
    assert.deepEqual(settings["scrapeJobs"], [
      { name: "edge-proxies", targets: ["edge.example.com:9901"], scheme: "https", intervalSeconds: 60 },
    ]);
    assert.deepEqual((settings["tracing"] as Record<string, unknown>)["sampling"], {
      ...{ kind: "tail", decisionWaitSeconds: 20, keepErrors: true, keepSlowerThanMilliseconds: 1500, percent: 5 },
    });
    const agent = settings["agent"] as Record<string, unknown>;
    assert.deepEqual(agent["metricRules"], [{ drop: "go_gc_.*" }]);
    assert.equal(agent["scrapeIntervalSeconds"], 15);
    assert.equal(agent["memoryLimitMiB"], 768);
    assert.deepEqual(settings["exporters"], [
      { name: "vendor", signals: ["traces"], protocol: "grpc", endpoint: "https://otlp.example.com:4317" },
    ]);
    assert.deepEqual(settings["processors"], {
      traces: [
        { name: "health", kind: "filter", config: { traces: { span: ['attributes["http.route"] == "/healthz"'] } } },
      ],
    });
    const secrets = ["exporterSecrets.vendor", "remoteWritePassword", "remoteWriteUsername"];
    assert.deepEqual(imported(COLLECTOR).secrets, secrets);
    assert.match(leftAt(COLLECTOR, "config.receivers.statsd"), /expose it as metrics/);
    assert.match(leftAt(COLLECTOR, 'config.exporters["otlp/traces"].endpoint'), /addresses over https/);
    assert.match(
      leftAt(COLLECTOR, "config.exporters.prometheusremotewrite.sending_queue"),
      /delivery and outageMinutes/,
    );
  });

  it("of kube-prometheus-stack gives its store, its monitors and who is told of alerts", () => {
    const settings = settingsOf(KUBE_PROMETHEUS_STACK);
    assert.deepEqual(settings["metrics"], {
      ...{ kind: "prometheus", retentionHours: 168, storageClassName: "fast", storageGiB: 100 },
    });
    assert.deepEqual(settings["images"], { registry: "registry.example.com" });
    const { alertmanager } = settings["alerts"] as { alertmanager: Record<string, unknown> };
    assert.deepEqual(alertmanager["receivers"], [
      { kind: "slack", name: "team-shop", channel: "#shop" },
      {
        ...{ kind: "email", name: "mail", to: ["one@example.com", "two@example.com"], from: "alerts@example.com" },
        ...{ smarthost: "smtp.example.com:587", username: "ops" },
      },
      { kind: "webhook", name: "hook" },
    ]);
    assert.deepEqual(alertmanager["routes"], [
      { receiver: "team-shop", severities: ["warning", "critical"], namespaces: ["shop"] },
      { receiver: "hook", severities: ["info"] },
    ]);
    const { monitors } = settings["agent"] as { monitors: unknown };
    assert.deepEqual(monitors, { enabled: true, matchLabels: { release: "monitoring" } });
    assert.match(leftAt(KUBE_PROMETHEUS_STACK, "prometheus.prometheusSpec.remoteWrite[0]"), /one store/);
  });

  it("of k8s-monitoring gives the first store of samples and the first that takes logs by OTLP", () => {
    const settings = settingsOf(K8S_MONITORING);
    assert.deepEqual(settings["metrics"], {
      ...{ kind: "remote", url: "https://prometheus.example.com/api/prom/push", tenant: "17" },
    });
    assert.deepEqual(settings["logs"], {
      ...{ kind: "otlp", url: "https://loki.example.com/otlp/v1/logs", events: true },
      excludedNamespaces: ["kube-system"],
    });
    assert.deepEqual((settings["tracing"] as Record<string, unknown>)["protocols"], ["zipkin"]);
    assert.match(leftAt(K8S_MONITORING, "destinations.second.url"), /one store/);
    assert.match(leftAt(K8S_MONITORING, "profiling"), /no profiles/);
  });

  it("is still a stack file without problems when any of its values is something else", () => {
    const others = [
      null,
      0,
      -1,
      "",
      "a b",
      "${env:X}",
      "UPPER_case",
      "http://u:p@x/y?z=1",
      [],
      {},
      [{ name: 1 }],
      true,
    ];
    let turn = 0;
    for (const [kind, text] of FILES) {
      const root: unknown = YAML.parse(text);
      for (const { path } of leavesOf(root)) {
        const document = new YAML.Document(root);
        document.setIn(
          path.map((key) => (/^\d+$/.test(key) ? Number(key) : key)),
          others[turn++ % others.length],
        );
        assert.doesNotThrow(() => importValues("values.yaml", document.toString(), kind), path.join("."));
      }
    }
  });
});

describe("npm run import", () => {
  const folder = temporaryFolder("import-");
  const file = join(folder, "values.yaml");
  const run = (...words: string[]) =>
    spawnSync(process.execPath, ["tools/run.cjs", "tools/import/main.ts", ...words], { encoding: "utf8" });
  before(() => {
    writeFileSync(file, COLLECTOR);
  });

  it("prints the stack file alone to standard output, and the report to standard error", () => {
    const { stdout, stderr, status } = run(file);
    assert.equal(status, 0);
    assert.doesNotThrow(() => parseStackFile("stdout", stdout));
    assert.match(stderr, /values\.yaml \(collector\): \d+ values, \d+ taken over, .* without an equivalent\n/);
    assert.match(stderr, /pulumi config set --secret gke-telemetry:remoteWritePassword\n/);
  });

  it("writes a file, and overwrites none", () => {
    const out = join(folder, "Pulumi.shop.yaml");
    assert.equal(run(file, "--out", out).status, 0);
    assert.match(readFileSync(out, "utf8"), /gke-telemetry:cluster:/);
    const again = run(file, "--out", out);
    assert.equal(again.status, 2);
    assert.match(again.stderr, /the file exists already/);
  });

  it("says of what kind a file has to be", () => {
    writeFileSync(join(folder, "other.yaml"), "replicas: 3\n");
    const { status, stderr } = run(join(folder, "other.yaml"));
    assert.equal(status, 1);
    assert.match(stderr, /does not show of which chart it is\. Say --kind collector, /);
    assert.equal(run(file, "--kind", "other").status, 2);
  });
});
