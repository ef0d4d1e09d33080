import { containersOf, podOf } from "../../evidence/manifests";
import { type Manifest, at, listAt, textAt, textsAt } from "../../evidence/reading";
import { manifestPolicy } from "../../rule";

/** Volume types that `restricted` allows, and hostPath, which the rule `no-host-path` checks. */
const VOLUMES = [
  "configMap",
  "csi",
  "downwardAPI",
  "emptyDir",
  "ephemeral",
  "hostPath",
  "persistentVolumeClaim",
  "projected",
  "secret",
];

/** A field of the container's security context, else of the pod's. */
function inherited(container: Manifest, pod: Manifest | undefined, ...path: readonly string[]): unknown {
  return at(container, "securityContext", ...path) ?? at(pod, "spec", "securityContext", ...path);
}

function containerProblems(container: Manifest, pod: Manifest | undefined): string[] {
  const own = (field: string) => at(container, "securityContext", field);
  const capabilities = (list: string) => textsAt(container, "securityContext", "capabilities", list);
  const added = capabilities("add").filter((capability) => capability !== "NET_BIND_SERVICE");
  const demands: readonly (readonly [boolean, string])[] = [
    [inherited(container, pod, "runAsNonRoot") === true, "runAsNonRoot must be true"],
    [inherited(container, pod, "runAsUser") !== 0, "runAsUser must not be 0"],
    [own("allowPrivilegeEscalation") === false, "allowPrivilegeEscalation must be false"],
    [own("privileged") !== true, "privileged must not be true"],
    [own("readOnlyRootFilesystem") === true, "readOnlyRootFilesystem must be true"],
    [capabilities("drop").includes("ALL"), "capabilities.drop must contain ALL"],
    [added.length === 0, `capabilities.add must not contain ${added.join(", ")}`],
    [
      ["RuntimeDefault", "Localhost"].includes(String(inherited(container, pod, "seccompProfile", "type"))),
      "seccompProfile.type must be RuntimeDefault",
    ],
    [["", "Default"].includes(textAt(container, "securityContext", "procMount")), "procMount must be Default"],
  ];
  return demands.flatMap(([holds, demand]) => (holds ? [] : [`container ${textAt(container, "name")}: ${demand}.`]));
}

/** The Pod Security Standard `restricted`, and a read-only root filesystem. */
export const restrictedPods = manifestPolicy(
  {
    name: "restricted-pods",
    description: "Pods meet the Pod Security Standard restricted and have a read-only root filesystem.",
  },
  (manifest) => {
    const pod = podOf(manifest);
    const volumes = listAt(pod, "spec", "volumes").filter(
      (volume) => !VOLUMES.some((source) => at(volume, source) !== undefined),
    );
    return [
      ...containersOf(manifest).flatMap((container) => containerProblems(container, pod)),
      ...volumes.map(
        (volume) =>
          `volume ${textAt(volume, "name")} has a type that the Pod Security Standard restricted does not allow.`,
      ),
      ...(listAt(pod, "spec", "securityContext", "sysctls").length > 0 ? ["the pod sets sysctls."] : []),
    ];
  },
);
