/** What the pods of this program have in common: no more rights than Pod Security's level `restricted` leaves. */

/**
 * Pod-level fields of a program that runs as one unprivileged user and never talks to the Kubernetes API.
 *
 * Volumes get the user's group. Their ownership is looked at once, at their root: walking a large database at every
 * start would take longer than the start itself.
 */
export function unprivilegedPod(userId: number) {
  return {
    automountServiceAccountToken: false,
    // Without this every Service of the namespace becomes a handful of environment variables.
    enableServiceLinks: false,
    securityContext: {
      runAsNonRoot: true,
      runAsUser: userId,
      runAsGroup: userId,
      fsGroup: userId,
      fsGroupChangePolicy: "OnRootMismatch",
      seccompProfile: { type: "RuntimeDefault" },
    },
  };
}

/** Security context of every container: no capability, no way to gain one, nothing writable but the volumes. */
export function unprivilegedContainer() {
  return {
    allowPrivilegeEscalation: false,
    readOnlyRootFilesystem: true,
    capabilities: { drop: ["ALL"] },
  };
}
