/** The kubeconfig of a GKE cluster: endpoint and authentication plugin. It contains no credential. */

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
 * Text of the kubeconfig as JSON, which is valid YAML.
 *
 * The context has the name that `gcloud container clusters get-credentials` gives it.
 */
export function kubeconfig(cluster: GkeEndpoint): string {
  const name = `gke_${cluster.project}_${cluster.location}_${cluster.name}`;
  const document = {
    apiVersion: "v1",
    kind: "Config",
    clusters: [{ name, cluster: { server: `https://${cluster.endpoint}`, ...caConfiguration(cluster) } }],
    users: [{ name, user: { exec: authentication } }],
    contexts: [{ name, context: { cluster: name, user: name } }],
    "current-context": name,
  };
  return `${JSON.stringify(document, null, 2)}\n`;
}

/**
 * The CA configuration.
 *
 * Names under gke.goog lead to Google's front end, whose certificate a public CA has signed. The cluster's CA has not,
 * and to name it here would exclude all others. At every other address the control plane itself answers, with a
 * certificate of the cluster's own CA.
 */
function caConfiguration(cluster: GkeEndpoint): { "certificate-authority-data"?: string } {
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
