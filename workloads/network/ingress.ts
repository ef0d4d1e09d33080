/** An Ingress that serves a page outside the cluster, over TLS only. */
import type { IngressSettings } from "../../settings/schema/ingress";

/** Label (value `true`) of namespaces whose ingress controllers can connect to pages with an Ingress. */
export const INGRESS_CONTROLLER_LABEL = "gke-telemetry/ingress-controller";

/** Addresses from which Google's load balancers send requests and health checks to pods. */
export const GOOGLE_LOAD_BALANCERS: readonly string[] = ["35.191.0.0/16", "130.211.0.0/22"];

/**
 * Annotations that make common controllers serve the page only over TLS. Other controllers do so because of the
 * Ingress' TLS section.
 */
const TLS_ONLY: Readonly<Record<string, string>> = {
  "kubernetes.io/ingress.allow-http": "false",
  "nginx.ingress.kubernetes.io/force-ssl-redirect": "true",
};

/** Whether a Google load balancer serves the Ingress. Its addresses are outside the cluster. */
export function isGoogles(className: string | undefined): boolean {
  return className === undefined || className.startsWith("gce");
}

/** An Ingress for one host. Annotations of the settings take precedence. */
export function tlsIngress(
  metadata: { readonly name: string; readonly namespace: string; readonly labels: Record<string, string> },
  servicePort: string,
  { host, tlsSecretName, className, annotations }: IngressSettings,
) {
  const service = { name: metadata.name, port: { name: servicePort } };
  return {
    apiVersion: "networking.k8s.io/v1" as const,
    kind: "Ingress" as const,
    metadata: { ...metadata, annotations: { ...TLS_ONLY, ...annotations } },
    spec: {
      ...(className === undefined ? {} : { ingressClassName: className }),
      tls: [{ hosts: [host], secretName: tlsSecretName }],
      rules: [{ host, http: { paths: [{ path: "/", pathType: "Prefix", backend: { service } }] } }],
    },
  };
}
