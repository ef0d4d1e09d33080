/** The OpenTelemetry Collector on every node, and the Service at which workloads reach the one of their node. */
import * as k8s from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";
import type { agentMonitor, agentService } from "../collector/agent/service";
import type { ChartValues } from "../collector/common/chartValues";
import type { ValuesInputs } from "../contract/collectorChart";
import { NAMES, NAMESPACES, PORTS, serviceHost } from "../contract/names";
import type { ChartSource } from "./common/chartSource";
import { type RemoteWriteCredentials, remoteWriteSecret } from "./common/remoteWriteSecret";

type AgentMonitor = ReturnType<typeof agentMonitor>;

export interface NodeAgentArgs {
  /** Values of the collector's chart. All are known: with an unknown one a preview shows nothing of the chart. */
  readonly values: ChartValues;
  /** Where the chart comes from. */
  readonly chart: ChartSource;
  /** The Service to which workloads send. */
  readonly service: ReturnType<typeof agentService>;
  /** What a Prometheus operator scrapes. Default: nothing. */
  readonly monitor?: AgentMonitor | undefined;
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
    new k8s.core.v1.Service("service", args.service, { parent: this });
    if (args.monitor) this.createMonitor(args.monitor);

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

  private createMonitor({ service, serviceMonitor }: AgentMonitor): void {
    const metrics = new k8s.core.v1.Service("metrics-service", service, { parent: this });
    // Without the Service it would select nothing.
    new k8s.apiextensions.CustomResource("service-monitor", serviceMonitor, { parent: this, dependsOn: metrics });
  }
}
