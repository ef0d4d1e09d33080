/** The contents of the collector's own image: the program, root certificates and a user; no shell, no libraries. */
import { rootCertificates } from "node:tls";
import { ociImage, type ArchiveEntry, type OciImage } from "./oci";
import { cycloneDx, type BuildRecord } from "./sbom";

/** User and group of the collector, those of the contrib image. */
const USER = 10001;

/** Path of the program. It equals that of the contrib image, so that the two images are interchangeable. */
const PROGRAM = "otelcol-contrib";

export interface CollectorInput {
  /** Version of the collector. */
  readonly version: string;
  /** Go's name for the processor, such as amd64. */
  readonly architecture: string;
  readonly program: Buffer;
  readonly record: BuildRecord;
}

/** Root certificates for exporters that send out of the cluster: Mozilla's list, which Node contains. */
function certificates(): Buffer {
  return Buffer.from(`${rootCertificates.join("\n")}\n`);
}

function files(program: Buffer): ArchiveEntry[] {
  const folder = (path: string) => ({ path, mode: 0o755 });
  return [
    folder("etc/"),
    { path: "etc/passwd", content: Buffer.from(`otel:x:${USER}:${USER}::/:/none\n`), mode: 0o644 },
    folder("etc/ssl/"),
    folder("etc/ssl/certs/"),
    { path: "etc/ssl/certs/ca-certificates.crt", content: certificates(), mode: 0o644 },
    { path: PROGRAM, content: program, mode: 0o755 },
  ];
}

/** The image with a built collector. */
export function collectorImage({ version, architecture, program, record }: CollectorInput): Promise<OciImage> {
  return ociImage({
    architecture,
    user: `${USER}:${USER}`,
    entrypoint: [`/${PROGRAM}`],
    labels: {
      "org.opencontainers.image.title": "OpenTelemetry Collector of gke-telemetry",
      "org.opencontainers.image.version": version,
      "org.opencontainers.image.licenses": "Apache-2.0",
    },
    files: files(program),
    sbom: cycloneDx({ name: "otelcol", version }, record),
  });
}
