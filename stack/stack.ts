/** The wiring of a stack: which parts there are and what each is given. What they look like the pure folders decide. */
import * as k8s from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";
import * as YAML from "yaml";
import { grafanaManifests } from "../workloads/grafana/manifests";
import { namespaceManifests } from "../workloads/namespaces";
import { networkPolicies } from "../workloads/network/policies";
import { nodeExporterManifests } from "../workloads/nodeExporter";
import { prometheusManifests } from "../workloads/prometheus/manifests";
import { principals } from "../workloads/prometheus/web";
import { demoApplications } from "../workloads/demo";
import { agentConfig } from "../collector/agent/config";
import { istioManifest } from "../workloads/istio";
import { olderPorts } from "../collector/common/servicePorts";
import { agentValues } from "../collector/agent/values";
import { chartSource } from "../components/common/chartSource";
import { DemoApplications } from "../components/DemoApplications";
import { Grafana } from "../components/Grafana";
import { Prometheus } from "../components/Prometheus";
import { Namespaces } from "../components/Namespaces";
import { NetworkPolicies } from "../components/NetworkPolicies";
import { NodeAgent } from "../components/NodeAgent";
import { NodeExporter } from "../components/NodeExporter";
import { PrometheusCredentials } from "../components/PrometheusCredentials";
import { sidecarTransformation } from "../components/common/sidecarTransform";
import { clusterFacts } from "../facts/cluster";
import { type Authentication, storeFacts } from "../facts/store";
import { claimText, type ClaimTracePipeline } from "../lease/tracePipeline";
import { dashboards } from "../monitoring/dashboards/all";
import { ruleFiles } from "../monitoring/ruleFiles";
import { DEFAULT_TEAM, jaegerName, NAMES, NAMESPACES, PORTS, portForward } from "../contract/names";
import { collectorImage } from "../contract/images";
import { queueSizing, storeSettings } from "../settings/sizing/queue";
import type { StackInput } from "../settings/load/load";
import { agentSizing } from "../settings/sizing/agent";
import type { Settings } from "../settings/schema/settings";
import type { Credentials } from "../settings/load/secrets";
import type { TracingSettings } from "../settings/schema/tracing";
import { deployCluster } from "./cluster";
import { claimPipeline, deployTraces } from "./traces";

/** What a stack tells its users. Endpoints are addresses in the cluster. */
export interface StackOutputs {
  /** Secret; absent where an existing cluster's kubeconfig could not be found, in a plan. */
  readonly kubeconfig?: pulumi.Output<string>;
  readonly prometheusEndpoint?: pulumi.Output<string>;
  readonly prometheusUser?: pulumi.Output<string>;
  /** Secret. */
  readonly prometheusPassword?: pulumi.Output<string>;
  readonly remoteWriteEndpoint: pulumi.Input<string>;
  readonly otlpGrpcEndpoint: pulumi.Output<string>;
  readonly otlpHttpEndpoint: pulumi.Output<string>;
  readonly grafanaEndpoint?: pulumi.Output<string>;
  readonly grafanaUser?: pulumi.Output<string>;
  /** Secret. */
  readonly grafanaPassword?: pulumi.Output<string>;
  /** `Active`, or `Pending (held by project/stack)` where another pipeline of the cluster is; absent without tracing. */
  readonly tracePipeline?: string;
  /** Where each team's Jaeger answers, by team. */
  readonly jaegerEndpoints?: Readonly<Record<string, pulumi.Output<string>>>;
  /** Commands to paste, by what they open on this machine. */
  readonly portForward: Readonly<Record<string, string>>;
}

function authenticationOf(credentials: Credentials | undefined): Authentication {
  return credentials?.username ? "basic" : credentials?.bearerToken ? "bearer" : "none";
}

/** The stack's own Prometheus and what its clients show it. */
interface OwnStore {
  readonly backend: Prometheus;
  readonly access: PrometheusCredentials["access"];
}

function deployAgent(
  { settings, credentials: given }: StackInput,
  store: OwnStore | undefined,
  tracing: TracingSettings | undefined,
  options: pulumi.ComponentResourceOptions,
): NodeAgent {
  const credentials = store?.access.agent ?? given;
  const { agent, environment, cluster, metrics } = settings;
  const remoteWrite = { ...storeFacts(metrics).write, authentication: authenticationOf(credentials) };
  const traces = tracing && { sampling: tracing.sampling.kind, protocols: tracing.protocols };
  const input = {
    environment,
    clusterName: cluster.name,
    agent,
    sizing: agentSizing(agent),
    queue: queueSizing(settings),
    remoteWrite,
    traces,
  };
  const config = agentConfig(input);
  return new NodeAgent(
    "agent",
    {
      values: agentValues(config, input, collectorImage(settings.collectorImage)),
      olderPorts: olderPorts(config),
      chart: chartSource(settings.charts.collector),
      locality: agent.locality,
      serviceMonitor: agent.serviceMonitor,
      ...(credentials && { remoteWriteCredentials: credentials }),
    },
    options,
  );
}

