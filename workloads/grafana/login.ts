/** Login to Grafana from outside the cluster: its URL and its identity provider, as variables of its container. */
import type { GrafanaOauthSettings, GrafanaSettings } from "../../settings/schema/grafana";

/** Key of the Secret with the client's secret. */
export const OAUTH_SECRET_KEY = "clientSecret";

/** Variable of Grafana's container that holds it. */
export const OAUTH_SECRET_VARIABLE = "GF_AUTH_GENERIC_OAUTH_CLIENT_SECRET";

function oauthVariables(oauth: GrafanaOauthSettings): Record<string, string> {
  const { roleAttributePath } = oauth;
  const variables = {
    ENABLED: "true",
    NAME: oauth.name,
    CLIENT_ID: oauth.clientId,
    AUTH_URL: oauth.authUrl,
    TOKEN_URL: oauth.tokenUrl,
    API_URL: oauth.apiUrl,
    SCOPES: oauth.scopes,
    ALLOWED_DOMAINS: oauth.allowedDomains.join(" "),
    // A user who can log in gets an account, with the role Viewer unless the provider sets another.
    ALLOW_SIGN_UP: "true",
    USE_PKCE: "true",
    ...(roleAttributePath === undefined
      ? { SKIP_ORG_ROLE_SYNC: "true" }
      : { ROLE_ATTRIBUTE_PATH: roleAttributePath, ROLE_ATTRIBUTE_STRICT: "true" }),
  };
  return Object.fromEntries(Object.entries(variables).map(([name, value]) => [`GF_AUTH_GENERIC_OAUTH_${name}`, value]));
}

/** Variables by name; none of them is secret. */
export function loginVariables({ ingress, oauth }: Pick<GrafanaSettings, "ingress" | "oauth">): Record<string, string> {
  return {
    ...(ingress && {
      GF_SERVER_ROOT_URL: `https://${ingress.host}/`,
      // Browsers then send the session cookie only over https, and to localhost.
      GF_SECURITY_COOKIE_SECURE: "true",
      GF_SECURITY_STRICT_TRANSPORT_SECURITY: "true",
    }),
    ...(oauth && { GF_USERS_AUTO_ASSIGN_ORG_ROLE: "Viewer", ...oauthVariables(oauth) }),
  };
}
