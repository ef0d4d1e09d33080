import { CLUSTER } from "../../evidence/controls";
import { at, textAt } from "../../evidence/reading";
import { stackPolicy } from "../../rule";

const CLAIM = "kubernetes:core/v1:PersistentVolumeClaim";

/** In production a single mistaken `destroy` must not delete the cluster or its data. */
export const deletionProtection = stackPolicy(
  {
    name: "deletion-protection",
    description: "In production the cluster and its volumes are protected from deletion.",
    configSchema: {
      properties: {
        environments: { type: "array", items: { type: "string" }, default: ["prod", "production"] },
      },
    },
  },
  (resources, { environments }) => {
    const isProtected = (environment: string) =>
      (environments as readonly string[]).some((name) => environment === name || environment.startsWith(`${name}-`));
    const clusters = resources.filter(
      ({ type, props }) => type === CLUSTER && isProtected(textAt(props, "resourceLabels", "environment")),
    );
    if (clusters.length === 0) return [];
    return [
      ...clusters
        .filter(({ props }) => at(props, "deletionProtection") === false)
        .map(({ urn }) => ({ message: "the cluster's deletionProtection is false.", urn })),
      ...resources
        .filter(({ type, protect }) => type === CLAIM && !protect)
        .map(({ urn }) => ({ message: "the volume does not have the resource option protect.", urn })),
    ];
  },
);
