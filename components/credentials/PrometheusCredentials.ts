/** Certificate and passwords with which Prometheus and its clients authenticate each other. */
import * as pulumi from "@pulumi/pulumi";
import * as random from "@pulumi/random";
import { acceptedGenerations, generationName } from "../../contract/credentials/generations";
import { type Principal, probeConfig, userName, WEB_FILES, webConfig } from "../../workloads/prometheus/web";
import { type Issuer, issueCertificate, type KeyPair } from "../common/certificates";
import { formerName } from "../common/formerName";

export interface PrometheusCredentialsArgs {
  /** Generation of the passwords that clients use; Prometheus also accepts the previous and the next one. */
  readonly generation: number;
  readonly principals: readonly Principal[];
  /** Signs Prometheus' certificate. */
  readonly issuer: Issuer;
  /** Host names in the certificate. */
  readonly hosts: readonly string[];
}

/** A client's credentials for Prometheus, and the CA with which it verifies Prometheus' certificate. */
export interface PrometheusAccess {
  readonly username: pulumi.Output<string>;
  /** Secret. */
  readonly password: pulumi.Output<string>;
  /** Certificates of the authority that signed Prometheus' own, of every generation to trust. */
  readonly authority: pulumi.Output<string>;
}

/** Access of each principal. Every stack has the principals of agents and operator. */
export type PrometheusAccesses = Readonly<
  Record<"agent" | "operator", PrometheusAccess> & Partial<Record<Principal, PrometheusAccess>>
>;

/** Letters and digits, 5.95 bits each: 190 bits in total. bcrypt uses only the first 72 bytes of a password. */
const PASSWORD_LENGTH = 32;

export class PrometheusCredentials extends pulumi.ComponentResource {
  /** Current access of each principal. */
  readonly access: PrometheusAccesses;
  /** Content of the Secret from which Prometheus and its probes run (secret). */
  readonly webFiles: Readonly<Record<string, pulumi.Output<string>>>;

  constructor(name: string, args: PrometheusCredentialsArgs, opts?: pulumi.ComponentResourceOptions) {
    super("gke-telemetry:metrics:PrometheusCredentials", name, {}, opts);
    const authority = args.issuer.trusted;
    const { certificate, privateKey } = this.createCertificate(name, args);
    const users = args.principals.flatMap((principal) =>
      acceptedGenerations(args.generation).map((generation) => ({
        principal,
        generation,
        username: userName(principal, generation),
        ...this.createPassword(name, `${userName(principal, generation)}-password`),
      })),
    );
    // Prometheus and its probes read one Secret, so they need no overlap.
    const probe = this.createPassword(name, `${generationName("probe", args.generation)}-password`);

    const hashes = pulumi.all(Object.fromEntries(users.map(({ username, hash }) => [username, hash])));
    this.webFiles = {
      [WEB_FILES.config]: pulumi.all([hashes, probe.hash]).apply(([known, own]) => serialise(webConfig(known, own))),
      [WEB_FILES.certificate]: certificate,
      [WEB_FILES.privateKey]: privateKey,
      [WEB_FILES.authority]: authority,
      [WEB_FILES.probeConfig]: pulumi.output(serialise(probeConfig())),
      [WEB_FILES.probePassword]: probe.password,
    };
    const current = users
      .filter(({ generation }) => generation === args.generation)
      .map(({ principal, username, password }) => [
        principal,
        { username: pulumi.output(username), password, authority },
      ]);
    this.access = Object.fromEntries(current) as PrometheusAccesses;
    this.registerOutputs({});
  }

  private createPassword(name: string, part: string) {
    const { result, bcryptHash } = new random.RandomPassword(
      `${name}-${part}`,
      // No punctuation: Grafana expands `$` in environment variables.
      { length: PASSWORD_LENGTH, special: false },
      this.child(name, part),
    );
    return { password: pulumi.secret(result), hash: pulumi.secret(bcryptHash) };
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

/** JSON is valid YAML, and needs no library. */
function serialise(file: unknown): string {
  return JSON.stringify(file, null, 2);
}
