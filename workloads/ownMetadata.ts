/** Labels, annotations and pull secrets that every object of a stack gets besides its own. */
import { labels, type ObjectMetadata } from "../contract/names";
import type { OwnMetadata } from "../contract/types";

type Texts = Readonly<Record<string, string>>;

/** Whether there is anything to add. */
export function addsNothing({ labels, annotations, imagePullSecrets }: OwnMetadata): boolean {
  return [labels, annotations, imagePullSecrets].every((part) => Object.keys(part).length === 0);
}

interface Metadata {
  readonly labels?: Texts;
  readonly annotations?: Texts;
}

/** The metadata with what is added. What the program itself says wins. */
export function withOwn<Original extends Metadata>(
  metadata: Original,
  own: Pick<OwnMetadata, "labels" | "annotations">,
): Original {
  return {
    ...metadata,
    ...(Object.keys(own.labels).length > 0 && { labels: { ...own.labels, ...metadata.labels } }),
    ...(Object.keys(own.annotations).length > 0 && { annotations: { ...own.annotations, ...metadata.annotations } }),
  };
}

interface WorkloadSpec {
  readonly template: { readonly metadata: Metadata; readonly spec: object };
}

/** Kinds whose specification has a pod template. */
export const WORKLOAD_KINDS: readonly string[] = ["DaemonSet", "Deployment", "StatefulSet"];

/**
 * The specification of a workload, with what is added to its pods. Selectors and the templates of claims stay as they
 * are, because they are immutable.
 */
export function withOwnPods<Spec extends WorkloadSpec>(spec: Spec, own: OwnMetadata): Spec {
  const { template } = spec;
  const imagePullSecrets = own.imagePullSecrets.map((name) => ({ name }));
  return {
    ...spec,
    template: {
      ...template,
      metadata: withOwn(template.metadata, own),
      spec: { ...template.spec, ...(imagePullSecrets.length > 0 && { imagePullSecrets }) },
    },
  };
}

/** Name of the Secret that the stack creates in each of its namespaces, where it has credentials for registries. */
const IMAGE_PULL_SECRET_NAME = "image-pull-credentials";

/** What is added to everything, by the settings. */
export function ownMetadataOf(
  {
    metadata,
    imagePullSecrets,
  }: {
    readonly metadata: Pick<OwnMetadata, "labels" | "annotations">;
    readonly imagePullSecrets: readonly string[];
  },
  hasPullCredentials: boolean,
): OwnMetadata {
  const names = [...imagePullSecrets, ...(hasPullCredentials ? [IMAGE_PULL_SECRET_NAME] : [])];
  return { ...metadata, imagePullSecrets: [...new Set(names)] };
}

/** The Secret of a namespace, without its content. */
export function imagePullSecret(namespace: string) {
  const metadata: ObjectMetadata = {
    name: IMAGE_PULL_SECRET_NAME,
    namespace,
    labels: labels(IMAGE_PULL_SECRET_NAME),
  };
  return { apiVersion: "v1", kind: "Secret", metadata, type: "kubernetes.io/dockerconfigjson" } as const;
}
