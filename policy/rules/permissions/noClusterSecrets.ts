import { textsAt } from "../../evidence/reading";
import { rolePolicy } from "../../evidence/roles";

const READING = ["get", "list", "watch", "*"];

/** A ClusterRole that reads Secrets reads those of every namespace. */
export const noClusterSecrets = rolePolicy(
  { name: "no-cluster-secrets", description: "No ClusterRole grants read access to Secrets (CIS GKE 4.1.2)." },
  (rule, kind) =>
    kind === "ClusterRole" &&
    textsAt(rule, "resources").some((resource) => ["secrets", "*"].includes(resource)) &&
    textsAt(rule, "verbs").some((verb) => READING.includes(verb))
      ? ["it grants read access to the Secrets of every namespace."]
      : [],
);
