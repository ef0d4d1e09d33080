/** NetworkPolicies and the labels that they go by. */
import { listAt, objectAt, textAt, type Manifest } from "../../../policy/evidence/reading";
import type { Source } from "../source";
import { texts } from "./nodes";

export interface NamespaceThere {
  readonly name: string;
  readonly labels: Readonly<Record<string, string>>;
}

export const NAMESPACES_THERE: Source<NamespaceThere[]> = {
  what: "Namespaces",
  rights: () => [{ group: "", resources: ["namespaces"], verbs: ["list"] }],
  read: ({ list }) =>
    list("/api/v1/namespaces", (namespace) => ({
      name: textAt(namespace, "metadata", "name"),
      labels: texts(objectAt(namespace, "metadata", "labels")),
    })),
};

export interface PolicyThere {
  readonly namespace: string;
  readonly name: string;
  readonly podSelector: Manifest;
  /** Absent where it says nothing about what comes in. */
  readonly ingress?: readonly unknown[];
}

export const NETWORK_POLICIES: Source<PolicyThere[]> = {
  what: "NetworkPolicies",
  rights: () => [{ group: "networking.k8s.io", resources: ["networkpolicies"], verbs: ["list"] }],
  read: ({ list }) =>
    list("/apis/networking.k8s.io/v1/networkpolicies", (policy) => {
      const types = listAt(policy, "spec", "policyTypes");
      return {
        namespace: textAt(policy, "metadata", "namespace"),
        name: textAt(policy, "metadata", "name"),
        podSelector: objectAt(policy, "spec", "podSelector"),
        ...((types.length === 0 || types.includes("Ingress")) && { ingress: listAt(policy, "spec", "ingress") }),
      };
    }),
};
