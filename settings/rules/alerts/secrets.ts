/** Rules about what Alertmanager and its receivers must not show: secrets, and addresses with credentials. */
import type { Problem } from "../../problems";
import { secretOf } from "../../schema/alerts/receivers";
import { ALERTMANAGER_SECRET, key, RECEIVER_SECRETS, type Rule } from "../rule";
import { path, rule, SECTION } from "./section";

const secretPath = (name: string) => key(`${RECEIVER_SECRETS}.${name}`);
const setSecret = (name: string) => `pulumi config set --secret --path '${secretPath(name)}'`;

const secretsAreThere = rule(({ receivers }, { credentials }) => {
  const set = credentials[RECEIVER_SECRETS];
  // Another rule tells of a value that is no map.
  if (set && set.names === undefined) return [];
  const names = set?.names ?? [];
  return receivers
    .filter((receiver) => secretOf(receiver) === "needed" && !names.includes(receiver.name))
    .map(({ name, kind }) => ({
      path: secretPath(name),
      rule: `is missing: receiver ${name} is of kind ${kind}, which needs a secret`,
      fix: `Set it with: ${setSecret(name)}.`,
    }));
});

const secretsAreUsed: Rule = {
  reads: [SECTION],
  check: ({ alerts, credentials }) => {
    const set = credentials[RECEIVER_SECRETS];
    if (set === undefined || alerts === undefined) return [];
    if (set.names === undefined)
      return [
        {
          path: key(RECEIVER_SECRETS),
          rule: "must be a map of secrets by the receivers' names",
          fix: `Remove it, and set each secret with: ${setSecret("NAME")}.`,
        },
      ];
    const receivers = alerts.alertmanager.kind === "own" ? alerts.alertmanager.receivers : [];
    return set.names
      .filter((name) => !receivers.some((receiver) => receiver.name === name && secretOf(receiver) !== "none"))
      .map((name) => ({
        path: secretPath(name),
        rule: `is set, but ${path("receivers")} has no receiver ${name} that takes a secret`,
        fix: `Remove it with: pulumi config rm --path '${secretPath(name)}'; or add the receiver.`,
      }));
  },
};

const externalPassword: Rule = {
  reads: [SECTION],
  check: ({ alerts, credentials }) => {
    if (alerts === undefined) return [];
    const { alertmanager } = alerts;
    const username = alertmanager.kind === "external" ? alertmanager.username : undefined;
    const isSet = credentials[ALERTMANAGER_SECRET] !== undefined;
    if (username !== undefined && !isSet)
      return [
        {
          path: key(ALERTMANAGER_SECRET),
          rule: `is missing: ${path("username")} needs a password`,
          fix: `Set it with: pulumi config set --secret ${key(ALERTMANAGER_SECRET)}.`,
        },
      ];
    if (username === undefined && isSet)
      return [
        {
          path: key(ALERTMANAGER_SECRET),
          rule: `is set, but ${path("username")} is not, and a password needs a user name`,
          fix: `Set ${path("kind")}: external with a username, or remove ${key(ALERTMANAGER_SECRET)}.`,
        },
      ];
    return [];
  },
};

/** Whether a URL would show credentials, or send them in plain text. */
function urlProblems(at: string, url: string, sendsSecret: boolean): Problem[] {
  const { username, password, protocol } = new URL(url);
  return [
    ...(username + password === ""
      ? []
      : [
          {
            path: path(at),
            rule: "must not contain a user name or password, because the stack file would show them as plain text",
            fix: "Remove them from the address, and set a secret in their place.",
          },
        ]),
    ...(sendsSecret && protocol === "http:"
      ? [
          {
            path: path(at),
            value: url,
            rule: "must begin with https:// when a secret is sent to it",
            fix: "Use the https address.",
          },
        ]
      : []),
  ];
}

const addressesAreSafe: Rule = {
  reads: [SECTION],
  check: ({ alerts, credentials }) => {
    if (alerts === undefined) return [];
    const { alertmanager } = alerts;
    if (alertmanager.kind === "external")
      return urlProblems("url", alertmanager.url, alertmanager.username !== undefined);
    if (alertmanager.kind === "none") return [];
    const secrets = credentials[RECEIVER_SECRETS]?.names ?? [];
    return alertmanager.receivers.flatMap((receiver, index) =>
      receiver.kind === "webhook" && receiver.url !== undefined
        ? urlProblems(`receivers[${index}].url`, receiver.url, secrets.includes(receiver.name))
        : [],
    );
  },
};

export const ALERTMANAGER_SECRET_RULES: readonly Rule[] = [
  secretsAreThere,
  secretsAreUsed,
  externalPassword,
  addressesAreSafe,
];
