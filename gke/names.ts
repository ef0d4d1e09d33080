/** Region and names that are derived from a GKE cluster's settings. */
import type { GkeClusterSettings } from "../settings/schema/settings";

/** Identity of a cluster in its project: a name is unique in each location. */
export type ClusterIdentity = Pick<GkeClusterSettings, "name" | "location">;

/** Secondary ranges of the subnet. */
export const SECONDARY_RANGES = { pods: "pods", services: "services" } as const;

/** Google's limit for a service account's id, in characters. */
const ACCOUNT_ID_MAXIMUM = 30;

/** Region of a location: a zone is a region and one more letter (`europe-west1-b` is in `europe-west1`). */
export function regionOf(location: string): string {
  return location.replace(/-[a-z]$/, "");
}

/**
 * Id of the service account that the nodes run as, at most 30 characters.
 *
 * A long name is truncated, so a digest after it keeps the ids of two clusters apart: clusters whose names begin alike,
 * and clusters of one name in two locations. A change of the result replaces every node.
 */
export function nodeAccountId(cluster: ClusterIdentity): string {
  const suffix = `-${digest(`${cluster.location}/${cluster.name}`)}`;
  const head = cluster.name.slice(0, ACCOUNT_ID_MAXIMUM - suffix.length).replace(/-+$/, "");
  return head + suffix;
}

/** Labels by key. */
export type Labels = Readonly<Record<string, string>>;

/** Google's form of labels. */
const GOOGLE_LABEL = { key: /^[a-z][a-z0-9_-]{0,62}$/, value: /^[a-z0-9_-]{0,63}$/ };

/**
 * Labels of every Google Cloud resource that supports them, for billing and inventories.
 *
 * @param own labels of one's own, of which those count that have Google's form. Default: none
 */
export function resourceLabels(cluster: ClusterIdentity, environment: string, own: Labels = {}): Labels {
  const fitting = Object.entries(own).filter(
    ([name, value]) => GOOGLE_LABEL.key.test(name) && GOOGLE_LABEL.value.test(value),
  );
  return { ...Object.fromEntries(fitting), "managed-by": "gke-telemetry", environment, cluster: cluster.name };
}

/** 32-bit FNV-1a, as eight hexadecimal digits: it keeps names apart and is not cryptographic. */
function digest(text: string): string {
  let hash = 0x811c9dc5;
  for (const character of text) {
    hash = Math.imul(hash ^ (character.codePointAt(0) ?? 0), 0x01000193);
  }
  return (hash >>> 0).toString(16).padStart(8, "0");
}
