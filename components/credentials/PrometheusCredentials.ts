/** Certificate and passwords with which Prometheus and its clients authenticate each other. */
import * as pulumi from "@pulumi/pulumi";
import { generationName } from "../../contract/credentials/generations";
import { type Principal, WEB_DIRECTORY } from "../../workloads/prometheus/web";
import { type Issuer, issueCertificate, type KeyPair } from "../common/certificates";
import { formerName } from "../common/formerName";
import type { SecretFiles } from "../common/secretFiles";
import {
  accessOf,
  createPassword,
  createUsers,
  type WebAccess,
  webFiles,
  type WebUser,
} from "../common/webCredentials";

export interface PrometheusCredentialsArgs {
  /** Generation of the passwords that clients use; Prometheus also accepts the previous and the next one. */
  readonly generation: number;
  readonly principals: readonly Principal[];
  /** Signs Prometheus' certificate. */
  readonly issuer: Issuer;
  /** Host names in the certificate. */
  readonly hosts: readonly string[];
}

/** Access of each principal. Every stack has the principals of agents and operator. */
export type PrometheusAccesses = Readonly<
  Record<"agent" | "operator", WebAccess> & Partial<Record<Principal, WebAccess>>
>;

export class PrometheusCredentials extends pulumi.ComponentResource {
  /** Current access of each principal. */
  readonly access: PrometheusAccesses;
  /** Every user whom Prometheus accepts. */
  readonly users: readonly WebUser[];
  /** Content of the Secret from which Prometheus and its probes run (secret). */
  readonly webFiles: SecretFiles;

  constructor(name: string, args: PrometheusCredentialsArgs, opts?: pulumi.ComponentResourceOptions) {
    super("gke-telemetry:metrics:PrometheusCredentials", name, {}, opts);
    const { generation, issuer } = args;
    const keyPair = this.createCertificate(name, args);
    const password = (part: string) => createPassword(`${name}-${part}`, this.child(name, part));
    this.users = createUsers(args.principals, generation, (username) => password(`${username}-password`));
    const probe = password(`${generationName("probe", generation)}-password`);
    const authority = issuer.trusted;
    this.webFiles = webFiles({ folder: WEB_DIRECTORY, keyPair, authority, users: this.users, probe });
    this.access = accessOf(this.users, generation, authority) as PrometheusAccesses;
    this.registerOutputs({});
  }

  private createCertificate(name: string, { issuer, hosts }: PrometheusCredentialsArgs): KeyPair {
    const subject = { commonName: "prometheus", dnsNames: hosts, use: "server" } as const;
    return issueCertificate(`${name}-prometheus`, issuer, subject, {
      parent: this,
      aliases: issuer.generation === 1 ? formerName(name, "prometheus-credentials", "prometheus") : [],
    });
  }

  private child(name: string, former: string): pulumi.CustomResourceOptions {
    return { parent: this, aliases: formerName(name, "prometheus-credentials", former) };
  }
}
