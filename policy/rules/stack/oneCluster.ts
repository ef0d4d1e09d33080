import { collectorConfigOf } from "../../evidence/collector";
import { objectName, objectsOf } from "../../evidence/network";
import { listAt, objectAt, textAt } from "../../evidence/reading";
import { contentOf } from "../../evidence/shape";
import { stackPolicy, type StackResource } from "../../rule";

/** Under which names a cluster and an environment are told: of resources in collectors, of alerts in Prometheus. */
const NAMES = [
  ["k8s.cluster.name", "k8s_cluster_name"],
  ["deployment.environment", "deployment_environment"],
] as const;

interface Told {
  readonly attribute: string;
  readonly value: string;
  readonly by: string;
  readonly urn: string;
}

function toldBy(resources: readonly StackResource[]): readonly Told[] {
  return objectsOf(resources, "ConfigMap").flatMap(({ manifest, urn }) => {
    const { config } = collectorConfigOf(manifest) ?? {};
    const actions = Object.values(objectAt(config, "processors")).flatMap((one) => listAt(one, "attributes"));
    const labels = objectAt(contentOf(textAt(manifest, "data", "prometheus.yml")), "global", "external_labels");
    return NAMES.flatMap(([attribute, label]) =>
      [
        ...actions.filter((action) => textAt(action, "key") === attribute).map((action) => textAt(action, "value")),
        ...(label in labels ? [textAt(labels, label)] : []),
      ].map((value) => ({ attribute, value, by: objectName(manifest), urn })),
    );
  });
}

/** Data under another cluster's name is that cluster's to whoever looks for it, and missing from its own. */
export const oneCluster = stackPolicy(
  {
    name: "one-cluster",
    description: "All collectors and Prometheus name the same cluster and the same environment.",
  },
  (resources) => {
    const told = toldBy(resources);
    return told.flatMap(({ attribute, value, by, urn }) => {
      const first = told.find((one) => one.attribute === attribute)?.value;
      return value === first
        ? []
        : [{ message: `${by} has ${attribute} ${value}; others have ${String(first)}.`, urn }];
    });
  },
);
