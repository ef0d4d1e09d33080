import { POD_SECURITY_REASON, POD_SECURITY_REASON_CODES } from "../../../contract/annotations";
import { textAt } from "../../evidence/reading";
import { manifestPolicy } from "../../rule";

const ENFORCE = "pod-security.kubernetes.io/enforce";

/** The code of a reason, as it appears in a finding. */
export const reasonText = (code: string): string => `(${code})`;

/** The API server enforces a Pod Security Standard only in namespaces with the label. */
export const restrictedNamespaces = manifestPolicy(
  {
    name: "restricted-namespaces",
    description: "Namespaces enforce the Pod Security Standard restricted (CIS GKE 4.2.1).",
  },
  (manifest) => {
    if (manifest["kind"] !== "Namespace") return [];
    const level = textAt(manifest, "metadata", "labels", ENFORCE);
    if (level === "restricted") return [];
    if (level === "") return [`the label ${ENFORCE} is missing, so the API server admits privileged pods.`];
    const [reason, codes] = [POD_SECURITY_REASON, POD_SECURITY_REASON_CODES].map((key) =>
      textAt(manifest, "metadata", "annotations", key),
    );
    const because = reason ? `: ${reason}` : ", and no annotation gives a reason";
    // One finding for each reason: an exemption from one of them is none from the others.
    const found = codes ? codes.split(",").map((code) => ` ${reasonText(code)}`) : [""];
    return found.map((code) => `${ENFORCE} is ${level}, not restricted${code}${because}.`);
  },
);
