import { namespaceOf, objectName, objectsOf, policyPart } from "../../evidence/network";
import { podOf, selects } from "../../evidence/manifests";
import { at, listAt, objectAt, textAt } from "../../evidence/reading";
import { stackPolicy, type StackProblem } from "../../rule";

const WORKLOADS = ["DaemonSet", "Deployment", "StatefulSet"];

/** A pod that no policy selects talks to everyone. */
export const networkIsolated = stackPolicy(
  {
    name: "network-isolated",
    description: "Every namespace denies all connections, and every workload has a network policy of its own.",
  },
  (resources) => {
    const policies = objectsOf(resources, "NetworkPolicy");
    const denied = policies
      .filter(({ manifest }) => Object.keys(objectAt(manifest, "spec", "podSelector")).length === 0)
      .map(({ manifest }) => namespaceOf(manifest));
    const open = objectsOf(resources, "Namespace")
      .filter(({ manifest }) => !denied.includes(objectName(manifest)))
      .map(({ manifest, urn }) => ({
        message: `Namespace ${objectName(manifest)} has no policy that denies all connections.`,
        urn,
      }));
    const bare = objectsOf(resources, ...WORKLOADS)
      .filter(({ manifest }) => at(podOf(manifest), "spec", "hostNetwork") !== true)
      .filter(({ manifest }) => {
        const labels = objectAt(podOf(manifest), "metadata", "labels");
        const namespace = namespaceOf(manifest);
        return !policies.some(
          ({ manifest: policy }) =>
            policyPart(policy) !== undefined &&
            (namespace === "" || namespaceOf(policy) === namespace) &&
            listAt(policy, "spec", "policyTypes").length > 0 &&
            selects(objectAt(policy, "spec", "podSelector", "matchLabels"), labels),
        );
      })
      .map(({ manifest, urn }): StackProblem => ({
        message: `${textAt(manifest, "kind")} ${objectName(manifest)} has no network policy of its own.`,
        urn,
      }));
    return [...open, ...bare];
  },
);
