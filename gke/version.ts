/** What the version of a cluster is new enough for. */

export interface KubernetesVersion {
  readonly major: number;
  readonly minor: number;
}

/** The first minor version in which Services take `trafficDistribution: PreferSameNode` without a feature gate. */
export const SAME_NODE_TRAFFIC: KubernetesVersion = { major: 1, minor: 34 };

/**
 * Whether a version is another or a later one.
 *
 * @param version such as `1.34.1-gke.3720000` or `v1.34.2`
 */
export function isAtLeast(version: string, { major, minor }: KubernetesVersion): boolean {
  const [ownMajor = 0, ownMinor = 0] = version.replace(/^v/, "").split(".").map(Number);
  return ownMajor > major || (ownMajor === major && ownMinor >= minor);
}

/** Whether Services of a cluster can prefer their clients' node. */
export function hasSameNodeTraffic(version: string): boolean {
  return isAtLeast(version, SAME_NODE_TRAFFIC);
}
