/**
 * The stack `local` on a real cluster, by the real engine, from `up` to `destroy`.
 *
 * Needs KUBECONFIG, kubectl and the Pulumi CLI. COLLECTOR_CHART_DIR names a folder with the collector's chart, for
 * machines that do not reach its repository.
 */
import assert from "node:assert/strict";
import * as path from "node:path";
import { leaks, secretValues } from "./canary";
import { eventually, kubectl, list, postJson, query, type Pod } from "./kubectl";
import { ProjectCopy } from "./project";

const SCRAPE_ANNOTATION = "prometheus.io/scrape";
const NAMESPACES = ["monitoring", "node-exporter", "open-telemetry"];

function annotatedPods(): Pod[] {
  return list<Pod>("pods", "--all-namespaces").filter(
    ({ metadata, status }) => metadata.annotations?.[SCRAPE_ANNOTATION] === "true" && status.phase === "Running",
  );
}

const CONFIGURATION = ["--namespace", "open-telemetry", "--selector", "app.kubernetes.io/name=otel"];

const agents = () => list<Pod>("pods", "--namespace", "open-telemetry");

describe("the stack local on a real cluster", () => {
  let project: ProjectCopy;

  before(() => {
    assert.ok(process.env["KUBECONFIG"], "KUBECONFIG must name the kubeconfig of a cluster for tests");
    project = new ProjectCopy();
    const chart = process.env["COLLECTOR_CHART_DIR"];
    if (chart)
      project.configure("local", (config) => ({
        ...config,
        "gke-telemetry:charts": { collector: path.resolve(chart) },
      }));
  });

  after(async () => {
    await project.run("destroy", "--stack", "local", "--yes");
    project.remove();
  });

  it("is previewed without a change to the cluster", async () => {
    const { status, output } = await project.run("preview", "--stack", "local");
    assert.equal(status, 0, output);
    assert.match(output, /DaemonSet otel:open-telemetry\/otel-agent/);
    assert.deepEqual(kubectl(["get", "namespaces", "--output", "name"]).match(/open-telemetry|node-exporter/g), null);
  });

  it("comes up, and tells its endpoints but no password", async () => {
    const { status, output } = await project.run("up", "--stack", "local", "--yes");
    assert.equal(status, 0, output);
    assert.match(output, /otlpHttpEndpoint +http:\/\/otel-agent\.open-telemetry\.svc\.cluster\.local:4318/);
  });

  it("keeps its secret values to its Secrets", () => {
    const values = secretValues(NAMESPACES);
    assert.ok(values.length > 10, "there are secret values to look for");
    assert.deepEqual(leaks(values, NAMESPACES, project.folder, project.outputs), []);
  });

  it("has namespaces that refuse a pod which is not restricted", () => {
    const run = ["run", "intruder", "--image=busybox", "--dry-run=server", "--namespace"];
    for (const namespace of ["monitoring", "open-telemetry"])
      assert.throws(() => kubectl([...run, namespace]), /violates PodSecurity "restricted:latest"/);
  });

  it("has one agent on every node", () => {
    const nodes = list<{ metadata: { name: string } }>("nodes").map(({ metadata }) => metadata.name);
    assert.deepEqual(
      agents()
        .map(({ spec }) => spec.nodeName)
        .sort(),
      nodes.sort(),
    );
  });

  it("has every annotated pod's samples once, from the agent of its own node", () =>
    eventually(180, () => {
      for (const { metadata, spec } of annotatedPods()) {
        const series = query(`up{k8s_namespace_name="${metadata.namespace}", k8s_pod_name="${metadata.name}"}`);
        assert.equal(series.length, 1, `${metadata.name} has ${series.length} up series`);
        assert.equal(series[0]?.metric["k8s_node_name"], spec.nodeName);
        assert.equal(series[0].metric["collector"], "otel-collector");
        assert.equal(series[0].metric["k8s_cluster_name"], "local");
      }
      assert.equal(query('up{job="otel-agent"} == 1').length, agents().length);
      assert.equal(query('up{job="node-exporter"} == 1').length, agents().length);
    }));

  it("takes an OTLP metric and stores it", async () => {
    const point = { asDouble: 42, timeUnixNano: `${Date.now()}000000` };
    const metric = { name: "test.engine.value", gauge: { dataPoints: [point] } };
    const resource = { attributes: [{ key: "service.name", value: { stringValue: "engine-test" } }] };
    const body = { resourceMetrics: [{ resource, scopeMetrics: [{ metrics: [metric] }] }] };
    const [agent] = agents();
    assert.ok(agent);
    const address = `/api/v1/namespaces/open-telemetry/pods/${agent.metadata.name}:4318/proxy/v1/metrics`;
    assert.equal(await postJson(address, body), 200);
    await eventually(90, () => {
      assert.equal(query('test_engine_value{job="engine-test"}')[0]?.value[1], "42");
    });
  });

  it("rolls a changed setting out to every agent", async () => {
    const before = new Set(agents().map(({ metadata }) => metadata.uid));
    const configuration = () => kubectl(["get", "configmaps", ...CONFIGURATION, "--output", "name"]).trim();
    const former = configuration();
    project.configure("local", (config) => ({
      ...config,
      "gke-telemetry:agent": { ...(config["gke-telemetry:agent"] as object), scrapeIntervalSeconds: 10 },
    }));
    const { status, output } = await project.run("up", "--stack", "local", "--yes");
    assert.equal(status, 0, output);
    await eventually(120, () => {
      assert.ok(agents().every(({ metadata }) => !before.has(metadata.uid)));
      assert.match(kubectl(["get", "configmaps", ...CONFIGURATION, "--output", "yaml"]), /scrape_interval: 10s/);
      // Agents read another ConfigMap, and the former one is gone.
      assert.match(configuration(), /^configmap\/otel-agent-[0-9a-f]{16}$/);
      assert.notEqual(configuration(), former);
    });
  });

  it("refuses a setting that cannot be used and changes nothing", async () => {
    const version = () =>
      kubectl([
        "get",
        "daemonset",
        "otel-agent",
        "--namespace",
        "open-telemetry",
        "--output",
        "jsonpath={.metadata.resourceVersion}",
      ]);
    const before = version();
    project.configure("local", (config) => ({
      ...config,
      "gke-telemetry:agent": { ...(config["gke-telemetry:agent"] as object), scrapeTimeoutSeconds: 60 },
    }));
    const { status, output } = await project.run("up", "--stack", "local", "--yes");
    assert.equal(status, 1);
    assert.match(output, /gke-telemetry:agent\.scrapeTimeoutSeconds is 60, but must not exceed/);
    assert.equal(version(), before);
    project.configure("local", (config) => ({
      ...config,
      "gke-telemetry:agent": { ...(config["gke-telemetry:agent"] as object), scrapeTimeoutSeconds: 10 },
    }));
  });

  it("goes, and leaves nothing behind", async () => {
    const { status, output } = await project.run("destroy", "--stack", "local", "--yes");
    assert.equal(status, 0, output);
    await eventually(120, () => {
      const names = kubectl(["get", "namespaces,clusterroles,clusterrolebindings", "--output", "name"]).split("\n");
      const left = names.filter(
        (name) => NAMESPACES.some((namespace) => name.endsWith(`/${namespace}`)) || name.includes("otel-"),
      );
      assert.deepEqual(left, []);
    });
  });
});
