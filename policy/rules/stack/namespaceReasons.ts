import { POD_SECURITY_CODES, POD_SECURITY_REASON_CODES } from "../../../contract/annotations";
import { podOf } from "../../evidence/manifests";
import { namespaceOf, objectName, objectsOf } from "../../evidence/network";
import { at, listAt, textAt } from "../../evidence/reading";
import { stackPolicy } from "../../rule";

/** What pods of each namespace need beyond `restricted`, by code. */
const NEEDS: Readonly<Record<string, (pod: unknown) => boolean>> = {
  [POD_SECURITY_CODES.hostPath]: (pod) =>
    listAt(pod, "spec", "volumes").some((volume) => at(volume, "hostPath") !== undefined),
  [POD_SECURITY_CODES.hostNetwork]: (pod) => at(pod, "spec", "hostNetwork") === true,
};

/** An exemption is for a need that the namespace states: neither is there without the other. */
export const namespaceReasons = stackPolicy(
  {
    name: "namespace-reasons",
    description:
      "Pods use folders or the network of a node only where their namespace says so, and the other way round.",
  },
  (resources) => {
    const pods = resources.flatMap(({ manifests, props, urn }) =>
      manifests
        .filter((manifest) => podOf(manifest) !== undefined)
        .map((manifest) => ({ manifest, urn, namespace: namespaceOf(manifest) || textAt(props, "namespace") })),
    );
    return objectsOf(resources, "Namespace").flatMap(({ manifest: space, urn }) => {
      const codes = textAt(space, "metadata", "annotations", POD_SECURITY_REASON_CODES).split(",");
      const own = pods.filter(({ namespace }) => namespace === objectName(space));
      return Object.entries(NEEDS).flatMap(([code, needs]) => {
        const needing = own.filter(({ manifest }) => needs(podOf(manifest)));
        const told = codes.includes(code);
        return [
          ...(told || needing.length === 0
            ? []
            : needing.map(({ manifest, urn: podUrn }) => ({
                message: `${textAt(manifest, "kind")} ${objectName(manifest)} needs ${code}, which its namespace does not say.`,
                urn: podUrn,
              }))),
          ...(told && needing.length === 0
            ? [{ message: `Namespace ${objectName(space)} says ${code}, which none of its pods needs.`, urn }]
            : []),
        ];
      });
    });
  },
);
