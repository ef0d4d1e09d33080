/** The OpenTelemetry Collector on every node, and the Service at which workloads reach the one of their node. */
import * as k8s from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";
import type { ServicePort } from "../collector/common/servicePorts";
import type { ChartValues } from "../collector/agent/values";
import { AGENT_SELECTOR, type ValuesInputs } from "../contract/collectorChart";
import { labels, NAMES, NAMESPACES, PORTS, serviceHost } from "../contract/names";
import type { AgentSettings } from "../settings/schema/settings";
import type { ChartSource } from "./common/chartSource";
import { type RemoteWriteCredentials, remoteWriteSecret } from "./common/remoteWriteSecret";

export interface NodeAgentArgs {
  /** Values of the collector's chart. All are known: with an unknown one a preview shows nothing of the chart. */
  readonly values: ChartValues;
  /** Where the chart comes from. */
  readonly chart: ChartSource;
  /** Whether OTLP traffic must stay on its node or only should. */
  readonly locality: AgentSettings["locality"];
  /** Whether to describe the agents' own metrics to a Prometheus operator. */
  readonly serviceMonitor: boolean;
  /** Ports of older protocols, at which it takes spans besides OTLP. Default: none. */
  readonly olderPorts?: readonly ServicePort[];
  /** Credentials of the remote-write endpoint. Default: none, and no Secret. */
  readonly remoteWriteCredentials?: RemoteWriteCredentials;
}

export class NodeAgent extends pulumi.ComponentResource {
  /** Where workloads send OTLP over gRPC. */
  public readonly otlpGrpcEndpoint: pulumi.Output<string>;
  /** Where workloads send OTLP over HTTP. */
  public readonly otlpHttpEndpoint: pulumi.Output<string>;

  public constructor(name: string, args: NodeAgentArgs, opts?: pulumi.ComponentResourceOptions) {
    const inputs: ValuesInputs = { values: args.values };
    super("gke-telemetry:agent:NodeAgent", name, inputs, opts);
    const credentials = remoteWriteSecret(
      NAMESPACES.agent,
      NAMES.agentService,
      args.remoteWriteCredentials ?? {},
      this,
    );
    this.createChart(args, credentials);
    this.createService(args.locality, args.olderPorts ?? []);
    if (args.serviceMonitor) this.createServiceMonitor();

    const host = serviceHost(NAMES.agentService, NAMESPACES.agent);
    this.otlpGrpcEndpoint = pulumi.output(`http://${host}:${PORTS.otlpGrpc}`);
    this.otlpHttpEndpoint = pulumi.output(`http://${host}:${PORTS.otlpHttp}`);
    this.registerOutputs({
      otlpGrpcEndpoint: this.otlpGrpcEndpoint,
      otlpHttpEndpoint: this.otlpHttpEndpoint,
      values: args.values,
    });
  }

  private createChart({ values, chart }: NodeAgentArgs, credentials: k8s.core.v1.Secret[]): void {
    new k8s.helm.v4.Chart(
      NAMES.agentRelease,
      {
        name: NAMES.agentRelease,
        namespace: NAMESPACES.agent,
        chart: chart.chart,
        ...(chart.version !== undefined && { version: chart.version }),
        ...(chart.repository !== undefined && { repositoryOpts: { repo: chart.repository } }),
        values,
      },
      // The agents' pods wait for the Secret that they mount.
      { parent: this, dependsOn: credentials },
    );
  }

  private createService(locality: AgentSettings["locality"], olderPorts: readonly ServicePort[]): void {
    const traffic =
      locality === "require" ? { internalTrafficPolicy: "Local" } : { trafficDistribution: "PreferSameNode" };
    new k8s.core.v1.Service(
      "service",
      {
        metadata: { name: NAMES.agentService, namespace: NAMESPACES.agent, labels: labels(NAMES.agentService) },
        spec: {
          type: "ClusterIP",
          selector: AGENT_SELECTOR,
          ...traffic,
          ports: [
            {
              name: "otlp-grpc",
              port: PORTS.otlpGrpc,
              targetPort: PORTS.otlpGrpc,
              protocol: "TCP",
              appProtocol: "grpc",
            },
            {
              name: "otlp-http",
              port: PORTS.otlpHttp,
              targetPort: PORTS.otlpHttp,
              protocol: "TCP",
              appProtocol: "http",
            },
            ...olderPorts,
          ],
        },
      },
      { parent: this },
    );
  }

  /** A Service of its own for metrics: it reaches every agent, where the other one ends at the client's node. */
  private createServiceMonitor(): void {
    const metadata = {
      name: NAMES.agentMetricsService,
      namespace: NAMESPACES.agent,
      labels: labels(NAMES.agentMetricsService),
    };
    const service = new k8s.core.v1.Service(
      "metrics-service",
      {
        metadata,
        spec: {
          type: "ClusterIP",
          clusterIP: "None",
          selector: AGENT_SELECTOR,
          ports: [
            { name: "metrics", port: PORTS.collectorMetrics, targetPort: PORTS.collectorMetrics, protocol: "TCP" },
          ],
        },
      },
      { parent: this },
    );
    new k8s.apiextensions.CustomResource(
      "service-monitor",
      {
        apiVersion: "monitoring.coreos.com/v1",
        kind: "ServiceMonitor",
        metadata,
        spec: {
          selector: { matchLabels: labels(NAMES.agentMetricsService) },
          namespaceSelector: { matchNames: [NAMESPACES.agent] },
          endpoints: [{ port: "metrics", path: "/metrics", interval: "30s" }],
        },
      },
      // Without the Service it would select nothing.
      { parent: this, dependsOn: service },
    );
  }
}
