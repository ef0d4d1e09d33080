/** The settings of a page that is served outside the cluster. */
import { z } from "zod";
import { label, labelKey, objectName } from "./scalars";

/** GatewayClass of Google's global external load balancer. */
const GATEWAY_CLASS = "gke-l7-global-external-managed";

/** IngressClass of Google's global external load balancer. */
const GOOGLE_CLASS = "gce";

const googleCertificate = z.discriminatedUnion("kind", [
  z.strictObject({
    kind: z
      .literal("managed")
      .describe(
        "With `kind: ingress`: a ManagedCertificate, which the stack creates, and which Google issues and renews.",
      ),
  }),
  z.strictObject({
    kind: z.literal("preShared").describe("A certificate of the Google Cloud project."),
    name: label("Name of the certificate in the project.", 63),
  }),
  z.strictObject({
    kind: z.literal("map").describe("With `kind: gateway`: a certificate map of Certificate Manager."),
    name: label("Name of the certificate map.", 63),
  }),
]);

const iap = z.strictObject({
  oauthClientId: z
    .string()
    .min(1)
    .optional()
    .describe(
      "OAuth client, whose secret is `iapOauthClientSecret`. Default: Google's own client, which admits the users of the organisation.",
    ),
});

/**
 * The section `ingress` of a page.
 *
 * @param owner the workload in whose namespace the Secret with the certificate is
 */
export function ingressSchema(owner: string) {
  return z.strictObject({
    kind: z
      .enum(["ingress", "gateway"])
      .default("ingress")
      .describe("API that serves the page: an Ingress, or a Gateway with an HTTPRoute."),
    host: z
      .string()
      .max(253)
      .regex(
        /^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)+$/,
        `a host name such as ${owner.toLowerCase()}.example.com`,
      )
      .describe("Host name under which the page is served."),
    tlsSecretName: objectName()
      .optional()
      .describe(
        `Secret with the certificate, in the namespace of ${owner}; or set \`googleCertificate\`. Plain HTTP is not served.`,
      ),
    googleCertificate: googleCertificate
      .optional()
      .describe("Certificate of Google Cloud, in place of `tlsSecretName`."),
    className: objectName()
      .optional()
      .describe(
        `IngressClass or GatewayClass. Default: the cluster's IngressClass, \`${GOOGLE_CLASS}\` with \`iap\` or \`googleCertificate\`; \`${GATEWAY_CLASS}\` for a Gateway.`,
      ),
    address: label("Name of the reserved address of a Google load balancer. Default: a new address.", 63).optional(),
    iap: iap
      .optional()
      .describe("Users log in at Google's Identity-Aware Proxy before they reach the page (see docs/security.md)."),
    annotations: z
      .record(labelKey(), z.string())
      .default({})
      .describe("Annotations of the Ingress or Gateway. They cannot enable plain HTTP."),
  });
}

export type IngressSettings = z.output<ReturnType<typeof ingressSchema>>;

/** The class that serves the page; undefined for the cluster's default IngressClass. */
export function pageClass({ kind, className, iap: login, googleCertificate: certificate }: IngressSettings) {
  if (className !== undefined) return className;
  if (kind === "gateway") return GATEWAY_CLASS;
  return login || certificate ? GOOGLE_CLASS : undefined;
}

/** Whether a class is one of Google's load balancers: `gce`, `gce-internal`, `gke-l7-...`. */
export function isGoogleClass(className: string | undefined): boolean {
  return className !== undefined && /^(gce(-|$)|gke-l7-)/.test(className);
}
