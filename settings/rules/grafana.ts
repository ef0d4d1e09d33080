/** Rules about Grafana. */
import { GRAFANA_SECRET, key, type Rule } from "./rule";

/** Grafana's id of the data source for VictoriaLogs. */
const PLUGIN = "victoriametrics-logs-datasource";

const loginNeedsAnAddress: Rule = {
  reads: ["grafana.oauth", "grafana.ingress"],
  check: ({ grafana }) =>
    grafana?.oauth && !grafana.ingress
      ? [
          {
            path: key("grafana.ingress"),
            rule: `is missing: after a login (${key("grafana.oauth")}) the identity provider redirects the browser to Grafana's https address`,
            fix: `Set ${key("grafana.ingress")} with its host and tlsSecretName, or remove ${key("grafana.oauth")}.`,
          },
        ]
      : [],
};

const loginNeedsItsSecret: Rule = {
  reads: ["grafana.oauth"],
  check: ({ grafana, credentials }) => {
    const isSet = credentials[GRAFANA_SECRET] !== undefined;
    if (grafana?.oauth && !isSet)
      return [
        {
          path: key(GRAFANA_SECRET),
          rule: `is missing: ${key("grafana.oauth")} needs the OAuth client secret`,
          fix: `Set it with: pulumi config set --secret ${key(GRAFANA_SECRET)}.`,
        },
      ];
    if (grafana && !grafana.oauth && isSet)
      return [
        {
          path: key(GRAFANA_SECRET),
          rule: `is set, but there is no ${key("grafana.oauth")}`,
          fix: `Remove ${key(GRAFANA_SECRET)}, or set ${key("grafana.oauth")}.`,
        },
      ];
    return [];
  },
};

const partsNeedGrafana: Rule = {
  reads: ["grafana.enabled", "grafana.ingress", "grafana.oauth"],
  check: ({ grafana }) =>
    grafana?.enabled === false
      ? (["ingress", "oauth"] as const)
          .filter((name) => grafana[name] !== undefined)
          .map((name) => ({
            path: key(`grafana.${name}`),
            rule: `is set, but ${key("grafana.enabled")} is false`,
            fix: `Remove ${key(`grafana.${name}`)}, or set ${key("grafana.enabled")}: true.`,
          }))
      : [],
};

const logsNeedPluginAndStore: Rule = {
  reads: ["grafana.logs", "grafana.image", "logs.kind"],
  check: ({ grafana, logs }) => {
    if (!grafana?.logs) return [];
    return [
      ...(logs?.kind === "victorialogs"
        ? []
        : [
            {
              path: key("grafana.logs"),
              value: true,
              rule: `requires ${key("logs.kind")}: victorialogs: Grafana queries the VictoriaLogs that the stack runs`,
              fix: `Set ${key("logs")}: {kind: victorialogs}, or remove ${key("grafana.logs")}.`,
            },
          ]),
      ...(grafana.image
        ? []
        : [
            {
              path: key("grafana.image"),
              rule: `is missing: ${key("grafana.logs")} needs the plugin ${PLUGIN}, which Grafana's own image does not have`,
              fix: `Build an image with it as docs/logs.md shows, and set ${key("grafana.image")} to its repository and digest, or remove ${key("grafana.logs")}.`,
            },
          ]),
    ];
  },
};

const addressesHaveNoCredentials: Rule = {
  reads: ["grafana.oauth"],
  check: ({ grafana }) =>
    (["authUrl", "tokenUrl", "apiUrl"] as const)
      .filter((name) => grafana?.oauth && new URL(grafana.oauth[name]).username !== "")
      .map((name) => ({
        path: key(`grafana.oauth.${name}`),
        rule: "must not contain a user name or password, because the stack file would show them as plain text",
        fix: `Remove them from the address: the provider knows Grafana by ${key("grafana.oauth.clientId")} and the secret ${key(GRAFANA_SECRET)}.`,
      })),
};

export const GRAFANA_RULES: readonly Rule[] = [
  addressesHaveNoCredentials,
  logsNeedPluginAndStore,
  loginNeedsAnAddress,
  loginNeedsItsSecret,
  partsNeedGrafana,
];
