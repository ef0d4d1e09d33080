/** Rules about the logs of pods. */
import type { Problem } from "../problems";
import { logStorageBytes, neededLogStorageGiB, storedLogBytes } from "../sizing/logs/victoriaLogs";
import { gibText } from "../sizing/units";
import { needsOwnImage } from "./ownImage";
import { key, LOG_CREDENTIAL_KEYS, type Rule } from "./rule";

const storageHoldsRetention: Rule = {
  reads: ["logs.retentionDays", "logs.storageGiB", "logs.expectedKiBPerSecond", "logs.kind"],
  check: ({ logs }) => {
    if (logs?.kind !== "victorialogs" || storedLogBytes(logs) <= logStorageBytes(logs)) return [];
    return [
      {
        path: key("logs.storageGiB"),
        value: logs.storageGiB,
        rule: `is less than ${logs.retentionDays} days of ${logs.expectedKiBPerSecond} KiB/s take: about ${gibText(storedLogBytes(logs))}, of which the volume holds ${gibText(logStorageBytes(logs))}`,
        fix: `Set ${key("logs.storageGiB")} to ${neededLogStorageGiB(logs)} or more, or lower ${key("logs.retentionDays")}.`,
      },
    ];
  },
};

const limitHasItsImage = needsOwnImage(
  "logs.namespaceKiBPerSecond",
  ({ logs }) => logs?.namespaceKiBPerSecond,
  "the processor that limits the lines of a namespace",
);

const singleLimitsHaveTheirImage = needsOwnImage(
  "logs.namespaceLimits",
  ({ logs }) => (logs?.namespaceLimits.length ? logs.namespaceLimits.map(({ namespace }) => namespace) : undefined),
  "the processor that limits the lines of a namespace",
);

const singleLimitsDiffer: Rule = {
  reads: ["logs.namespaceLimits"],
  check: ({ logs }) => {
    const names = (logs?.namespaceLimits ?? []).map(({ namespace }) => namespace);
    return names.flatMap((name, index) =>
      names.indexOf(name) < index
        ? [
            {
              path: key(`logs.namespaceLimits[${index}].namespace`),
              value: name,
              rule: `${key(`logs.namespaceLimits[${names.indexOf(name)}]`)} has a limit of the same namespace`,
              fix: "Remove one of the two.",
            },
          ]
        : [],
    );
  },
};

const credentialsMatchKind: Rule = {
  reads: ["logs.kind"],
  check: ({ logs, credentials }) =>
    logs?.kind === "otlp"
      ? []
      : LOG_CREDENTIAL_KEYS.filter((name) => credentials[name]).map((name) => ({
          path: key(name),
          rule: `is set, but ${key("logs.kind")} is ${logs?.kind ?? "not set"}, which takes no credentials from settings`,
          fix: `Remove ${key(name)}, or set ${key("logs.kind")}: otlp.`,
        })),
};

const credentialsAreComplete: Rule = {
  reads: [],
  check: ({ credentials: { logsUsername, logsPassword, logsBearerToken } }): Problem[] => {
    const missing =
      logsUsername && !logsPassword ? "logsPassword" : logsPassword && !logsUsername ? "logsUsername" : undefined;
    return [
      ...(missing
        ? [
            {
              path: key(missing),
              rule: "is missing: basic authentication needs a user name and a password",
              fix: `Set it with: pulumi config set --secret ${key(missing)}.`,
            },
          ]
        : []),
      ...(logsBearerToken && (logsUsername ?? logsPassword)
        ? [
            {
              path: key("logsBearerToken"),
              rule: "cannot be combined with a user name and a password: a request has one kind of credentials",
              fix: `Remove ${key("logsBearerToken")}, or ${key("logsUsername")} and ${key("logsPassword")}.`,
            },
          ]
        : []),
    ];
  },
};

const addressHasNoCredentials: Rule = {
  reads: ["logs.url"],
  check: ({ logs }) =>
    logs?.kind === "otlp" && new URL(logs.url).username !== ""
      ? [
          {
            path: key("logs.url"),
            rule: "must not contain a user name or password, because the stack file would show them as plain text",
            fix: `Remove them from the address, and set ${LOG_CREDENTIAL_KEYS.slice(0, 2).map(key).join(" and ")} with: pulumi config set --secret.`,
          },
        ]
      : [],
};

export const LOGS_RULES: readonly Rule[] = [
  storageHoldsRetention,
  limitHasItsImage,
  singleLimitsHaveTheirImage,
  singleLimitsDiffer,
  credentialsMatchKind,
  credentialsAreComplete,
  addressHasNoCredentials,
];
