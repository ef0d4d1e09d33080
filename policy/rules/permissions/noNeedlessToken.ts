import { podOf } from "../../evidence/manifests";
import { type Manifest, at, listAt, textAt } from "../../evidence/reading";
import { stackPolicy } from "../../rule";

const mounts = (manifest: unknown) => at(manifest, "automountServiceAccountToken");

function boundAccounts(manifests: readonly Manifest[]): readonly string[] {
  return manifests
    .filter((manifest) => ["ClusterRoleBinding", "RoleBinding"].includes(textAt(manifest, "kind")))
    .flatMap((binding) => listAt(binding, "subjects"))
    .filter((subject) => textAt(subject, "kind") === "ServiceAccount")
    .map((subject) => textAt(subject, "name"));
}

/** A mounted token can be stolen, even where the pod has no use for it. */
export const noNeedlessToken = stackPolicy(
  {
    name: "no-needless-token",
    description: "Pods whose service account has no permissions do not mount its token (CIS GKE 4.1.4, 4.1.5).",
  },
  (resources) => {
    const manifests = resources.flatMap((resource) => resource.manifests);
    const bound = boundAccounts(manifests);
    const unmounted = manifests
      .filter((manifest) => manifest["kind"] === "ServiceAccount" && mounts(manifest) === false)
      .map((manifest) => textAt(manifest, "metadata", "name"));
    return resources.flatMap((resource) =>
      resource.manifests
        .map((manifest) => at(podOf(manifest), "spec"))
        .filter((spec) => spec !== undefined)
        .filter((spec) => {
          const account = textAt(spec, "serviceAccountName");
          return (
            mounts(spec) !== false &&
            !bound.includes(account) &&
            (mounts(spec) === true || !unmounted.includes(account))
          );
        })
        .map((spec) => ({
          message: `a pod mounts the token of the service account ${textAt(spec, "serviceAccountName") || "default"}, which has no permissions.`,
          urn: resource.urn,
        })),
    );
  },
);
