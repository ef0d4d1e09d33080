/** Certificates that an authority of the stack signs. Private keys are in the stack's state and in Secrets only. */
import * as pulumi from "@pulumi/pulumi";
import * as tls from "@pulumi/tls";
import { generationName } from "../../contract/credentials/generations";

export const HOURS_PER_YEAR = 8760;

/** Curve and algorithm of every key. */
export const KEY = { algorithm: "ECDSA", ecdsaCurve: "P256" } as const;

/**
 * A certificate is renewed by the first `up` of its second year, so that one `up` a year is enough. Whoever shows it
 * reads its file again.
 */
const CERTIFICATE_YEARS = 2;

/** An authority, as those see it who need a certificate of it or verify one. */
export interface Issuer {
  /** Generation of the key that signs. */
  readonly generation: number;
  /** Certificates (PEM) to trust: those of the previous, the current and the next generation. */
  readonly trusted: pulumi.Output<string>;
  /** Certificate (PEM) of the current generation. */
  readonly certificate: pulumi.Output<string>;
  /** Private key (PEM) of the current generation; secret. */
  readonly privateKey: pulumi.Output<string>;
}

/** What a certificate says. */
export interface CertificateSubject {
  readonly commonName: string;
  /** Host names of a server. Default: none, for a client. */
  readonly dnsNames?: readonly string[];
  /** The side of a connection that may show it. */
  readonly use: "server" | "client";
}

/** A certificate (PEM) and its private key (PEM, secret). */
export interface KeyPair {
  readonly certificate: pulumi.Output<string>;
  readonly privateKey: pulumi.Output<string>;
}

/**
 * Creates a key and lets the authority sign its certificate; both are new in each generation.
 *
 * @param name logical name of the three resources
 */
export function issueCertificate(
  name: string,
  issuer: Issuer,
  { commonName, dnsNames = [], use }: CertificateSubject,
  opts: pulumi.CustomResourceOptions,
): KeyPair {
  const logicalName = generationName(name, issuer.generation);
  const key = new tls.PrivateKey(logicalName, KEY, opts);
  const request = new tls.CertRequest(
    logicalName,
    { privateKeyPem: key.privateKeyPem, subject: { commonName }, dnsNames: [...dnsNames] },
    opts,
  );
  const certificate = new tls.LocallySignedCert(
    logicalName,
    {
      certRequestPem: request.certRequestPem,
      caPrivateKeyPem: issuer.privateKey,
      caCertPem: issuer.certificate,
      validityPeriodHours: CERTIFICATE_YEARS * HOURS_PER_YEAR,
      earlyRenewalHours: (CERTIFICATE_YEARS - 1) * HOURS_PER_YEAR,
      allowedUses: ["digital_signature", `${use}_auth`],
    },
    opts,
  );
  return { certificate: certificate.certPem, privateKey: pulumi.secret(key.privateKeyPem) };
}
