import { textsAt } from "../../evidence/reading";
import { rolePolicy } from "../../evidence/roles";

const READING = ["get", "list", "watch", "*"];

/** A Secret read through a ClusterRole is every Secret of every namespace. */
export const noClusterSecrets = rolePolicy(
  { name: "no-cluster-secrets", description: "No ClusterRole reads Secrets (CIS GKE 4.1.2)." },
  (rule, kind) =>
    kind === "ClusterRole" &&
    textsAt(rule, "resources").some((resource) => ["secrets", "*"].includes(resource)) &&
    textsAt(rule, "verbs").some((verb) => READING.includes(verb))
      ? ["it reads Secrets of the whole cluster."]
      : [],
);
