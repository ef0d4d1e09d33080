/**
 * Images as an OCI layout in one tar archive: https://github.com/opencontainers/image-spec/blob/v1.1.1/image-layout.md
 *
 * The same content results in the same bytes: all times are the epoch, and files are in the given order.
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

/** A tar archive of the entries in their order. All are owned by root, with the epoch as their time. */
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

/** A descriptor of the OCI image specification: type, digest and size of a blob. */
export interface Descriptor {
  readonly mediaType: string;
  readonly digest: string;
  readonly size: number;
  readonly artifactType?: string;
  readonly platform?: { readonly architecture: string; readonly os: string };
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

const INDEX = "application/vnd.oci.image.index.v1+json";
const MANIFEST = "application/vnd.oci.image.manifest.v1+json";
const LAYER = "application/vnd.oci.image.layer.v1.tar+gzip";
const CONFIG = "application/vnd.oci.image.config.v1+json";
const EMPTY = "application/vnd.oci.empty.v1+json";
const SBOM = "application/vnd.cyclonedx+json";

/** An image of one layer for Linux. */
export interface ImageContent {
  readonly architecture: string;
  /** `user:group`, as numbers. */
  readonly user: string;
  readonly entrypoint: readonly string[];
  readonly labels: Readonly<Record<string, string>>;
  readonly files: readonly ArchiveEntry[];
  /** Bill of materials, CycloneDX. */
  readonly sbom: unknown;
}

/** An image of one architecture, or of several. */
export interface OciImage {
  /** Descriptor of its manifest or index, whose digest pins the image. */
  readonly descriptor: Descriptor;
  readonly blobs: readonly Blob[];
  /** Bills of materials. Each has a manifest, whose `subject` is the image that it describes. */
  readonly sboms: { readonly descriptors: readonly Descriptor[]; readonly blobs: readonly Blob[] };
}

/** An image of one architecture. */
export async function ociImage(content: ImageContent): Promise<OciImage> {
  const { architecture, user, entrypoint, labels } = content;
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
  return {
    descriptor: { ...image.descriptor, platform: { architecture, os: "linux" } },
    blobs: [layer, config, image],
    sboms: {
      descriptors: [{ ...sbomManifest.descriptor, artifactType: SBOM }],
      blobs: [empty, sbom, sbomManifest],
    },
  };
}

/** An index of images, from which a node pulls the one for its architecture. A single image gets no index. */
export function multiArchitecture(images: readonly OciImage[]): OciImage {
  const [only] = images;
  if (only && images.length === 1) return only;
  const manifests = images.map(({ descriptor }) => descriptor);
  const index = jsonBlob(INDEX, { schemaVersion: 2, mediaType: INDEX, manifests });
  return {
    descriptor: index.descriptor,
    blobs: [...images.flatMap(({ blobs }) => blobs), index],
    sboms: {
      descriptors: images.flatMap(({ sboms }) => sboms.descriptors),
      blobs: images.flatMap(({ sboms }) => sboms.blobs),
    },
  };
}

/** The image without bills of materials, which a container runtime would try to unpack as images. */
export const withoutSboms = (image: OciImage): OciImage => ({ ...image, sboms: { descriptors: [], blobs: [] } });

/** The archive of an image. A container runtime that loads it gives the image the name `reference`. */
export function ociArchive({ descriptor, blobs, sboms }: OciImage, reference: string): Promise<Buffer> {
  const annotations = { "org.opencontainers.image.ref.name": reference, "io.containerd.image.name": reference };
  const manifests = [{ ...descriptor, annotations }, ...sboms.descriptors];
  const unique = new Map([...blobs, ...sboms.blobs].map(({ descriptor: { digest }, content }) => [digest, content]));
  const folders = ["blobs/", "blobs/sha256/"].map((path) => ({ path, mode: 0o755 }));
  const file = (path: string, content: Buffer) => ({ path, content, mode: 0o644 });
  return tarArchive([
    file("oci-layout", Buffer.from('{"imageLayoutVersion":"1.0.0"}')),
    file("index.json", Buffer.from(JSON.stringify({ schemaVersion: 2, mediaType: INDEX, manifests }))),
    ...folders,
    ...[...unique].map(([digest, content]) => file(`blobs/${digest.replace(":", "/")}`, content)),
  ]);
}
