/** A page behind a Gateway of its own, with an HTTPRoute. */
import { type IngressSettings, isGoogleClass, pageClass } from "../../settings/schema/ingress";
import { googleBackend, iapSecret } from "./iap";
import type { CustomManifest, Page, PageManifests } from "./types";

/** The Gateway, its route, and the policies of Google's load balancer. */
export function gatewayPage(page: Page, ingress: IngressSettings): PageManifests {
  const isGoogles = isGoogleClass(pageClass(ingress));
  return {
    serviceAnnotations: {},
    iapSecret: iapSecret(page, ingress, "alone"),
    // A policy of the backend is there before the route that makes it reachable.
    customResources: [
      ...(isGoogles ? googlePolicies(page, ingress) : []),
      gateway(page, ingress),
      route(page, ingress),
    ],
  };
}

function gateway({ metadata }: Page, ingress: IngressSettings): CustomManifest {
  const { host, address, annotations, googleCertificate } = ingress;
  const certificateMap: Record<string, string> =
    googleCertificate?.kind === "map" ? { "networking.gke.io/certmap": googleCertificate.name } : {};
  return {
    apiVersion: "gateway.networking.k8s.io/v1",
    kind: "Gateway",
    metadata: { ...metadata, annotations: { ...annotations, ...certificateMap } },
    spec: {
      gatewayClassName: pageClass(ingress),
      // The only listener: plain HTTP is not served.
      listeners: [
        {
          ...{ name: "https", protocol: "HTTPS", port: 443, hostname: host, ...tls(ingress) },
          allowedRoutes: { namespaces: { from: "Same" }, kinds: [{ kind: "HTTPRoute" }] },
        },
      ],
      ...(address === undefined ? {} : { addresses: [{ type: "NamedAddress", value: address }] }),
    },
  };
}

/** The certificate of the listener; none with a certificate map, beside which Google's controller accepts no other. */
function tls({ tlsSecretName, googleCertificate }: IngressSettings) {
  if (tlsSecretName !== undefined)
    return { tls: { mode: "Terminate", certificateRefs: [{ kind: "Secret", group: "", name: tlsSecretName }] } };
  if (googleCertificate?.kind !== "preShared") return {};
  return { tls: { mode: "Terminate", options: { "networking.gke.io/pre-shared-certs": googleCertificate.name } } };
}

function route({ metadata, port }: Page, { host }: IngressSettings): CustomManifest {
  return {
    apiVersion: "gateway.networking.k8s.io/v1",
    kind: "HTTPRoute",
    metadata,
    spec: {
      parentRefs: [{ name: metadata.name, sectionName: "https" }],
      hostnames: [host],
      rules: [{ backendRefs: [{ name: metadata.name, port }] }],
    },
  };
}

function googlePolicies(page: Page, ingress: IngressSettings): CustomManifest[] {
  const { metadata, port, healthPath } = page;
  const common = { apiVersion: "networking.gke.io/v1", metadata };
  const targetRef = { group: "", kind: "Service", name: metadata.name };
  const httpHealthCheck = { requestPath: healthPath, port };
  const login = googleBackend(page, ingress, (name, clientID) => ({ clientID, oauth2ClientSecret: { name } }));
  return [
    {
      ...common,
      kind: "HealthCheckPolicy",
      spec: { default: { config: { type: "HTTP", httpHealthCheck } }, targetRef },
    },
    ...(ingress.iap ? [{ ...common, kind: "GCPBackendPolicy", spec: { default: login, targetRef } }] : []),
  ];
}
