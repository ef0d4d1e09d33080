/** The claim of a volume. */
import type { ObjectMetadata } from "../../contract/names";

interface Volume {
  readonly sizeGiB: number;
  /** Undefined: the cluster's default. */
  readonly storageClassName?: string | undefined;
}

/**
 * The claim of a volume of one node at a time, as an object of its own: in a StatefulSet's template its size could not
 * be changed, so a larger setting would leave the volume as it was.
 */
export function volumeClaim(metadata: ObjectMetadata, { sizeGiB, storageClassName }: Volume) {
  return {
    apiVersion: "v1" as const,
    kind: "PersistentVolumeClaim" as const,
    metadata,
    spec: {
      accessModes: ["ReadWriteOnce"],
      resources: { requests: { storage: `${sizeGiB}Gi` } },
      ...(storageClassName === undefined ? {} : { storageClassName }),
    },
  };
}
