/** Certificate authority, certificate and passwords with which Prometheus and its clients authenticate each other. */
import * as pulumi from "@pulumi/pulumi";
import * as random from "@pulumi/random";
import * as tls from "@pulumi/tls";
import {
  acceptedGenerations,
  type Principal,
  probeConfig,
  userName,
  WEB_FILES,
  webConfig,
} from "../workloads/prometheus/web";
import { formerName } from "./common/formerName";

export interface PrometheusCredentialsArgs {
  /** Generation of the passwords that clients use; Prometheus also accepts the previous and the next one. */
  readonly generation: number;
  readonly principals: readonly Principal[];
  /** Host names in the certificate. */
  readonly hosts: readonly string[];
}

/** A client's credentials for Prometheus, and the CA with which it verifies Prometheus' certificate. */
export interface PrometheusAccess {
  readonly username: pulumi.Output<string>;
  /** Secret. */
  readonly password: pulumi.Output<string>;
  /** Certificate of the authority that signed Prometheus' own. */
  readonly authority: pulumi.Output<string>;
}

/** Access of each principal. Every stack has the principals of agents and operator. */
export type PrometheusAccesses = Readonly<
  Record<"agent" | "operator", PrometheusAccess> & Partial<Record<Principal, PrometheusAccess>>
>;

/** Letters and digits, 5.95 bits each: 190 bits in total. bcrypt uses only the first 72 bytes of a password. */
const PASSWORD_LENGTH = 32;

const HOURS_PER_YEAR = 8760;

/** Long, because agents read the authority's certificate only when they start. */
const AUTHORITY_YEARS = 20;

/**
 * The certificate is renewed by the first `up` of its second year, so that one `up` a year is enough. Prometheus reads
 * it at each connection.
 */
const CERTIFICATE_YEARS = 2;

export class PrometheusCredentials extends pulumi.ComponentResource {
  /** Current access of each principal. */
  readonly access: PrometheusAccesses;
  /** Content of the Secret from which Prometheus and its probes run (secret). */
  readonly webFiles: Readonly<Record<string, pulumi.Output<string>>>;

  constructor(name: string, args: PrometheusCredentialsArgs, opts?: pulumi.ComponentResourceOptions) {
    super("gke-telemetry:metrics:PrometheusCredentials", name, {}, opts);
    const { authority, certificate, privateKey } = this.createCertificates(name, args.hosts);
    const users = args.principals.flatMap((principal) =>
      acceptedGenerations(args.generation).map((generation) => ({
        principal,
        generation,
        username: userName(principal, generation),
        ...this.createPassword(name, userName(principal, generation)),
      })),
    );
    const probe = this.createPassword(name, "probe");

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

  private createPassword(name: string, user: string) {
    const { result, bcryptHash } = new random.RandomPassword(
      `${name}-${user}-password`,
      // No punctuation: Grafana expands `$` in environment variables.
      { length: PASSWORD_LENGTH, special: false },
      this.child(name, `${user}-password`),
    );
    return { password: pulumi.secret(result), hash: pulumi.secret(bcryptHash) };
  }

  /** The stack's authority, and Prometheus' certificate. Both private keys are in the stack's state only. */
  private createCertificates(name: string, hosts: readonly string[]) {
    const ofAuthority = this.child(name, "authority");
    const ofPrometheus = this.child(name, "prometheus");
    const authorityKey = new tls.PrivateKey(
      `${name}-authority`,
      { algorithm: "ECDSA", ecdsaCurve: "P256" },
      ofAuthority,
    );
    const authority = new tls.SelfSignedCert(
      `${name}-authority`,
      {
        privateKeyPem: authorityKey.privateKeyPem,
        isCaCertificate: true,
        setSubjectKeyId: true,
        subject: { commonName: "gke-telemetry" },
        validityPeriodHours: AUTHORITY_YEARS * HOURS_PER_YEAR,
        allowedUses: ["cert_signing", "crl_signing"],
      },
      ofAuthority,
    );
    const key = new tls.PrivateKey(`${name}-prometheus`, { algorithm: "ECDSA", ecdsaCurve: "P256" }, ofPrometheus);
    const request = new tls.CertRequest(
      `${name}-prometheus`,
      {
        privateKeyPem: key.privateKeyPem,
        subject: { commonName: "prometheus" },
        dnsNames: [...hosts],
      },
      ofPrometheus,
    );
    const certificate = new tls.LocallySignedCert(
      `${name}-prometheus`,
      {
        certRequestPem: request.certRequestPem,
        caPrivateKeyPem: authorityKey.privateKeyPem,
        caCertPem: authority.certPem,
        validityPeriodHours: CERTIFICATE_YEARS * HOURS_PER_YEAR,
        earlyRenewalHours: (CERTIFICATE_YEARS - 1) * HOURS_PER_YEAR,
        allowedUses: ["digital_signature", "server_auth"],
      },
      ofPrometheus,
    );
    return {
      authority: authority.certPem,
      certificate: certificate.certPem,
      privateKey: pulumi.secret(key.privateKeyPem),
    };
  }

  private child(name: string, former: string): pulumi.CustomResourceOptions {
    return { parent: this, aliases: formerName(name, "prometheus-credentials", former) };
  }
}

/** JSON is valid YAML, and needs no library. */
function serialise(file: unknown): string {
  return JSON.stringify(file, null, 2);
}
