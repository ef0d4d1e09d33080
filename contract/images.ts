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
/** The version for which a plan renders charts. A cluster has its own. */
export const KUBERNETES_VERSION = versions.kubernetes.version;
export const IMAGES: Readonly<Record<keyof typeof versions.images, Image>> = versions.images;

/** The images of everything but collectors. */
export const OTHER_IMAGES: readonly Image[] = Object.entries(IMAGES).flatMap(([name, image]) =>
  name === "collector" || name === "ownCollector" ? [] : [image],
);

/** What a collector's image contains. */
export type Distribution = "contrib" | "gke-telemetry";

const PUBLISHED: Readonly<Record<Distribution, Image>> = {
  contrib: IMAGES.collector,
  "gke-telemetry": IMAGES.ownCollector,
};

/** The collector's image: that of the settings, completed from where its distribution is published. */
export function collectorImage(
  settings:
    | {
        readonly distribution: Distribution;
        readonly repository?: string | undefined;
        readonly tag?: string | undefined;
        readonly digest?: string | undefined;
      }
    | undefined,
): Image {
  const { distribution = "contrib", repository, tag, digest } = settings ?? {};
  const published = PUBLISHED[distribution];
  // The published digest is that of the published repository and tag.
  if (repository === undefined && tag === undefined && digest === undefined) return published;
  return { repository: repository ?? published.repository, tag: tag ?? published.tag, digest };
}

/** An image of Grafana with plugins of one's own. */
export function grafanaImage(settings: {
  readonly repository: string;
  readonly tag?: string | undefined;
  readonly digest: string;
}): Image {
  return { ...settings, tag: settings.tag ?? IMAGES.grafana.tag };
}

const PUBLISHED_REPOSITORIES: readonly string[] = Object.values(IMAGES).map(({ repository }) => repository);

/**
 * The image in a registry that has copies under the same paths: `docker.io/grafana/grafana` is `REGISTRY/grafana/grafana`.
 * An image of one's own stays where it is.
 *
 * @param registry host, and a path where it has one. Default: the image stays where it is published
 */
export function mirrored(image: Image, registry: string | undefined): Image {
  if (registry === undefined || !PUBLISHED_REPOSITORIES.includes(image.repository)) return image;
  return { ...image, repository: image.repository.replace(/^[^/]+/, registry) };
}

/** The same of a reference, as a pod has it. */
export function mirroredReference(reference: string, registry: string): string {
  const [, repository = "", rest = ""] = /^([^@]+?)((?::[^:/@]+)?(?:@.+)?)$/.exec(reference) ?? [];
  return `${mirrored({ repository, tag: "" }, registry).repository}${rest}`;
}

/** The image as the collector's chart takes it. */
export function chartImage({ repository, tag, digest }: Image): Record<string, string> {
  return { repository, tag, ...(digest !== undefined && { digest }), pullPolicy: "IfNotPresent" };
}

/** The reference of an image for Kubernetes. With a digest, Kubernetes ignores the tag. */
export function imageReference({ repository, tag, digest }: Image): string {
  return digest === undefined ? `${repository}:${tag}` : `${repository}:${tag}@${digest}`;
}
