import { CLUSTER } from "../../evidence/controls";
import { isProduction } from "../../evidence/production";
import { at } from "../../evidence/reading";
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
    if (!isProduction(resources, environments as readonly string[])) return [];
    return [
      ...resources
        .filter(({ type, props }) => type === CLUSTER && at(props, "deletionProtection") !== true)
        .map(({ urn }) => ({ message: "the cluster's deletionProtection is not true.", urn })),
      ...resources
        .filter(({ type, protect }) => type === CLAIM && !protect)
        .map(({ urn }) => ({ message: "the volume does not have the resource option protect.", urn })),
    ];
  },
);
