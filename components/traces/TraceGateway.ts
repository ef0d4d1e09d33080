/** The collectors between the agents and the teams' Jaegers: the gateway, and the samplers where the sampling needs them. */
import * as k8s from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";
import { type ChartValues, releaseOf } from "../../collector/common/chartValues";
import type { gatewayHeadlessService } from "../../collector/gateway/service";
import type { ValuesInputs } from "../../contract/collector/chart";
import { labels, serviceHost } from "../../contract/names";
import { PORTS } from "../../contract/ports";
import { type ChartSource, createChart } from "../common/chartSource";
import { formerName } from "../common/formerName";
import { createCertificatesSecret, createExportersSecret, type SecretFiles } from "../common/secretFiles";
import { createRemoteWriteSecret, type RemoteWriteSecret } from "../common/remoteWriteSecret";

export interface TraceGatewayArgs {
  /**
   * Values of the collector's chart for the gateway, whose `fullnameOverride` is the name of the release. All are known:
   * with an unknown one a preview shows nothing of the chart.
   */
  readonly values: ChartValues;
  /** Values of the chart for the samplers. Default: none, and no samplers. */
  readonly samplerValues?: ChartValues | undefined;
  /** Where the chart comes from. */
  readonly chart: ChartSource;
  /** The headless Service, by whose name agents reach every gateway; gateway and samplers are in its namespace. */
  readonly headlessService: ReturnType<typeof gatewayHeadlessService>;
  /** Credentials of the endpoint to which span metrics are written. Default: none, and no Secret. */
  readonly remoteWriteSecret?: RemoteWriteSecret;
  /**
   * Credentials for further destinations of spans, by the names of their exporters: for the samplers, where there are
   * any. Default: none, and no Secret.
   */
  readonly exporterSecrets?: SecretFiles;
  /** Content of the Secrets with the certificates for spans, by release. */
  readonly certificates: Readonly<Record<string, SecretFiles>>;
}

export class TraceGateway extends pulumi.ComponentResource {
  /** Where spans are sent over gRPC, within the cluster. Applications send to the agent of their node instead. */
  public readonly otlpGrpcEndpoint: pulumi.Output<string>;

  public constructor(name: string, args: TraceGatewayArgs, opts?: pulumi.ComponentResourceOptions) {
    const inputs: ValuesInputs = { values: args.values, samplerValues: args.samplerValues };
    super("gke-telemetry:tracing:TraceGateway", name, inputs, opts);
    const { samplerValues, values, chart, headlessService, remoteWriteSecret } = args;
    const { namespace } = headlessService.metadata;
    const release = releaseOf(values);
    const secret = createRemoteWriteSecret(
      `${name}-credentials`,
      remoteWriteSecret,
      { namespace, labels: labels(release) },
      this.child(name, "credentials"),
    );
    const certificatesOf = (of: string) =>
      createCertificatesSecret(
        of === release ? `${name}-certificates` : `${name}-sampler-certificates`,
        args.certificates[of],
        { name: of, namespace, labels: labels(of) },
        { parent: this },
      );
    const sender = samplerValues ? releaseOf(samplerValues) : release;
    const exporters = createExportersSecret(
      `${name}-exporters`,
      args.exporterSecrets,
      { name: sender, namespace, labels: labels(sender) },
      { parent: this },
    );
    // Pods wait for the Secrets that they mount.
    if (samplerValues) {
      const sampler = releaseOf(samplerValues);
      const dependsOn = [...certificatesOf(sampler), ...exporters];
      createChart(sampler, { ...chart, namespace, values: samplerValues }, { parent: this, dependsOn });
    }
    const dependsOn = [...secret, ...certificatesOf(release), ...(samplerValues ? [] : exporters)];
    createChart(release, { ...chart, namespace, values }, { parent: this, dependsOn });
    new k8s.core.v1.Service(`${name}-headless-service`, headlessService, this.child(name, "headless-service"));

    this.otlpGrpcEndpoint = pulumi.output(`http://${serviceHost(release, namespace)}:${PORTS.otlpGrpc}`);
    this.registerOutputs({ otlpGrpcEndpoint: this.otlpGrpcEndpoint });
  }

  private child(name: string, former: string): pulumi.CustomResourceOptions {
    return { parent: this, aliases: formerName(name, "trace-gateway", former) };
  }
}
