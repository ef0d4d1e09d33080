/** The ServiceAccount of pods that never talk to the Kubernetes API. */
export function serviceAccountWithoutToken<Metadata extends object>(metadata: Metadata) {
  return {
    apiVersion: "v1" as const,
    kind: "ServiceAccount" as const,
    metadata,
    automountServiceAccountToken: false,
  };
}
