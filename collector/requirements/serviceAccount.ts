/** Where Kubernetes mounts what the pod's service account has. */

const FOLDER = "/var/run/secrets/kubernetes.io/serviceaccount";

export const SERVICE_ACCOUNT = {
  /** The token, which Kubernetes renews. */
  token: `${FOLDER}/token`,
  /** Certificate of the cluster's authority. */
  authority: `${FOLDER}/ca.crt`,
} as const;
