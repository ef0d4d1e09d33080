/**
 * Typed view of `contract/versions.json`, the one place where chart and image versions are written.
 *
 * It is not called `versions.ts`: Node's loader would then find the JSON file first.
 */
import versions from "./versions.json";

export interface Image {
  readonly repository: string;
  readonly tag: string;
  /** Digest of the tag, `sha256:…`; absent until `npm run digests` has read it from the registry. */
  readonly digest?: string | undefined;
}

export const CHARTS = versions.charts;
export const IMAGES: Readonly<Record<keyof typeof versions.images, Image>> = versions.images;

/** The collector's image: one's own, with the tag of the other where it names none, or that of `contract/versions.json`. */
export function collectorImage(own: (Omit<Image, "tag"> & { readonly tag?: string | undefined }) | undefined): Image {
  return own ? { ...own, tag: own.tag ?? IMAGES.collector.tag } : IMAGES.collector;
}

/** The image as the collector's chart takes it. */
export function chartImage({ repository, tag, digest }: Image): Record<string, string> {
  return { repository, tag, ...(digest !== undefined && { digest }), pullPolicy: "IfNotPresent" };
}

/** The reference of an image for Kubernetes. With a digest, Kubernetes ignores the tag. */
export function imageReference({ repository, tag, digest }: Image): string {
  return digest === undefined ? `${repository}:${tag}` : `${repository}:${tag}@${digest}`;
}
