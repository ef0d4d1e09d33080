/** Rules about credentials, mainly those of a remote endpoint. */
import type { Problem } from "../problems";
import type { MetricsSettings } from "../schema/settings";
import { CREDENTIAL_KEYS, key, type Rule, SECRET_KEYS } from "./rule";

const credentialsAreEncrypted: Rule = {
  reads: [],
  check: ({ credentials }) =>
    SECRET_KEYS.filter((name) => credentials[name]?.encrypted === false).map((name) => ({
      path: key(name),
      ...(credentials[name]?.empty
        ? { rule: "is empty", fix: `Set it with: pulumi config set --secret ${key(name)}, or remove it.` }
        : {
            rule: "is not encrypted in the stack file",
            fix: `Set it again with: pulumi config set --secret ${key(name)}. Then rotate the credential, because it was readable.`,
          }),
    })),
};

/** Whether clients of a store of each kind use the credentials of the settings. */
const TAKES_CREDENTIALS: Readonly<Record<MetricsSettings["kind"], boolean>> = { prometheus: false, remote: true };

const credentialsMatchKind: Rule = {
  reads: ["metrics.kind"],
  check: ({ metrics, credentials }) =>
    metrics === undefined || TAKES_CREDENTIALS[metrics.kind]
      ? []
      : CREDENTIAL_KEYS.filter((name) => credentials[name]).map((name) => ({
          path: key(name),
          rule: `is set, but ${key("metrics.kind")} is ${metrics.kind}, which takes no credentials from settings`,
          fix: `Remove ${key(name)}, or set ${key("metrics.kind")}: remote.`,
        })),
};

const credentialsAreComplete: Rule = {
  reads: ["metrics.kind"],
  check: ({ metrics, credentials }) => {
    // Where the store takes none, each of them has an answer already.
    if (metrics !== undefined && !TAKES_CREDENTIALS[metrics.kind]) return [];
    const { remoteWriteUsername, remoteWritePassword, remoteWriteBearerToken } = credentials;
    const problems: Problem[] = [];
    const missing =
      remoteWriteUsername && !remoteWritePassword
        ? "remoteWritePassword"
        : remoteWritePassword && !remoteWriteUsername
          ? "remoteWriteUsername"
          : undefined;
    if (missing)
      problems.push({
        path: key(missing),
        rule: "is missing: basic authentication needs a user name and a password",
        fix: `Set it with: pulumi config set --secret ${key(missing)}.`,
      });
    if (remoteWriteBearerToken && (remoteWriteUsername ?? remoteWritePassword))
      problems.push({
        path: key("remoteWriteBearerToken"),
        rule: "cannot be combined with a user name and a password: a request has one kind of credentials",
        fix: `Remove ${key("remoteWriteBearerToken")}, or ${key("remoteWriteUsername")} and ${key("remoteWritePassword")}.`,
      });
    return problems;
  },
};

const credentialsNeedEncryption: Rule = {
  reads: ["metrics.kind", "metrics.url"],
  check: ({ metrics, credentials }) =>
    metrics?.kind === "remote" && metrics.url.startsWith("http:") && CREDENTIAL_KEYS.some((name) => credentials[name])
      ? [
          {
            path: key("metrics.url"),
            value: metrics.url,
            rule: "must begin with https:// when credentials are sent to it",
            fix: "Use the https address of the endpoint.",
          },
        ]
      : [],
};

const addressesCarryNoCredentials: Rule = {
  reads: ["metrics.url", "metrics.queryUrl"],
  check: ({ metrics }) =>
    metrics?.kind !== "remote"
      ? []
      : (["url", "queryUrl"] as const)
          .filter((name) => metrics[name] !== undefined && new URL(metrics[name]).username !== "")
          .map((name) => ({
            path: key(`metrics.${name}`),
            rule: "must not contain a user name or password, because the stack file would show them as plain text",
            fix: `Remove them from the address, and set ${CREDENTIAL_KEYS.slice(0, 2).map(key).join(" and ")} with: pulumi config set --secret.`,
          })),
};

export const CREDENTIALS_RULES: readonly Rule[] = [
  credentialsAreEncrypted,
  credentialsMatchKind,
  credentialsAreComplete,
  credentialsNeedEncryption,
  addressesCarryNoCredentials,
];
