/** The kubeconfig of a GKE cluster: where it is and how to prove who asks. It holds no credential. */

export interface GkeEndpoint {
  readonly project: string;
  readonly location: string;
  readonly name: string;
  /** Host of the control plane, with a port unless it is 443. */
  readonly endpoint: string;
  /** The cluster's own certificate authority, base64-encoded PEM. */
  readonly certificateAuthority: string;
}

const AUTH_PLUGIN = "gke-gcloud-auth-plugin";

/**
 * Text of the kubeconfig, as JSON, which every reader of kubeconfigs takes as the YAML that it is.
 *
 * The context is called as `gcloud container clusters get-credentials` calls it.
 */
export function kubeconfig(cluster: GkeEndpoint): string {
  const name = `gke_${cluster.project}_${cluster.location}_${cluster.name}`;
  const document = {
    apiVersion: "v1",
    kind: "Config",
    clusters: [{ name, cluster: { server: `https://${cluster.endpoint}`, ...trust(cluster) } }],
    users: [{ name, user: { exec: authentication } }],
    contexts: [{ name, context: { cluster: name, user: name } }],
    "current-context": name,
  };
  return `${JSON.stringify(document, null, 2)}\n`;
}

/**
 * Whom to believe about the server's certificate.
 *
 * A name under gke.goog is answered by Google's front end, with a certificate that the system's roots vouch for; the
 * cluster's authority did not sign it, and naming that authority would rule all others out. At every other address the
 * control plane itself answers, with a certificate that only its own authority vouches for.
 */
function trust(cluster: GkeEndpoint): { "certificate-authority-data"?: string } {
  const publiclyTrusted = /\.gke\.goog(:\d+)?$/.test(cluster.endpoint);
  return publiclyTrusted ? {} : { "certificate-authority-data": cluster.certificateAuthority };
}

const authentication = {
  apiVersion: "client.authentication.k8s.io/v1beta1",
  command: AUTH_PLUGIN,
  installHint: `Install ${AUTH_PLUGIN}: gcloud components install ${AUTH_PLUGIN}`,
  provideClusterInfo: true,
  interactiveMode: "IfAvailable",
};
