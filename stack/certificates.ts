/** The stack's certificate authority, and the certificates of the trace pipeline. */
import type { ComponentResourceOptions } from "@pulumi/pulumi";
import { spanCertificates } from "../collector/common/spanCertificates";
import { CertificateAuthority } from "../components/credentials/CertificateAuthority";
import type { Issuer } from "../components/common/certificates";
import type { SecretFiles } from "../components/common/secretFiles";
import { SpanTls } from "../components/credentials/SpanTls";
import { stackNames } from "../contract/names";
import type { StackInput } from "../settings/load/load";
import type { TracingSettings } from "../settings/schema/tracing";

/** The one authority that signs the certificates of the stack's servers, created for the first that needs it. */
export function stackAuthority({ settings }: StackInput): () => Issuer {
  let issuer: Issuer | undefined;
  const args = { commonName: "gke-telemetry", generation: settings.certificatesGeneration };
  return () => (issuer ??= new CertificateAuthority("authority", args).issuer);
}

export interface SpanTlsDependencies {
  readonly authority: () => Issuer;
  /** Settings of the traces whose pipeline is the cluster's active one; undefined where nobody forwards spans. */
  readonly activeTracing: TracingSettings | undefined;
}

/** Certificates of agents, gateway, samplers and Jaegers, by workload. Empty without an active trace pipeline. */
export function deploySpanTls(
  { settings }: StackInput,
  { authority, activeTracing }: SpanTlsDependencies,
  options: ComponentResourceOptions,
): Readonly<Record<string, SecretFiles>> {
  if (activeTracing === undefined) return {};
  const issuer = authority();
  const agents = new CertificateAuthority("span-agents", {
    commonName: "gke-telemetry agents",
    generation: settings.certificatesGeneration,
  });
  return new SpanTls(
    "span-tls",
    {
      certificates: spanCertificates(activeTracing, stackNames(settings.namespaces).traces),
      servers: issuer,
      clients: { agents: agents.issuer, pipeline: issuer },
    },
    options,
  ).files;
}
