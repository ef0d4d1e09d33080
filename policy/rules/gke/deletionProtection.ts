import { CLUSTER } from "../../evidence/controls";
import { at, textAt } from "../../evidence/reading";
import { stackPolicy } from "../../rule";

const CLAIM = "kubernetes:core/v1:PersistentVolumeClaim";

/** In an environment that counts, one wrong `destroy` must not be enough. */
export const deletionProtection = stackPolicy(
  {
    name: "deletion-protection",
    description: "Where the environment is prod, cluster and samples are protected from deletion.",
    configSchema: {
      properties: {
        environments: { type: "array", items: { type: "string" }, default: ["prod"] },
      },
    },
  },
  (resources, { environments }) => {
    const clusters = resources.filter(
      ({ type, props }) =>
        type === CLUSTER &&
        (environments as readonly string[]).includes(textAt(props, "resourceLabels", "environment")),
    );
    if (clusters.length === 0) return [];
    return [
      ...clusters
        .filter(({ props }) => at(props, "deletionProtection") === false)
        .map(({ urn }) => ({ message: "deletionProtection of the cluster is off.", urn })),
      ...resources
        .filter(({ type, protect }) => type === CLAIM && !protect)
        .map(({ urn }) => ({ message: "the volume is not protected.", urn })),
    ];
  },
);
