/** The settings of Grafana. */
import { z } from "zod";
import { ingressSchema } from "./ingress";
import { httpsUrl } from "./scalars";

const oauth = z.strictObject({
  name: z.string().min(1).max(40).default("single sign-on").describe("What the button of the login page says."),
  clientId: z.string().min(1).describe("Client id, as the identity provider knows Grafana."),
  authUrl: httpsUrl("Where people are sent to log in."),
  tokenUrl: httpsUrl("Where Grafana gets their tokens."),
  apiUrl: httpsUrl("Where Grafana asks who they are (the userinfo endpoint of OpenID Connect)."),
  scopes: z.string().min(1).default("openid email profile").describe("Scopes that Grafana asks for."),
  allowedDomains: z
    .array(z.string().regex(/^[a-z0-9-]+(\.[a-z0-9-]+)+$/, "a domain such as example.com"))
    .min(1)
    .describe("Domains of the e-mail addresses that are let in."),
  roleAttributePath: z
    .string()
    .min(1)
    .optional()
    .describe("JMESPath that makes a role of what the provider tells. Default: everybody is a Viewer."),
});

/** The section `grafana`. */
export const grafana = z.strictObject({
  enabled: z.boolean().default(true).describe("Run Grafana."),
  ingress: ingressSchema("Grafana", "Annotations of the Ingress, such as those that put Google's IAP before it.")
    .optional()
    .describe("Serve Grafana outside the cluster, over TLS alone."),
  oauth: oauth.optional().describe("Let people in whom an identity provider knows. Default: the administrator alone."),
});

export type GrafanaSettings = z.output<typeof grafana>;
export type GrafanaOauthSettings = NonNullable<GrafanaSettings["oauth"]>;
