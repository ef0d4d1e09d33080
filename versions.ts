/** Typed view of `versions.json`, the one place where chart and image versions are written. */
import versions from "./versions.json";

export interface Image {
  readonly repository: string;
  readonly tag: string;
}

export const CHARTS = versions.charts;
export const IMAGES = versions.images satisfies Record<string, Image>;

/** The reference by which Kubernetes pulls an image. */
export function imageReference(image: Image): string {
  return `${image.repository}:${image.tag}`;
}
