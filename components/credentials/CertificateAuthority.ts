/** A certificate authority of the stack's own. Its keys exist in the stack's state only. */
import * as pulumi from "@pulumi/pulumi";
import * as tls from "@pulumi/tls";
import { acceptedGenerations, generationName } from "../../contract/credentials/generations";
import { HOURS_PER_YEAR, type Issuer, KEY, type KeyPair } from "../common/certificates";

export interface CertificateAuthorityArgs {
  /** Subject of its certificates. */
  readonly commonName: string;
  /** Generation that signs. Those before and after it are trusted too. */
  readonly generation: number;
}

/** Long, because collectors read an authority's certificate only when they start. */
const AUTHORITY_YEARS = 20;

/** Name of the stack's own authority, which was part of Prometheus' credentials. */
const OWN = "authority";
const FORMER_PARENT = ["prometheus-credentials", "gke-telemetry:metrics:PrometheusCredentials"] as const;

export class CertificateAuthority extends pulumi.ComponentResource {
  /** What signs certificates, and what verifies them. */
  readonly issuer: Issuer;

  constructor(name: string, args: CertificateAuthorityArgs, opts?: pulumi.ComponentResourceOptions) {
    super("gke-telemetry:security:CertificateAuthority", name, {}, opts);
    const { generation, commonName } = args;
    const current = this.createAuthority(name, commonName, generation);
    const trusted = acceptedGenerations(generation).map((one) =>
      one === generation ? current : this.createAuthority(name, commonName, one),
    );
    this.issuer = {
      generation,
      ...current,
      trusted: pulumi.all(trusted.map(({ certificate }) => certificate)).apply((texts) => texts.join("\n")),
    };
    this.registerOutputs({});
  }

  private createAuthority(name: string, commonName: string, generation: number): KeyPair {
    const logicalName = generationName(name, generation);
    const opts = { parent: this, aliases: formerNames(name, generation) };
    const key = new tls.PrivateKey(logicalName, KEY, opts);
    const certificate = new tls.SelfSignedCert(
      logicalName,
      {
        privateKeyPem: key.privateKeyPem,
        isCaCertificate: true,
        setSubjectKeyId: true,
        subject: { commonName: generation === 1 ? commonName : `${commonName} ${generation}` },
        validityPeriodHours: AUTHORITY_YEARS * HOURS_PER_YEAR,
        allowedUses: ["cert_signing", "crl_signing"],
      },
      opts,
    );
    return { certificate: certificate.certPem, privateKey: pulumi.secret(key.privateKeyPem) };
  }
}

/** The first generation of the stack's own authority keeps its key. */
function formerNames(name: string, generation: number): pulumi.Alias[] {
  if (name !== OWN || generation !== 1) return [];
  const parent = pulumi.createUrn(...FORMER_PARENT);
  return [`${FORMER_PARENT[0]}-${OWN}`, OWN].map((former) => ({ name: former, parent }));
}
