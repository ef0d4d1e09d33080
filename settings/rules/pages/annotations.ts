/** Annotations of Ingresses by which common controllers serve plain HTTP, or ask for a login. */

const isFalse = (value: string) => value.trim().toLowerCase() === "false";

/** Whether a value of the annotation serves plain HTTP. */
export const PLAIN_HTTP: Readonly<Record<string, (value: string) => boolean>> = {
  // GKE's controller takes every value but these for true.
  "kubernetes.io/ingress.allow-http": (value) => !["false", "0", "f"].includes(value.trim().toLowerCase()),
  "nginx.ingress.kubernetes.io/ssl-redirect": isFalse,
  "nginx.ingress.kubernetes.io/force-ssl-redirect": isFalse,
  "haproxy.org/ssl-redirect": isFalse,
  "haproxy-ingress.github.io/ssl-redirect": isFalse,
  "traefik.ingress.kubernetes.io/router.tls": isFalse,
  // Traefik's usual name of the entry point at port 80.
  "traefik.ingress.kubernetes.io/router.entrypoints": (value) => value.split(",").some((name) => name.trim() === "web"),
  "alb.ingress.kubernetes.io/listen-ports": (value) => value.includes('"HTTP"'),
};

/** Annotations that settings of their own write, and the setting below `ingress`. */
export const OWN_SETTINGS: Readonly<Record<string, string>> = {
  "kubernetes.io/ingress.class": "className",
  "kubernetes.io/ingress.global-static-ip-name": "address",
  "kubernetes.io/ingress.regional-static-ip-name": "address",
  "ingress.gcp.kubernetes.io/pre-shared-cert": "googleCertificate",
  "networking.gke.io/managed-certificates": "googleCertificate",
  "networking.gke.io/certmap": "googleCertificate",
};

/** Sets of annotations that make a controller ask for a login; all of a set are needed. */
const LOGINS: readonly (readonly string[])[] = [
  ["nginx.ingress.kubernetes.io/auth-url"],
  ["nginx.ingress.kubernetes.io/auth-type", "nginx.ingress.kubernetes.io/auth-secret"],
  ["haproxy.org/auth-type", "haproxy.org/auth-secret"],
  ["haproxy-ingress.github.io/auth-url"],
  ["haproxy-ingress.github.io/auth-secret"],
  ["alb.ingress.kubernetes.io/auth-type"],
];

/** The first of them, for errors. */
export const LOGIN_TEXT = "nginx.ingress.kubernetes.io/auth-url (or the same of another controller)";

/** Whether the annotations make a controller ask for a login. */
export function requiresLogin(annotations: Readonly<Record<string, string>>): boolean {
  return LOGINS.some((names) =>
    names.every((name) => {
      const value = annotations[name]?.trim().toLowerCase() ?? "";
      return value !== "" && value !== "none";
    }),
  );
}
