/** Certificates of the trace pipeline, really: as an `up` makes them. */
import { spanCertificates } from "../../../collector/common/spanCertificates";
import { CertificateAuthority } from "../../../components/credentials/CertificateAuthority";
import { SpanTls } from "../../../components/credentials/SpanTls";
import type { TracingSettings } from "../../../settings/schema/tracing";
import { providers } from "../providers";
import { type Computed, recordResources, settled } from "../recordResources";
import { tracingSettings } from "../traceSettings";

/** Content of each workload's Secret. */
export type SpanTlsFiles = Readonly<Record<string, Readonly<Record<string, string>>>>;

/**
 * The certificates of a stack with these settings.
 *
 * @param generation generation of the certificates. Default: the first
 * @param state what was made before, as in a stack's state. Default: nothing, so that the authorities are new
 */
export async function spanTlsFiles(
  tracing: Pick<TracingSettings, "sampling" | "teams"> = tracingSettings(),
  generation = 1,
  state: Computed = providers(),
): Promise<SpanTlsFiles> {
  const { result } = await recordResources((opts) => {
    const authority = (name: string) => new CertificateAuthority(name, { commonName: name, generation }, opts).issuer;
    const [pipeline, agents] = [authority("authority"), authority("span-agents")];
    const args = { certificates: spanCertificates(tracing), servers: pipeline, clients: { agents, pipeline } };
    return new SpanTls("span-tls", args, opts);
  }, state);
  const contents = Object.entries(result.files).map(async ([workload, files]) => {
    const texts = Object.entries(files).map(async ([file, text]) => [file, await settled(text)] as const);
    return [workload, Object.fromEntries(await Promise.all(texts))] as const;
  });
  return Object.fromEntries(await Promise.all(contents));
}
