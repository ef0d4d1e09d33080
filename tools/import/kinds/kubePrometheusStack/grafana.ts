/** What becomes of the values of Grafana. */
import { already, leave, left, type Outcome, type Rule, same, secret, take, taken } from "../../engine/rules";
import { listOf, mapOf, plainText, plainUrl, scalarText } from "../common/values";

const OAUTH = "grafana grafana.ini auth.generic_oauth";
const INGRESS = "grafana ingress";

/** The page of Grafana is served only where its ingress is on. */
function ofIngress(root: unknown, outcome: () => Outcome): Outcome {
  return mapOf(mapOf(mapOf(root)["grafana"])["ingress"])["enabled"] === true ? outcome() : same("it is off");
}

function ingressSetting(pattern: string, setting: string, convert: (value: unknown) => unknown): Rule {
  return {
    pattern: `${INGRESS} ${pattern}`,
    read: ({ value, root, draft }) =>
      ofIngress(root, () => {
        const converted = convert(value);
        return converted === undefined
          ? left(`this value is none for ${setting}`)
          : taken(draft.set(setting, converted));
      }),
  };
}

const oauth = (key: string, setting: string, convert: (value: unknown) => unknown = plainText): Rule =>
  take(`${OAUTH} ${key}`, `grafana.oauth.${setting}`, convert);

/** Rules about the values of Grafana. */
export const GRAFANA_RULES: readonly Rule[] = [
  take("grafana enabled", "grafana.enabled"),
  ingressSetting("hosts 0", "grafana.ingress.host", plainText),
  ingressSetting("tls 0 secretName", "grafana.ingress.tlsSecretName", plainText),
  ingressSetting("ingressClassName", "grafana.ingress.className", plainText),
  {
    pattern: `${INGRESS} annotations *`,
    read: ({ value, keys, root, draft }) =>
      ofIngress(root, () =>
        taken(draft.set(["grafana", "ingress", "annotations", keys[0] ?? ""], scalarText(value) ?? "")),
      ),
  },
  already(`${INGRESS} enabled|tls|path|pathType`, "the page is served at one host, over TLS"),
  leave(INGRESS, "the page is served at one host (grafana.ingress)"),
  oauth("name", "name"),
  oauth("client_id", "clientId"),
  oauth("auth_url", "authUrl", plainUrl),
  oauth("token_url", "tokenUrl", plainUrl),
  oauth("api_url", "apiUrl", plainUrl),
  oauth("scopes", "scopes"),
  oauth("role_attribute_path", "roleAttributePath"),
  {
    pattern: `${OAUTH} allowed_domains`,
    read: ({ value, draft }) => {
      const domains = Array.isArray(value) ? listOf(value) : plainText(value)?.split(/[\s,]+/);
      return domains ? taken(draft.set("grafana.oauth.allowedDomains", domains)) : left("they are plain names");
    },
  },
  { pattern: `${OAUTH} client_secret`, read: ({ draft }) => secret(draft, "grafanaOauthClientSecret") },
  already(`${OAUTH} enabled`, "it is on once it has its addresses (grafana.oauth)"),
  leave(OAUTH, "grafana.oauth has no setting for it"),
  leave("grafana grafana.ini", "Grafana's own configuration follows from the settings"),
  leave("grafana adminPassword|adminUser|admin", "the stack makes the administrator's password (Secret grafana-admin)"),
  leave(
    "grafana dashboards|dashboardProviders|dashboardsConfigMaps",
    "dashboards of your own are JSON files in the folder grafana.dashboards",
  ),
  leave("grafana datasources|additionalDataSources", "data sources are the stack's own stores"),
  leave("grafana persistence", "Grafana keeps nothing: data sources and dashboards are in the settings"),
  leave("grafana plugins", "plugins are in an image of your own (grafana.image)"),
  leave("grafana", "there is no setting for it (docs/settings.md#grafana)"),
];
