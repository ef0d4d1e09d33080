/** Where a GKE cluster lies, and the names that are derived from its settings. */
import type { GkeClusterSettings } from "../settings/schema/settings";

/** What tells two clusters of one project apart: Google lets a name stand once in each location. */
export type ClusterIdentity = Pick<GkeClusterSettings, "name" | "location">;

/** Secondary ranges of the subnet. */
export const SECONDARY_RANGES = { pods: "pods", services: "services" } as const;

/** Google's limit for a service account's id, in characters. */
const ACCOUNT_ID_MAXIMUM = 30;

/** Region of a location: a zone is a region and one more letter (`europe-west1-b` lies in `europe-west1`). */
export function regionOf(location: string): string {
  return location.replace(/-[a-z]$/, "");
}

/**
 * Id of the service account that the nodes run as, at most 30 characters.
 *
 * The name is cut where it is too long, so the digest behind it keeps the ids of two clusters apart: clusters whose
 * names begin alike, and clusters of one name in two locations. Changing the result replaces every node.
 */
export function nodeAccountId(cluster: ClusterIdentity): string {
  const suffix = `-${digest(`${cluster.location}/${cluster.name}`)}`;
  const head = cluster.name.slice(0, ACCOUNT_ID_MAXIMUM - suffix.length).replace(/-+$/, "");
  return head + suffix;
}

/** Labels of every Google Cloud resource that takes some, for bills and inventories. */
export function resourceLabels(cluster: ClusterIdentity, environment: string): Record<string, string> {
  return { "managed-by": "gke-telemetry", environment, cluster: cluster.name };
}

/** 32-bit FNV-1a, as eight hexadecimal digits: it tells names apart, and protects nothing. */
function digest(text: string): string {
  let hash = 0x811c9dc5;
  for (const character of text) {
    hash = Math.imul(hash ^ (character.codePointAt(0) ?? 0), 0x01000193);
  }
  return (hash >>> 0).toString(16).padStart(8, "0");
}
