import assert from "node:assert/strict";
import * as pulumi from "@pulumi/pulumi";
import * as library from "../../library";
import { chartManifests } from "../../policy/evidence/collectorChart";
import { urnsOf } from "../../tools/examples/urns";
import { type PlannedResource, type PlannedStack, runProgram } from "../../tools/plan/engine";

const { parseSettings, storeFacts, requirements } = library;

const CHART = "kubernetes:helm.sh/v4:Chart";
const IMAGE = library.IMAGES.collector;

const settings = parseSettings({
  environment: "test",
  cluster: { kind: "existing", name: "shop" },
  metrics: { kind: "prometheus" },
  grafana: { ingress: { host: "grafana.example.com", tlsSecretName: "tls" } },
  tracing: { sampling: { kind: "tail" }, teams: [{ name: "shop", namespaces: ["shop"] }] },
  demo: { hotrod: true, metrics: true },
});
const tracing = settings.tracing!;

/** Names and namespaces of a deployment. Default of each: the stack's own. */
interface Names {
  /** Names of the components. */
  readonly components: (own: string) => string;
  readonly namespaces?: Readonly<Record<keyof typeof library.NAMESPACES, string>>;
  readonly agents?: library.AgentNames;
  readonly traces?: library.TraceNames;
  readonly prometheus?: library.Placement;
  readonly grafana?: library.Placement;
  readonly nodeExporter?: library.Placement;
  readonly kubeStateMetrics?: library.Placement;
}

function deployMetrics({ components, prometheus, nodeExporter, kubeStateMetrics }: Names) {
  const { issuer } = new library.CertificateAuthority(components("authority"), { commonName: "test", generation: 1 });
  const credentials = new library.PrometheusCredentials(components("prometheus-credentials"), {
    generation: 1,
    issuer,
    principals: library.principals(settings),
    hosts: library.prometheusHosts(prometheus),
  });
  const { deployment } = storeFacts(settings.metrics);
  assert.ok(deployment.kind === "prometheus");
  const store = library.storeSettings(deployment.settings, settings);
  new library.Prometheus(components("metrics"), {
    manifests: library.prometheusManifests(store, {}, { exemplars: true }, prometheus),
    webFiles: credentials.webFiles,
    deletionProtection: false,
  });
  new library.NodeExporter(components("node-exporter"), {
    manifests: library.nodeExporterManifests(settings.nodeExporter, nodeExporter),
  });
  new library.KubeStateMetrics(components("kube-state-metrics"), {
    manifests: library.kubeStateMetricsManifests(library.objectsSizing(settings), kubeStateMetrics),
  });
  return { credentials: credentials.access.agent, issuer };
}

function deployCertificates({ components, traces }: Names, pipeline: library.Issuer) {
  const agents = new library.CertificateAuthority(components("span-agents"), { commonName: "agents", generation: 1 });
  const certificates = library.spanCertificates(tracing, traces);
  const clients = { agents: agents.issuer, pipeline };
  return new library.SpanTls(components("span-tls"), { certificates, servers: pipeline, clients }).files;
}

function deploy(names: Names): void {
  const { components, namespaces, agents, traces, grafana } = names;
  const { credentials, issuer } = deployMetrics(names);
  const certificates = deployCertificates(names, issuer);
  const { write, query, scraped } = storeFacts(settings.metrics, names.prometheus);
  const remoteWrite = { ...write, authentication: "basic" } as const;
  const own = { traces: traces ?? library.traceNames(), agents: agents ?? library.agentNames() };

  new library.Namespaces(components("namespaces"), { namespaces: library.namespaceManifests(settings, namespaces) });
  const gatewayHost = library.serviceHost(own.traces.gatewayHeadless, own.traces.namespace);
  new library.NodeAgent(components("agent"), {
    ...library.agentParts(settings, {
      remoteWrite,
      scrapedServers: scraped ? [scraped] : [],
      traces: { sampling: "tail", protocols: [], gatewayHost },
      image: IMAGE,
      ...(agents && { names: agents }),
    }),
    chart: library.chartSource(),
    certificates: certificates[library.AGENTS],
    remoteWriteSecret: { name: own.agents.credentialsSecret, credentials },
  });

  const input = {
    environment: settings.environment,
    clusterName: settings.cluster.name,
    tracing,
    remoteWrite,
    scrapeIntervalSeconds: 30,
    ...(traces && { names: traces }),
  };
  const gateway = library.gatewayConfig(input);
  const sampler = library.samplerConfig(input)!;
  new library.TraceGateway(components("trace-gateway"), {
    values: library.gatewayValues(gateway, requirements(gateway), tracing, IMAGE, traces),
    samplerValues: library.samplerValues(sampler, requirements(sampler), tracing, IMAGE, traces),
    chart: library.chartSource(),
    headlessService: library.gatewayHeadlessService(requirements(gateway), traces),
    certificates,
    remoteWriteSecret: { name: own.traces.credentialsSecret, credentials },
  });
  const surroundings = {
    ...(traces && { traces }),
    ...(grafana && { grafana }),
    ...(agents && { agents }),
  };
  for (const jaeger of library.jaegerInputs({ ...settings, tracing }))
    new library.Jaeger(components(library.jaegerName(jaeger.name)), {
      manifests: library.jaegerManifests(jaeger, surroundings),
      certificates: certificates[library.jaegerName(jaeger.name)] ?? {},
      deletionProtection: false,
    });

  const dataSource = query && ({ ...query, authentication: "basic" } as const);
  const traceSources = { teams: ["default", "shop"], spanMetrics: true, namespace: own.traces.namespace };
  const dashboards = library.dashboards(library.agentSizing(settings.agent), { traces: true });
  new library.Grafana(components("grafana"), {
    manifests: library.grafanaManifests(
      { dataSource, traceSources, dashboards, scrapeIntervalSeconds: 30, login: settings.grafana },
      grafana,
    ),
    dataSourceCredentials: credentials,
    oauthClientSecret: pulumi.secret("canary"),
  });
}

