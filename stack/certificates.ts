/** The stack's certificate authority. */
import { CertificateAuthority } from "../components/credentials/CertificateAuthority";
import type { Issuer } from "../components/common/certificates";
import type { StackInput } from "../settings/load/load";

/** The one authority that signs the certificates of the stack's servers, created for the first that needs it. */
export function stackAuthority({ settings }: StackInput): () => Issuer {
  let issuer: Issuer | undefined;
  const args = { commonName: "gke-telemetry", generation: settings.certificatesGeneration };
  return () => (issuer ??= new CertificateAuthority("authority", args).issuer);
}
