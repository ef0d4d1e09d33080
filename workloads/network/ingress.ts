/** The way to a page from outside the cluster, over TLS alone. */
import type { IngressSettings } from "../../settings/schema/ingress";

/** Label (value `true`) of the namespace of an ingress controller that may reach the pages that have an Ingress. */
export const INGRESS_CONTROLLER_LABEL = "gke-telemetry/ingress-controller";

/** Addresses from which Google's load balancers send requests and health checks to pods. */
export const GOOGLE_LOAD_BALANCERS: readonly string[] = ["35.191.0.0/16", "130.211.0.0/22"];

/** What keeps the common controllers from serving the page without TLS; others do so by what the Ingress says. */
const TLS_ONLY: Readonly<Record<string, string>> = {
  "kubernetes.io/ingress.allow-http": "false",
  "nginx.ingress.kubernetes.io/force-ssl-redirect": "true",
};

/** Whether the Ingress is one of Google's load balancers, which stand outside the cluster. */
export function isGoogles(className: string | undefined): boolean {
  return className === undefined || className.startsWith("gce");
}

/** An Ingress for one host. Annotations of the settings win. */
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
