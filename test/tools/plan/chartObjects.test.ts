import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import * as fs from "node:fs";
import * as os from "node:os";
import * as path from "node:path";
import { CHARTS } from "../../../contract/images";

const PLAN = ["tools/run.cjs", "tools/plan/main.ts", "--stack", "dev", "--tree", "--out"];

/** A Helm that renders one object, or refuses the values, in place of the real one. */
const HELM = `#!/bin/sh
case "$1" in version) exit 0 ;; esac
if [ -n "$REFUSE" ]; then echo "Error: values don't meet the specifications of the schema" >&2; exit 1; fi
cat > /dev/null
printf 'apiVersion: apps/v1\\nkind: DaemonSet\\nmetadata: {name: %s-as-helm-says, namespace: %s}\\n---\\n# empty\\n' "$2" "$5"
`;

describe("the objects of a plan's charts", () => {
  let folder: string;
  let chart: string;
  const planned = (environment: Record<string, string> = {}) =>
    spawnSync(process.execPath, [...PLAN, path.join(folder, "plan")], {
      encoding: "utf8",
      env: { ...process.env, COLLECTOR_CHART_DIR: "", ...environment },
    });
  const objects = (release: string) =>
    fs.readFileSync(path.join(folder, "plan/charts", release, "objects.yaml"), "utf8");

  before(() => {
    folder = fs.mkdtempSync(path.join(os.tmpdir(), "gke-telemetry-"));
    chart = path.join(folder, "chart");
    fs.mkdirSync(chart);
    const { version } = CHARTS["opentelemetry-collector"];
    fs.writeFileSync(path.join(chart, "Chart.yaml"), `name: opentelemetry-collector\nversion: ${version}\n`);
    fs.writeFileSync(path.join(folder, "helm"), HELM, { mode: 0o755 });
  });

  after(() => {
    fs.rmSync(folder, { recursive: true });
  });

  const withHelm = () => ({
    COLLECTOR_CHART_DIR: chart,
    PATH: `${folder}${path.delimiter}${process.env["PATH"] ?? ""}`,
  });

  it("are modelled by the charts' values, and say so", () => {
    const { stdout } = planned();
    assert.match(stdout, /├─ apps\/v1:DaemonSet {2}otel-agent \(modelled by its values\)/);
    assert.match(stdout, /policy\/v1:PodDisruptionBudget {2}trace-gateway \(modelled by its values\)/);
    assert.match(objects("otel"), /^# Objects of the chart, modelled by its values\.\n---\n/);
    assert.match(objects("otel"), /kind: ClusterRole\n/);
    assert.doesNotMatch(objects("otel"), /kind: ConfigMap/, "the component makes it");
  });

  it("are what Helm renders, where it and the chart are at hand", () => {
    const { stdout } = planned(withHelm());
    assert.match(stdout, /└─ apps\/v1:DaemonSet {2}otel-as-helm-says \(rendered by Helm\)/);
    assert.doesNotMatch(stdout, /modelled/);
    assert.match(objects("trace-gateway"), /^# Objects of the chart, rendered by Helm\.\n---\n[^]*namespace: tracing/);
  });

  it("are modelled where the chart at hand is of another version", () => {
    const older = path.join(folder, "older");
    fs.mkdirSync(older);
    fs.writeFileSync(path.join(older, "Chart.yaml"), "name: opentelemetry-collector\nversion: 0.1.0\n");
    assert.doesNotMatch(planned({ ...withHelm(), COLLECTOR_CHART_DIR: older }).stdout, /rendered by Helm/);
  });

  it("end the plan with Helm's words where it refuses the values", () => {
    const { status, stderr } = planned({ ...withHelm(), REFUSE: "1" });
    assert.equal(status, 1);
    assert.match(stderr, /Helm cannot render the chart in .*chart for otel: Error: values don't meet/);
    assert.doesNotMatch(stderr, /\n {4}at /);
  });
});
