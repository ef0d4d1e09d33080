/**
 * Typed view of `versions.json`, the one place where chart and image versions are written.
 *
 * It is not called `versions.ts`: Node's loader would then find the JSON file first.
 */
import versions from "./versions.json";

export interface Image {
  readonly repository: string;
  readonly tag: string;
  /** `sha256:…`, what the tag has to be; absent until `npm run digests` has asked the registry. */
  readonly digest?: string;
}

export const CHARTS = versions.charts;
export const IMAGES: Readonly<Record<keyof typeof versions.images, Image>> = versions.images;

/** The reference by which Kubernetes pulls an image: by its digest, where that is known, whatever the tag then means. */
export function imageReference({ repository, tag, digest }: Image): string {
  return digest === undefined ? `${repository}:${tag}` : `${repository}:${tag}@${digest}`;
}
