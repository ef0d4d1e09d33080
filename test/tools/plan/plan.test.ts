import assert from "node:assert/strict";
import { IMAGES } from "../../../contract/images";
import { TRACE_PIPELINE_NAMESPACE } from "../../../contract/names";
import { at } from "../../../policy/evidence/reading";
import { PROJECT } from "../../../settings/schema/settings";
import { planFiles } from "../../../tools/plan/files";
import { collectorsOf, sidecarConfigsIn } from "../../../tools/plan/collectors";
import { planStack, type Plan } from "../../../tools/plan/plan";
import { configured } from "../../harness/configuredPlan";
import { readStackFile } from "../../../tools/plan/stackFile";
import { stackNames } from "../../../tools/cli";

const planOf = (stack: string) => planStack(stack, readStackFile(`Pulumi.${stack}.yaml`));

describe("a plan", () => {
  for (const stack of stackNames())
    it(`of stack ${stack} has no problem`, async () => {
      const { problems, resources } = await planOf(stack);
      assert.deepEqual(problems, []);
      assert.ok(resources.length > 20);
    });

  it("is the same to the byte, twice", async () => {
    assert.deepEqual(planFiles(await planOf("dev")), planFiles(await planOf("dev")));
  });

  it("consists of the files that tools and reviewers rely on", async () => {
    const names = Object.keys(planFiles(await planOf("dev")));
    for (const name of [
      "plan.json",
      "plan.md",
      "collector/agent.yaml",
      "charts/otel/chart.json",
      "charts/otel/values.yaml",
      "manifests/cluster-namespace-open-telemetry.yaml",
      "manifests/monitoring-service-prometheus.yaml",
      "manifests/open-telemetry-service-otel-agent.yaml",
    ])
      assert.ok(names.includes(name), name);
  });

  it("makes a GKE cluster only where one is asked for", async () => {
    const isGke = ({ type }: { type: string }) => type.startsWith("gcp:");
    assert.ok((await planOf("dev")).resources.some(isGke));
    assert.ok(!(await planOf("local")).resources.some(isGke));
  });

  it("places nothing in a namespace that it does not make", async () => {
    for (const stack of stackNames()) {
      const { resources, charts } = await planOf(stack);
      const metadata = resources.map(({ inputs }) => inputs["metadata"] as { namespace?: string } | undefined);
      const used = [...metadata.map((one) => one?.namespace), ...charts.map(({ namespace }) => namespace)];
      const made = resources
        .filter(({ type }) => type === "kubernetes:core/v1:Namespace")
        .map(({ inputs }) => (inputs["metadata"] as { name: string }).name);
      const known = new Set<string | undefined>([undefined, TRACE_PIPELINE_NAMESPACE, ...made]);
      assert.deepEqual(
        used.filter((namespace) => !known.has(namespace)),
        [],
      );
    }
  });

  it("places everything through the one provider", async () => {
    const { resources } = await planOf("local");
    const providers = new Set(
      resources.filter(({ custom, type }) => custom && type.startsWith("kubernetes:")).map(({ provider }) => provider),
    );
    assert.equal(providers.size, 1);
  });

  it("tells the endpoints", async () => {
    const { outputs } = await planOf("dev");
    assert.equal(outputs["otlpGrpcEndpoint"], "http://otel-agent.open-telemetry.svc.cluster.local:4317");
    assert.equal(outputs["remoteWriteEndpoint"], "https://prometheus.monitoring.svc.cluster.local:9090/api/v1/write");
    assert.equal(outputs["kubeconfig"], "[secret]");
  });

  it("does not claim to know the version of a Secret, by which pods restart", async () => {
    const { resources } = await planOf("local");
    const grafana = resources.find(({ type, name }) => type === "kubernetes:apps/v1:Deployment" && name === "grafana");
    const annotations = at(grafana?.inputs, "spec", "template", "metadata", "annotations");
    assert.equal(at(annotations, "gke-telemetry/secret-versions"), "[known after up] [known after up]");
  });
});

describe("the collectors of a plan", () => {
  const chart = (release: string, receiver: string) => ({
    release,
    namespace: "test",
    chart: "opentelemetry-collector",
    values: { mode: "daemonset", alternateConfig: { receivers: { [receiver]: {} } } },
  });

  it("are all there, with two releases of one mode too", () => {
    const collectors = collectorsOf([chart("otel", "prometheus"), chart("log-agent", "file_log")]);
    assert.deepEqual(Object.keys(collectors), ["agent", "log-agent"]);
    assert.deepEqual(collectors["agent"]?.receivers, { prometheus: {} });
  });

  it("are not charts of anything else", () => {
    assert.deepEqual(collectorsOf([{ ...chart("other", "x"), values: { mode: "daemonset" } }]), {});
  });

  it("have sidecars among them whose configuration has no problem", async () => {
    const sidecars = { tracing: { sidecars: true }, demo: { hotrod: true } };
    const { problems, resources } = await configured(sidecars);
    assert.deepEqual(problems, []);
    assert.equal(sidecarConfigsIn(resources).length, 1);
  });
});

