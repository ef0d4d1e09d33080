import { textAt } from "../../evidence/reading";
import { manifestPolicy } from "../../rule";

const ENFORCE = "pod-security.kubernetes.io/enforce";

/** The API server refuses bad pods only where a label tells it to. */
export const restrictedNamespaces = manifestPolicy(
  {
    name: "restricted-namespaces",
    description: "Namespaces enforce the Pod Security Standard restricted (CIS GKE 4.2.1).",
  },
  (manifest) => {
    if (manifest["kind"] !== "Namespace") return [];
    const level = textAt(manifest, "metadata", "labels", ENFORCE);
    if (level === "restricted") return [];
    const reason = textAt(manifest, "metadata", "annotations", "gke-telemetry/pod-security-reason");
    return [
      level === ""
        ? `the label ${ENFORCE} is missing; pods of every kind would be let in.`
        : `${ENFORCE} is ${level}, not restricted${reason === "" ? ", and no annotation says why" : `: ${reason}`}.`,
    ];
  },
);
