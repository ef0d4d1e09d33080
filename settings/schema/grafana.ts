/** The settings of Grafana. */
import { z } from "zod";
import { ingressSchema } from "./ingress";
import { imageDigest, imageRepository, imageTag } from "./image";
import { httpsUrl } from "./scalars";

const oauth = z.strictObject({
  name: z.string().min(1).max(40).default("single sign-on").describe("Text of the button on the login page."),
  clientId: z.string().min(1).describe("Grafana's OAuth client id at the identity provider."),
  authUrl: httpsUrl("Authorization endpoint of the identity provider."),
  tokenUrl: httpsUrl("Token endpoint of the identity provider."),
  apiUrl: httpsUrl("Userinfo endpoint of the identity provider (OpenID Connect)."),
  scopes: z.string().min(1).default("openid email profile").describe("OAuth scopes that Grafana requests."),
  allowedDomains: z
    .array(z.string().regex(/^[a-z0-9-]+(\.[a-z0-9-]+)+$/, "a domain such as example.com"))
    .min(1)
    .describe("Domains of the e-mail addresses that may log in."),
  roleAttributePath: z
    .string()
    .min(1)
    .optional()
    .describe("JMESPath expression that computes a user's role from the userinfo. Default: every user is a Viewer."),
});

const image = z.strictObject({
  repository: imageRepository(
    "Registry and path of an image that is made of Grafana's own. The nodes need permission to pull from it.",
  ),
  tag: imageTag(
    "Tag, for readers: the image is pulled by digest. Default: Grafana's version in contract/versions.json.",
  ).optional(),
  digest: imageDigest("Digest."),
});

/** The section `grafana`. */
export const grafana = z.strictObject({
  enabled: z.boolean().default(true).describe("Run Grafana."),
  ingress: ingressSchema("Grafana").optional().describe("Serve Grafana outside the cluster, over TLS only."),
  traces: z
    .enum(["all", "default", "none"])
    .default("all")
    .describe(
      "Jaegers that Grafana queries: those of `all` teams, only the one of the spans that belong to no team (`default`), or `none`. Every viewer can query each of them (see docs/tracing.md).",
    ),
  image: image
    .optional()
    .describe(
      "An image of your own with plugins in `/usr/share/grafana/plugins` (see docs/logs.md). Default: Grafana's own, which has none.",
    ),
  logs: z
    .boolean()
    .default(false)
    .describe(
      "Query the stack's VictoriaLogs from Grafana, with links from traces to lines and back. Needs `logs.kind: victorialogs`, and `grafana.image` with the plugin `victoriametrics-logs-datasource`. Every viewer can then read all logs.",
    ),
  dashboards: z
    .string()
    .min(1)
    .optional()
    .describe(
      "Folder with dashboards of your own, such as `./dashboards`, as JSON files that Grafana exports (see docs/extending.md).",
    ),
  oauth: oauth
    .optional()
    .describe("Login by OAuth at an identity provider. Default: only the administrator can log in, with a password."),
});

export type GrafanaSettings = z.output<typeof grafana>;
export type GrafanaOauthSettings = NonNullable<GrafanaSettings["oauth"]>;