function deployMetrics(settings: Settings, options: pulumi.ComponentResourceOptions): OwnStore | undefined {
  const { cluster, outageMinutes, tracing } = settings;
  const { prometheus: metrics } = storeFacts(settings.metrics);
  if (metrics === undefined) return undefined;
  const traces = tracing !== undefined;
  const rules = Object.entries(ruleFiles({ traces, ...settings.alerts })).map(([file, rule]) => [
    file,
    YAML.stringify(rule, { lineWidth: 0 }),
  ]);
  const credentials = new PrometheusCredentials("prometheus-credentials", {
    generation: metrics.credentialsGeneration,
    principals: principals(settings),
  });
  const backend = new Prometheus(
    "metrics",
    {
      webFiles: credentials.webFiles,
      manifests: prometheusManifests(
        storeSettings(metrics, outageMinutes),
        Object.fromEntries(rules) as Record<string, string>,
        { exemplars: traces },
      ),
      deletionProtection: clusterFacts(cluster).deletionProtection,
    },
    options,
  );
  return { backend, access: credentials.access };
}

function deployGrafana(
  { settings, credentials: given, grafanaSecret }: StackInput,
  store: OwnStore | undefined,
  tracing: TracingSettings | undefined,
  options: pulumi.ComponentResourceOptions,
): Grafana | undefined {
  if (!settings.grafana.enabled) return undefined;
  const credentials = store?.access.grafana ?? given;
  const { query } = storeFacts(settings.metrics);
  const manifests = grafanaManifests({
    dataSource: query && { ...query, authentication: authenticationOf(credentials) },
    scrapeIntervalSeconds: settings.agent.scrapeIntervalSeconds,
    dashboards: dashboards(agentSizing(settings.agent), { traces: tracing !== undefined }),
    traceSources: tracing && {
      teams: [DEFAULT_TEAM, ...tracing.teams.map(({ name }) => name)],
      spanMetrics: tracing.spanMetrics,
    },
    login: settings.grafana,
  });
  return new Grafana(
    "grafana",
    {
      manifests,
      ...(credentials && { dataSourceCredentials: credentials }),
      ...(grafanaSecret && { oauthClientSecret: grafanaSecret }),
    },
    options,
  );
}

/** Where the gateway writes the metrics of spans, and what it shows there. */
function spanMetricsStore({ settings, credentials: given }: StackInput, store: OwnStore | undefined) {
  const credentials = store?.access.gateway ?? given;
  const remoteWrite = { ...storeFacts(settings.metrics).write, authentication: authenticationOf(credentials) };
  return { remoteWrite, credentials };
}

/**
 * Deploys the whole stack.
 *
 * @param claim asks whether the stack's trace pipeline is the active one of its cluster; not called without tracing
 */
export async function deployStack(input: StackInput, claim: ClaimTracePipeline): Promise<StackOutputs> {
  const { settings } = input;
  const cluster = deployCluster(input);
  const { provider, kubeconfig } = cluster;
  const providers = { kubernetes: provider };
  const manifests = namespaceManifests(settings);
  const namespaces = new Namespaces("namespaces", { manifests }, { providers });
  // Nothing can be created in a namespace that is not there.
  const options = { providers, dependsOn: namespaces };
  const policies = networkPolicies(
    settings,
    manifests.map(({ metadata }) => metadata.name),
  );
  new NetworkPolicies("network-policies", { manifests: policies }, options);

  const store = deployMetrics(settings, options);
  if (settings.nodeExporter.enabled)
    new NodeExporter("node-exporter", { manifests: nodeExporterManifests(settings.nodeExporter) }, options);
  // What comes before it is under way while it waits, and stays where the cluster gives no answer.
  const claimed = settings.tracing && (await claimPipeline(settings.cluster, cluster, claim));
  const tracing = claimed?.claim.state === "Active" ? settings.tracing : undefined;

  const agent = deployAgent(input, store, tracing, options);
  const grafana = deployGrafana(input, store, tracing, options);
  const traces =
    tracing &&
    deployTraces(settings, tracing, spanMetricsStore(input, store), {
      ...options,
      // At the end the gateway goes first, then the pipeline and with it the lease: another may be active only after both.
      dependsOn: [namespaces, claimed?.pipeline].filter((resource) => resource !== undefined),
    });
  if (settings.mesh === "istio")
    new k8s.core.v1.ConfigMap("istio-tracing", istioManifest(), { provider, dependsOn: namespaces });
  const sidecars = tracing?.sidecars ?? false;
  const applications = demoApplications(settings.demo, sidecars);
  const transformations = sidecars ? [sidecarTransformation({ image: collectorImage(settings.collectorImage) })] : [];
  if (applications.length > 0) new DemoApplications("demo", { applications }, { ...options, transformations });

  return {
    ...(kubeconfig && { kubeconfig }),
    ...(store && {
      prometheusEndpoint: store.backend.endpoint,
      prometheusUser: store.access.operator.username,
      prometheusPassword: store.access.operator.password,
    }),
    remoteWriteEndpoint: storeFacts(settings.metrics).write.url,
    otlpGrpcEndpoint: agent.otlpGrpcEndpoint,
    otlpHttpEndpoint: agent.otlpHttpEndpoint,
    ...(grafana && {
      grafanaEndpoint: grafana.endpoint,
      grafanaUser: grafana.user,
      grafanaPassword: grafana.password,
    }),
    ...(claimed && { tracePipeline: claimText(claimed.claim) }),
    ...(traces && { jaegerEndpoints: traces.queryEndpoints }),
    portForward: {
      ...(store && { prometheus: portForward(NAMES.prometheus, NAMESPACES.monitoring, PORTS.prometheus) }),
      ...(grafana && { grafana: portForward(NAMES.grafana, NAMESPACES.monitoring, PORTS.grafana) }),
      ...(traces && {
        jaeger: portForward(jaegerName(DEFAULT_TEAM), NAMESPACES.tracing, PORTS.jaegerQuery),
      }),
    },
  };
}
