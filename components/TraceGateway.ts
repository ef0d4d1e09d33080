/** The collectors between the agents and the teams' Jaegers: the gateway, and the samplers where the sampling needs them. */
import * as k8s from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";
import type { ChartValues } from "../collector/common/chartValues";
import type { gatewayHeadlessService } from "../collector/gateway/service";
import type { ValuesInputs } from "../contract/collectorChart";
import { NAMES, NAMESPACES, PORTS, serviceHost } from "../contract/names";
import type { ChartSource } from "./common/chartSource";
import { type RemoteWriteCredentials, remoteWriteSecret } from "./common/remoteWriteSecret";

export interface TraceGatewayArgs {
  /** Values of the collector's chart for the gateway. All are known: with an unknown one a preview shows nothing of it. */
  readonly values: ChartValues;
  /** Values of the chart for the samplers. Default: none, and no samplers. */
  readonly samplerValues?: ChartValues | undefined;
  /** Where the chart comes from. */
  readonly chart: ChartSource;
  /** The headless Service, by whose name agents reach every gateway. */
  readonly headlessService: ReturnType<typeof gatewayHeadlessService>;
  /** Credentials of the endpoint to which metrics of spans are written. Default: none, and no Secret. */
  readonly remoteWriteCredentials?: RemoteWriteCredentials;
}

export class TraceGateway extends pulumi.ComponentResource {
  /** Where spans are sent over gRPC, within the cluster. Applications send to the agent of their node instead. */
  public readonly otlpGrpcEndpoint: pulumi.Output<string>;

  public constructor(name: string, args: TraceGatewayArgs, opts?: pulumi.ComponentResourceOptions) {
    const inputs: ValuesInputs = { values: args.values, samplerValues: args.samplerValues };
    super("gke-telemetry:tracing:TraceGateway", name, inputs, opts);
    const credentials = remoteWriteSecret(
      NAMESPACES.tracing,
      NAMES.traceGateway,
      args.remoteWriteCredentials ?? {},
      this,
    );
    if (args.samplerValues) this.createChart(NAMES.traceSampler, args.samplerValues, args.chart, []);
    // The gateway's pods wait for the Secret that they mount.
    this.createChart(NAMES.traceGateway, args.values, args.chart, credentials);
    new k8s.core.v1.Service("headless-service", args.headlessService, { parent: this });

    const host = serviceHost(NAMES.traceGateway, NAMESPACES.tracing);
    this.otlpGrpcEndpoint = pulumi.output(`http://${host}:${PORTS.otlpGrpc}`);
    this.registerOutputs({ otlpGrpcEndpoint: this.otlpGrpcEndpoint });
  }

  private createChart(release: string, values: ChartValues, source: ChartSource, dependsOn: pulumi.Resource[]): void {
    new k8s.helm.v4.Chart(
      release,
      {
        name: release,
        namespace: NAMESPACES.tracing,
        chart: source.chart,
        ...(source.version !== undefined && { version: source.version }),
        ...(source.repository !== undefined && { repositoryOpts: { repo: source.repository } }),
        values,
      },
      { parent: this, dependsOn },
    );
  }
}
