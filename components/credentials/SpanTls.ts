/** Certificates with which agents, gateway, samplers and Jaegers authenticate each other. */
import * as pulumi from "@pulumi/pulumi";
import type { SpanCertificates, SpanClients } from "../../collector/common/spanCertificates";
import { SPAN_TLS_FILES } from "../../contract/credentials/spanTls";
import { type Issuer, issueCertificate } from "../common/certificates";
import type { SecretFiles } from "../common/secretFiles";

export interface SpanTlsArgs {
  /** Certificates by workload. */
  readonly certificates: Readonly<Record<string, SpanCertificates>>;
  /** Signs the servers' certificates. */
  readonly servers: Issuer;
  /** Signs the clients' certificates, by kind of client. */
  readonly clients: Readonly<Record<SpanClients, Issuer>>;
}

const { serverAuthority, serverCertificate, serverKey, clientAuthority, clientCertificate, clientKey } = SPAN_TLS_FILES;

export class SpanTls extends pulumi.ComponentResource {
  /** Content of each workload's Secret. */
  readonly files: Readonly<Record<string, SecretFiles>>;

  constructor(name: string, args: SpanTlsArgs, opts?: pulumi.ComponentResourceOptions) {
    super("gke-telemetry:tracing:SpanTls", name, {}, opts);
    this.files = Object.fromEntries(
      Object.entries(args.certificates).map(([workload, { server, client }]) => [
        workload,
        {
          ...(server && this.serverFiles(name, workload, server, args)),
          ...(client && this.clientFiles(name, workload, client, args)),
        },
      ]),
    );
    this.registerOutputs({});
  }

  private serverFiles(
    name: string,
    workload: string,
    { hosts, admits }: NonNullable<SpanCertificates["server"]>,
    { servers, clients }: SpanTlsArgs,
  ): SecretFiles {
    const subject = { commonName: workload, dnsNames: hosts, use: "server" } as const;
    const pair = issueCertificate(`${name}-${workload}-server`, servers, subject, { parent: this });
    return {
      [serverCertificate]: pair.certificate,
      [serverKey]: pair.privateKey,
      [clientAuthority]: clients[admits].trusted,
    };
  }

  private clientFiles(
    name: string,
    workload: string,
    kind: SpanClients,
    { servers, clients }: SpanTlsArgs,
  ): SecretFiles {
    const subject = { commonName: workload, use: "client" } as const;
    const pair = issueCertificate(`${name}-${workload}-client`, clients[kind], subject, { parent: this });
    return {
      [clientCertificate]: pair.certificate,
      [clientKey]: pair.privateKey,
      [serverAuthority]: servers.trusted,
    };
  }
}
