/** What the version of a GKE cluster's control plane is new enough for. */

/** The first minor version in which Services take `trafficDistribution: PreferSameNode` without a feature gate. */
export const SAME_NODE_TRAFFIC = { major: 1, minor: 34 } as const;

/**
 * Whether Services of a cluster can prefer their clients' node.
 *
 * @param version such as `1.34.1-gke.3720000`
 */
export function hasSameNodeTraffic(version: string): boolean {
  const [major = 0, minor = 0] = version.split(".").map(Number);
  return major > SAME_NODE_TRAFFIC.major || (major === SAME_NODE_TRAFFIC.major && minor >= SAME_NODE_TRAFFIC.minor);
}
