/** The wiring of a stack: which parts there are and what each is given. What they look like the pure folders decide. */
import * as k8s from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";
import * as YAML from "yaml";
import { grafanaManifests } from "./backends/grafana";
import { namespaceManifests } from "./backends/namespaces";
import { nodeExporterManifests } from "./backends/nodeExporter";
import { prometheusManifests } from "./backends/prometheus";
import { queryTarget, remoteWriteTarget, type Authentication } from "./backends/remote";
import { agentConfig } from "./collector/agent";
import { agentValues } from "./collector/values";
import { chartSource } from "./components/chartSource";
import { GkeCluster } from "./components/GkeCluster";
import { GrafanaServer } from "./components/GrafanaServer";
import { MetricsBackend } from "./components/MetricsBackend";
import { Namespaces } from "./components/Namespaces";
import { NodeAgent } from "./components/NodeAgent";
import { NodeExporter } from "./components/NodeExporter";
import { dashboards } from "./monitoring/dashboards";
import { ruleFiles } from "./monitoring/ruleFiles";
import { NAMES, NAMESPACES, PORTS, portForward } from "./naming";
import { queueSizing, storeSettings } from "./settings/delivery";
import type { StackInput } from "./settings/load";
import { agentSizing } from "./settings/profiles";
import type { Settings } from "./settings/schema";
import type { Credentials } from "./settings/secrets";

/** What a stack tells its users. Endpoints are addresses within the cluster. */
export interface StackOutputs {
  /** Secret; absent where an existing cluster's kubeconfig could not be found, in a plan. */
  readonly kubeconfig?: pulumi.Output<string>;
  readonly prometheusEndpoint?: pulumi.Output<string>;
  readonly remoteWriteEndpoint: pulumi.Input<string>;
  readonly otlpGrpcEndpoint: pulumi.Output<string>;
  readonly otlpHttpEndpoint: pulumi.Output<string>;
  readonly grafanaEndpoint?: pulumi.Output<string>;
  readonly grafanaUser?: pulumi.Output<string>;
  /** Secret. */
  readonly grafanaPassword?: pulumi.Output<string>;
  /** Commands to paste, by what they open on this machine. */
  readonly portForward: Readonly<Record<string, string>>;
}

interface Cluster {
  readonly provider: k8s.Provider;
  readonly kubeconfig?: pulumi.Output<string>;
}

/** The cluster, made or found, and the one provider through which everything is placed in it. */
function deployCluster({ settings, kubeconfig: existing }: StackInput): Cluster {
  const { cluster, environment } = settings;
  const gke = cluster.kind === "gke" ? new GkeCluster("cluster", { settings: cluster, environment }) : undefined;
  const kubeconfig = gke?.kubeconfig ?? existing;
  const provider = new k8s.Provider(
    "cluster",
    {
      ...(kubeconfig && { kubeconfig }),
      ...(cluster.kind === "existing" && cluster.context !== undefined && { context: cluster.context }),
      // What changed is updated. Replacing it would leave pods that start meanwhile without one.
      enableConfigMapMutable: true,
      enableSecretMutable: true,
    },
    // Pods need nodes, and have to be gone before their nodes go.
    gke ? { dependsOn: gke.nodePool } : {},
  );
  return { provider, ...(kubeconfig && { kubeconfig }) };
}

function authenticationOf(credentials: Credentials | undefined): Authentication {
  return credentials?.username ? "basic" : credentials?.bearerToken ? "bearer" : "none";
}

function deployAgent({ settings, credentials }: StackInput, options: pulumi.ComponentResourceOptions): NodeAgent {
  const { agent, environment, cluster, metrics } = settings;
  const remoteWrite = remoteWriteTarget(metrics, authenticationOf(credentials));
  const input = { environment, clusterName: cluster.name, agent, queue: queueSizing(settings), remoteWrite };
  return new NodeAgent(
    "agent",
    {
      values: agentValues(agentConfig(input), input),
      chart: chartSource(settings.charts.collector),
      locality: agent.locality,
      serviceMonitor: agent.serviceMonitor,
      ...(credentials && { remoteWriteCredentials: credentials }),
    },
    options,
  );
}

function deployMetrics(settings: Settings, options: pulumi.ComponentResourceOptions): MetricsBackend | undefined {
  const { metrics, cluster, outageMinutes } = settings;
  if (metrics.kind === "remote") return undefined;
  const rules = Object.entries(ruleFiles()).map(([file, rule]) => [file, YAML.stringify(rule, { lineWidth: 0 })]);
  return new MetricsBackend(
    "metrics",
    {
      manifests: prometheusManifests(
        storeSettings(metrics, outageMinutes),
        Object.fromEntries(rules) as Record<string, string>,
      ),
      deletionProtection: cluster.kind === "gke" && cluster.deletionProtection,
    },
    options,
  );
}

function deployGrafana(
  { settings, credentials }: StackInput,
  options: pulumi.ComponentResourceOptions,
): GrafanaServer | undefined {
  if (!settings.grafana.enabled) return undefined;
  const manifests = grafanaManifests({
    dataSource: queryTarget(settings.metrics, authenticationOf(credentials)),
    scrapeIntervalSeconds: settings.agent.scrapeIntervalSeconds,
    dashboards: dashboards(agentSizing(settings.agent)),
  });
  return new GrafanaServer(
    "grafana",
    { manifests, ...(credentials && { dataSourceCredentials: credentials }) },
    options,
  );
}

/** Deploys the whole stack. */
export function deployStack(input: StackInput): StackOutputs {
  const { settings } = input;
  const { provider, kubeconfig } = deployCluster(input);
  const providers = { kubernetes: provider };
  const namespaces = new Namespaces("namespaces", { manifests: namespaceManifests(settings) }, { providers });
  // Nothing can be created in a namespace that is not there.
  const options = { providers, dependsOn: namespaces };

  const metrics = deployMetrics(settings, options);
  const agent = deployAgent(input, options);
  if (settings.nodeExporter.enabled)
    new NodeExporter("node-exporter", { manifests: nodeExporterManifests(settings.nodeExporter) }, options);
  const grafana = deployGrafana(input, options);

  return {
    ...(kubeconfig && { kubeconfig }),
    ...(metrics && { prometheusEndpoint: metrics.endpoint }),
    remoteWriteEndpoint: remoteWriteTarget(settings.metrics, "none").url,
    otlpGrpcEndpoint: agent.otlpGrpcEndpoint,
    otlpHttpEndpoint: agent.otlpHttpEndpoint,
    ...(grafana && {
      grafanaEndpoint: grafana.endpoint,
      grafanaUser: grafana.user,
      grafanaPassword: grafana.password,
    }),
    portForward: {
      ...(metrics && { prometheus: portForward(NAMES.prometheus, NAMESPACES.monitoring, PORTS.prometheus) }),
      ...(grafana && { grafana: portForward(NAMES.grafana, NAMESPACES.monitoring, PORTS.grafana) }),
    },
  };
}