describe("a plan with a remote endpoint", () => {
  const remote = { metrics: { kind: "remote", url: "https://mimir.example.com/api/v1/push", tenant: "team-a" } };
  const canaries = { remoteWriteUsername: "canary-user", remoteWritePassword: "canary-password" };

  it("runs no Prometheus, and writes there as the tenant", async () => {
    const { resources, collectors } = await configured(remote);
    assert.ok(!resources.some(({ type }) => type === "gke-telemetry:metrics:MetricsBackend"));
    const text = JSON.stringify(collectors["agent"]);
    assert.match(text, /https:\/\/mimir\.example\.com\/api\/v1\/push/);
    assert.match(text, /"X-Scope-OrgID":"team-a"/);
  });

  it("shows no credential anywhere, and keeps them in Secrets alone", async () => {
    const plan = await configured(remote, canaries);
    assert.deepEqual(plan.problems, []);
    for (const [name, text] of Object.entries(planFiles(plan)))
      assert.doesNotMatch(text, /canary-(user|password)/, name);
    const holders = plan.resources.filter(
      ({ inputs, custom }) => custom && JSON.stringify(inputs).includes("[secret]"),
    );
    assert.deepEqual([...new Set(holders.map(({ type }) => type))], ["kubernetes:core/v1:Secret"]);
  });

  it("refuses a credential that is not encrypted, without repeating it", async () => {
    const plan = await planStack("test", {
      values: {
        [`${PROJECT}:environment`]: "test",
        [`${PROJECT}:cluster`]: '{"kind":"existing","name":"test"}',
        [`${PROJECT}:metrics`]: JSON.stringify(remote.metrics),
        [`${PROJECT}:remoteWriteBearerToken`]: "canary-token",
      },
      secretKeys: [],
    });
    assert.equal(plan.problems.length, 1);
    assert.deepEqual(plan.resources, []);
    assert.doesNotMatch(JSON.stringify(plan), /canary/);
  });
});

describe("a plan with a collector image of one's own", () => {
  const repository = "registry.example.com/team/otelcol";
  const digest = `sha256:${"0123456789abcdef".repeat(4)}`;
  const everywhere = {
    tracing: { sampling: { kind: "tail" }, sidecars: true },
    demo: { hotrod: true },
  };
  const imagesOf = (plan: Plan) => JSON.stringify(plan.resources).match(/"(image|repository)":"[^"]*otel[^"]*"/g) ?? [];
  const chartImages = ({ resources }: Plan) =>
    resources
      .filter(({ type }) => type === "kubernetes:helm.sh/v4:Chart")
      .map(({ inputs }) => (inputs as { values: { image: Record<string, string> } }).values.image);

  it("runs it as agent, gateway, sampler and sidecar, and the contrib image nowhere", async () => {
    const plan = await configured({ ...everywhere, collectorImage: { repository, digest } });
    assert.deepEqual(plan.problems, []);
    assert.equal(chartImages(plan).length, 3);
    for (const image of chartImages(plan))
      assert.deepEqual(image, { repository, tag: IMAGES.collector.tag, digest, pullPolicy: "IfNotPresent" });
    const text = JSON.stringify(plan.resources);
    assert.ok(text.includes(`"image":"${repository}:${IMAGES.collector.tag}@${digest}"`), "the sidecar's");
    assert.ok(!text.includes(IMAGES.collector.repository), imagesOf(plan).join("\n"));
  });

  it("is told of it", async () => {
    const { forecast = {} } = await configured({ collectorImage: { repository, tag: "1.2.3" } });
    assert.equal(forecast["collector image"], `${repository}:1.2.3`);
    assert.equal((await configured({})).forecast?.["collector image"], undefined);
  });

  it("refuses what is no name of an image, and the tag latest", async () => {
    for (const [image, field] of [
      [{ repository: "otelcol" }, "repository"],
      [{ repository: "registry.example.com/otelcol:1.2.3" }, "repository"],
      [{ repository, tag: "latest" }, "tag"],
      [{ repository, digest: "sha256:1234" }, "digest"],
    ] as const) {
      const { problems } = await configured({ collectorImage: image });
      assert.deepEqual(
        problems.map(({ path }) => path),
        [`${PROJECT}:collectorImage.${field}`],
      );
    }
  });
});

describe("a plan of settings that cannot be used", () => {
  it("has every problem, those that need a look at the disk too, and registers nothing", async () => {
    const { problems, resources } = await configured({
      cluster: { kind: "existing", name: "test", kubeconfig: "/nonexistent/kubeconfig" },
      agent: { profile: "huge", locality: "prefer" },
      charts: { collector: "./nonexistent" },
    });
    assert.deepEqual(problems.map(({ path }) => path).sort(), [
      "gke-telemetry:agent.locality",
      "gke-telemetry:agent.profile",
      "gke-telemetry:charts.collector",
      "gke-telemetry:cluster.kubeconfig",
    ]);
    assert.deepEqual(resources, []);
  });
});
