/** A page behind an Ingress. */
import { type IngressSettings, isGoogleClass, pageClass } from "../../settings/schema/ingress";
import { googleBackend, iapSecret } from "./iap";
import type { CustomManifest, Page, PageManifests } from "./types";

/**
 * Annotations that make common controllers serve the page only over TLS. Other controllers do so because of the
 * Ingress' TLS section.
 */
const TLS_ONLY: Readonly<Record<string, string>> = {
  "kubernetes.io/ingress.allow-http": "false",
  "nginx.ingress.kubernetes.io/force-ssl-redirect": "true",
};

/** The Ingress, and what Google's load balancer needs beside it. */
export function ingressPage(page: Page, ingress: IngressSettings): PageManifests {
  const isGoogles = isGoogleClass(pageClass(ingress));
  return {
    serviceAnnotations: isGoogles ? serviceAnnotations(page) : {},
    iapSecret: iapSecret(page, ingress, "with its id"),
    customResources: isGoogles ? [backendConfig(page, ingress), ...managedCertificate(page, ingress)] : [],
    ingress: {
      apiVersion: "networking.k8s.io/v1",
      kind: "Ingress",
      metadata: {
        ...page.metadata,
        annotations: { ...ingress.annotations, ...googleAnnotations(page, ingress), ...TLS_ONLY },
      },
      spec: spec(page, ingress),
    },
  };
}

function spec({ metadata, portName }: Page, ingress: IngressSettings) {
  const { host, tlsSecretName: secretName } = ingress;
  const className = pageClass(ingress);
  const service = { name: metadata.name, port: { name: portName } };
  return {
    // GKE's controller serves no Ingress with this field; its class is an annotation.
    ...(className === undefined || isGoogleClass(className) ? {} : { ingressClassName: className }),
    ...(secretName === undefined ? {} : { tls: [{ hosts: [host], secretName }] }),
    rules: [{ host, http: { paths: [{ path: "/", pathType: "Prefix", backend: { service } }] } }],
  };
}

function googleAnnotations({ metadata }: Page, ingress: IngressSettings): Record<string, string> {
  const className = pageClass(ingress);
  if (className === undefined || !isGoogleClass(className)) return {};
  const { googleCertificate, address } = ingress;
  const scope = className === "gce" ? "global" : "regional";
  return {
    "kubernetes.io/ingress.class": className,
    ...(address === undefined ? {} : { [`kubernetes.io/ingress.${scope}-static-ip-name`]: address }),
    ...(googleCertificate?.kind === "managed" ? { "networking.gke.io/managed-certificates": metadata.name } : {}),
    ...(googleCertificate?.kind === "preShared"
      ? { "ingress.gcp.kubernetes.io/pre-shared-cert": googleCertificate.name }
      : {}),
  };
}

/** The load balancer sends requests to pods instead of nodes, and finds its configuration by the Service. */
function serviceAnnotations({ metadata }: Page): Record<string, string> {
  return {
    "cloud.google.com/backend-config": JSON.stringify({ default: metadata.name }),
    "cloud.google.com/neg": JSON.stringify({ ingress: true }),
  };
}

function backendConfig(page: Page, ingress: IngressSettings): CustomManifest {
  const { metadata, healthPath, port } = page;
  const iap = googleBackend(page, ingress, (secretName) => ({ oauthclientCredentials: { secretName } }));
  return {
    apiVersion: "cloud.google.com/v1",
    kind: "BackendConfig",
    metadata,
    spec: { healthCheck: { type: "HTTP", requestPath: healthPath, port }, ...iap },
  };
}

function managedCertificate({ metadata }: Page, { googleCertificate, host }: IngressSettings): CustomManifest[] {
  if (googleCertificate?.kind !== "managed") return [];
  return [
    {
      apiVersion: "networking.gke.io/v1",
      kind: "ManagedCertificate",
      metadata,
      spec: { domains: [host] },
    },
  ];
}
