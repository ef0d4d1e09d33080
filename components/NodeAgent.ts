/** The OpenTelemetry Collector on every node, and the Service at which workloads reach the one of their node. */
import * as k8s from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";
import type { agentMonitor, agentService } from "../collector/agent/service";
import { type ChartValues, releaseOf } from "../collector/common/chartValues";
import type { ValuesInputs } from "../contract/collector/chart";
import { serviceHost } from "../contract/names";
import { PORTS } from "../contract/ports";
import type { PriorityClassManifest } from "../contract/pods/scheduling";
import { type ChartSource, createChart } from "./common/chartSource";
import { formerName } from "./common/formerName";
import { createCertificatesSecret, createExportersSecret, type SecretFiles } from "./common/secretFiles";
import { createRemoteWriteSecret, type RemoteWriteSecret } from "./common/remoteWriteSecret";

type AgentMonitor = ReturnType<typeof agentMonitor>;

export interface NodeAgentArgs {
  /**
   * Values of the collector's chart, whose `fullnameOverride` is the name of the release. All are known: with an unknown
   * one a preview shows nothing of the chart.
   */
  readonly values: ChartValues;
  /** Values of the canary's release, which has Secrets and account of the other. Default: no canary. */
  readonly canaryValues?: ChartValues | undefined;
  /** Where the chart comes from. */
  readonly chart: ChartSource;
  /** The Service to which workloads send; the agents are in its namespace. */
  readonly service: ReturnType<typeof agentService>;
  /** PriorityClass that the values name. Default: none, because it exists already. */
  readonly priorityClass?: PriorityClassManifest;
  /** Objects by which a Prometheus operator scrapes the agents. Default: none. */
  readonly monitor?: AgentMonitor | undefined;
  /** Credentials of the remote-write endpoint. Default: none, and no Secret. */
  readonly remoteWriteSecret?: RemoteWriteSecret;
  /** Credentials for further destinations of samples, by the names of their exporters. Default: none, and no Secret. */
  readonly exporterSecrets?: SecretFiles;
  /** Content of the Secret with the certificates for spans. Default: none, where the agents forward no spans. */
  readonly certificates?: SecretFiles | undefined;
}

export class NodeAgent extends pulumi.ComponentResource {
  /** Where workloads send OTLP over gRPC. */
  public readonly otlpGrpcEndpoint: pulumi.Output<string>;
  /** Where workloads send OTLP over HTTP. */
  public readonly otlpHttpEndpoint: pulumi.Output<string>;

  public constructor(name: string, args: NodeAgentArgs, opts?: pulumi.ComponentResourceOptions) {
    const { values, canaryValues } = args;
    const inputs: ValuesInputs = { values, ...(canaryValues && { canaryValues }) };
    super("gke-telemetry:agent:NodeAgent", name, inputs, opts);
    const { metadata } = args.service;
    const secret = createRemoteWriteSecret(
      `${name}-credentials`,
      args.remoteWriteSecret,
      metadata,
      this.child(name, "credentials"),
    );
    const certificates = createCertificatesSecret(`${name}-certificates`, args.certificates, metadata, {
      parent: this,
    });
    const exporters = createExportersSecret(`${name}-exporters`, args.exporterSecrets, metadata, { parent: this });
    const priorityClass = args.priorityClass
      ? [new k8s.scheduling.v1.PriorityClass(name, args.priorityClass, { parent: this })]
      : [];
    // The agents' pods wait for the Secrets that they mount, and are refused without their class.
    const dependsOn = [...secret, ...certificates, ...exporters, ...priorityClass];
    for (const values of [args.values, ...(canaryValues ? [canaryValues] : [])])
      createChart(
        releaseOf(values),
        { ...args.chart, namespace: metadata.namespace, values },
        { parent: this, dependsOn },
      );
    new k8s.core.v1.Service(`${name}-service`, args.service, this.child(name, "service"));
    if (args.monitor) this.createMonitor(name, args.monitor);

    const host = serviceHost(metadata.name, metadata.namespace);
    this.otlpGrpcEndpoint = pulumi.output(`http://${host}:${PORTS.otlpGrpc}`);
    this.otlpHttpEndpoint = pulumi.output(`http://${host}:${PORTS.otlpHttp}`);
    this.registerOutputs({
      otlpGrpcEndpoint: this.otlpGrpcEndpoint,
      otlpHttpEndpoint: this.otlpHttpEndpoint,
      ...inputs,
    });
  }

  private createMonitor(name: string, { service, serviceMonitor }: AgentMonitor): void {
    const metrics = new k8s.core.v1.Service(`${name}-metrics-service`, service, this.child(name, "metrics-service"));
    new k8s.apiextensions.CustomResource(`${name}-service-monitor`, serviceMonitor, {
      ...this.child(name, "service-monitor"),
      // Without the Service it would select nothing.
      dependsOn: metrics,
    });
  }

  private child(name: string, former: string): pulumi.CustomResourceOptions {
    return { parent: this, aliases: formerName(name, "agent", former) };
  }
}
