/**
 * An image as an OCI layout in one tar archive: https://github.com/opencontainers/image-spec/blob/v1.1.1/image-layout.md
 *
 * Same content, byte-equal archive: no time but the epoch, no order but the given one.
 */
import { createHash } from "node:crypto";
import { buffer } from "node:stream/consumers";
import { gzipSync } from "node:zlib";
import { pack } from "tar-stream";

/** A file or, where it has no content, a folder. */
export interface ArchiveEntry {
  readonly path: string;
  readonly content?: Buffer;
  /** Permission bits. */
  readonly mode: number;
}

/** A tar archive of the entries, in their order, all of root's and of the epoch. */
async function tarArchive(entries: readonly ArchiveEntry[]): Promise<Buffer> {
  const archive = pack();
  for (const { path, content, mode } of entries) {
    const header = { name: path, mode, mtime: new Date(0), uid: 0, gid: 0, uname: "", gname: "" };
    if (content) archive.entry(header, content);
    else archive.entry({ ...header, type: "directory" });
  }
  archive.finalize();
  return buffer(archive);
}

/** Content by its digest, as the specification calls it. */
export interface Descriptor {
  readonly mediaType: string;
  readonly digest: string;
  readonly size: number;
  readonly artifactType?: string;
  readonly annotations?: Readonly<Record<string, string>>;
}

interface Blob {
  readonly descriptor: Descriptor;
  readonly content: Buffer;
}

/** `sha256:…` of some bytes. */
function digestOf(content: Buffer): string {
  return `sha256:${createHash("sha256").update(content).digest("hex")}`;
}

function blob(mediaType: string, content: Buffer): Blob {
  return { descriptor: { mediaType, digest: digestOf(content), size: content.length }, content };
}

const jsonBlob = (mediaType: string, value: unknown) => blob(mediaType, Buffer.from(JSON.stringify(value)));

const MANIFEST = "application/vnd.oci.image.manifest.v1+json";
const LAYER = "application/vnd.oci.image.layer.v1.tar+gzip";
const CONFIG = "application/vnd.oci.image.config.v1+json";
const EMPTY = "application/vnd.oci.empty.v1+json";
const SBOM = "application/vnd.cyclonedx+json";

/** An image of one layer for Linux. */
export interface ImageContent {
  /** Name and tag under which a runtime knows the image once it is loaded. */
  readonly reference: string;
  readonly architecture: string;
  /** `user:group`, as numbers. */
  readonly user: string;
  readonly entrypoint: readonly string[];
  readonly labels: Readonly<Record<string, string>>;
  readonly files: readonly ArchiveEntry[];
  /** Bill of materials, CycloneDX. */
  readonly sbom: unknown;
}

export interface ArchivedImage {
  readonly archive: Buffer;
  /** Digest of the image's manifest, by which it is pinned. */
  readonly digest: string;
}

/** The image's archive. The bill of materials is a manifest of its own that names the image as its subject. */
export async function ociImage(content: ImageContent): Promise<ArchivedImage> {
  const { reference, architecture, user, entrypoint, labels } = content;
  const layerTar = await tarArchive(content.files);
  const layer = blob(LAYER, gzipSync(layerTar, { level: 9 }));
  const config = jsonBlob(CONFIG, {
    architecture,
    os: "linux",
    created: "1970-01-01T00:00:00Z",
    config: { User: user, Entrypoint: entrypoint, Labels: labels },
    rootfs: { type: "layers", diff_ids: [digestOf(layerTar)] },
  });
  const image = jsonBlob(MANIFEST, {
    schemaVersion: 2,
    mediaType: MANIFEST,
    config: config.descriptor,
    layers: [layer.descriptor],
  });
  const empty = jsonBlob(EMPTY, {});
  const sbom = jsonBlob(SBOM, content.sbom);
  const sbomManifest = jsonBlob(MANIFEST, {
    schemaVersion: 2,
    mediaType: MANIFEST,
    artifactType: SBOM,
    config: empty.descriptor,
    layers: [sbom.descriptor],
    subject: image.descriptor,
  });
  const index = {
    schemaVersion: 2,
    mediaType: "application/vnd.oci.image.index.v1+json",
    manifests: [
      {
        ...image.descriptor,
        platform: { architecture, os: "linux" },
        annotations: { "org.opencontainers.image.ref.name": reference, "io.containerd.image.name": reference },
      },
      { ...sbomManifest.descriptor, artifactType: SBOM },
    ],
  };
  const archive = await tarArchive(layout(index, [layer, config, image, empty, sbom, sbomManifest]));
  return { archive, digest: image.descriptor.digest };
}

function layout(index: unknown, blobs: readonly Blob[]): ArchiveEntry[] {
  const folders = ["blobs/", "blobs/sha256/"].map((path) => ({ path, mode: 0o755 }));
  const file = (path: string, content: Buffer) => ({ path, content, mode: 0o644 });
  return [
    file("oci-layout", Buffer.from('{"imageLayoutVersion":"1.0.0"}')),
    file("index.json", Buffer.from(JSON.stringify(index))),
    ...folders,
    ...blobs.map(({ descriptor, content }) => file(`blobs/${descriptor.digest.replace(":", "/")}`, content)),
  ];
}