/** The second deployment: Prometheus and Grafana in the stack's namespaces, the rest in namespaces of its own. */
const SECOND: Names = {
  components: (name) => `edge-${name}`,
  namespaces: {
    agent: "edge",
    monitoring: "edge",
    nodeExporter: "edge",
    kubeStateMetrics: "edge",
    tracing: "edge-tracing",
    logs: "edge-logs",
    scraper: "edge",
    demo: "edge-demo",
  },
  agents: library.agentNames("edge", "edge"),
  traces: library.traceNames("edge", "edge-tracing"),
  prometheus: { name: "archive", namespace: "monitoring" },
  grafana: { name: "boards", namespace: "monitoring" },
  nodeExporter: { ...library.PLACEMENTS.nodeExporter, namespace: "edge" },
  kubeStateMetrics: { ...library.PLACEMENTS.kubeStateMetrics, namespace: "edge" },
};

interface KubernetesObject {
  readonly kind: string;
  readonly metadata: { readonly name: string; readonly namespace?: string };
}

/** The Kubernetes objects of a resource. Those of a chart are rendered by the policies' model of the chart. */
function objectsOf({ type, inputs }: PlannedResource): KubernetesObject[] {
  if (type === CHART) {
    const { values, namespace } = inputs as { values: Record<string, unknown>; namespace: string };
    return (chartManifests(values) as unknown as KubernetesObject[]).map((object) => ({
      ...object,
      metadata: object.kind.startsWith("Cluster") ? object.metadata : { ...object.metadata, namespace },
    }));
  }
  return type.startsWith("kubernetes:") ? [inputs as unknown as KubernetesObject] : [];
}

describe("two of each part in one program", () => {
  let stack: PlannedStack;

  before(async () => {
    stack = await runProgram(
      { project: "two-of-each", stack: "test", values: {}, secretKeys: [] },
      () => undefined,
      () => {
        deploy({ components: (name) => name });
        deploy(SECOND);
      },
    );
  });

  it("have URNs of their own", () => {
    const { current, former } = urnsOf(stack, "test");
    assert.equal(new Set(current).size, current.length);
    assert.equal(new Set(former).size, former.length);
  });

  it("have objects of their own in the cluster", () => {
    const ids = stack.resources
      .flatMap(objectsOf)
      .map(({ kind, metadata }) => `${kind} ${metadata.namespace ?? ""}/${metadata.name}`);
    const twice = ids.filter((id, index) => ids.indexOf(id) !== index);
    assert.deepEqual(twice, []);
    assert.ok(ids.includes("ClusterRole /edge.edge-agent"));
    assert.ok(ids.includes("PriorityClass /edge.edge-agent"));
    assert.ok(ids.includes("PriorityClass /edge.node-exporter"));
    assert.ok(ids.includes("StatefulSet monitoring/archive"));
    assert.equal(ids.filter((id) => id.startsWith("StatefulSet ")).length, 10);
  });

  it("lead to each other, and to nothing of the other deployment", () => {
    const second = stack.resources.filter(({ name }) => name.startsWith("edge"));
    const text = JSON.stringify(second.map(({ inputs }) => inputs));
    const hosts = new Set(text.match(/[a-z0-9-]+\.[a-z0-9-]+\.svc\.cluster\.local/g));
    assert.deepEqual([...hosts].sort(), [
      "archive.monitoring.svc.cluster.local",
      "edge-gateway-headless.edge-tracing.svc.cluster.local",
      "edge-gateway.edge-tracing.svc.cluster.local",
      "edge-sampler.edge-tracing.svc.cluster.local",
      "jaeger-default.edge-tracing.svc.cluster.local",
      "jaeger-shop.edge-tracing.svc.cluster.local",
    ]);
    for (const other of ["prometheus-web", "grafana-admin", '"remote-write-credentials"', '"trace-gateway"'])
      assert.ok(!text.includes(other), other);
  });
});
