/** What becomes of the configuration of Alertmanager: receivers and routes. */
import { already, type Found, leave, left, type Outcome, type Rule, same, secret, taken } from "../../engine/rules";
import { listOf, mapOf, plainText, plainUrl, seconds, settingName } from "../common/values";

type Map = Readonly<Record<string, unknown>>;

const BASE = "alertmanager config";

/** Ways of telling somebody that a receiver of a stack may have; it has one. */
const WAYS = ["slack_configs", "pagerduty_configs", "webhook_configs", "email_configs"];

const wayOf = (receiver: Map) => WAYS.find((way) => listOf(receiver[way]).length > 0);

function settingsOf(receiver: Map, root: unknown): Map | undefined {
  const name = settingName(receiver["name"]);
  const way = wayOf(receiver);
  const first = (kind: string) => (way === kind ? mapOf(listOf(receiver[kind])[0]) : undefined);
  const global = mapOf(mapOf(mapOf(mapOf(root)["alertmanager"])["config"])["global"]);
  const slack = first("slack_configs");
  if (slack) {
    const channel = plainText(slack["channel"]);
    return { kind: "slack", name, ...(channel !== undefined && { channel: channel.replace(/^(?![#@])/, "#") }) };
  }
  if (first("pagerduty_configs")) return { kind: "pagerduty", name };
  const webhook = first("webhook_configs");
  if (webhook) {
    const url = plainUrl(webhook["url"]);
    // An address outside the cluster often has a key in its path.
    return { kind: "webhook", name, ...(url !== undefined && /\.svc(\.|:|\/|$)/.test(url) && { url }) };
  }
  const mail = first("email_configs");
  if (!mail) return undefined;
  const of = (key: string) => plainText(mail[key] ?? global[`smtp_${key}`]);
  const to = plainText(mail["to"])?.split(/\s*,\s*/);
  const username = of("auth_username");
  return {
    kind: "email",
    name,
    to,
    from: of("from"),
    smarthost: of("smarthost"),
    ...(username !== undefined && { username }),
  };
}

function needsSecret({ kind, url, username }: Map): boolean {
  return kind === "slack" || kind === "pagerduty" || (kind === "webhook" ? url === undefined : username !== undefined);
}

/** Whether anybody is told: without a receiver the stack runs no Alertmanager. */
function hasReceiver(root: unknown): boolean {
  const config = mapOf(mapOf(mapOf(root)["alertmanager"])["config"]);
  return listOf(config["receivers"]).some((one) => mapOf(one)["name"] !== "null" && settingsOf(mapOf(one), root));
}

/** A rule about an Alertmanager that tells somebody. */
function ofReceivers(pattern: string, setting: string, convert: (value: unknown) => unknown): Rule {
  return {
    pattern,
    read: ({ value, root, draft }) => {
      const converted = convert(value);
      if (!hasReceiver(root)) return same("nobody is told of alerts");
      return converted === undefined ? left(`this value is none for ${setting}`) : taken(draft.set(setting, converted));
    },
  };
}

function receiver({ value, root, draft }: Found): Outcome {
  const one = mapOf(value);
  if (one["name"] === "null") return same("alerts that no receiver is for go nowhere");
  const found = settingsOf(one, root);
  if (!found) return left("receivers are Slack, PagerDuty, mail and webhooks");
  draft.set("alerts.alertmanager.kind", "own");
  if (needsSecret(found)) draft.secrets.add(`receiverSecrets.${String(found["name"])}`);
  return taken(draft.add("alerts.alertmanager.receivers", found));
}

/** The receiver of a path, and why one of its ways is left; undefined for the one that is taken over. */
function wayLeft({ path, root }: Found): { readonly one: Map; readonly why: string | undefined } {
  const config = mapOf(mapOf(mapOf(root)["alertmanager"])["config"]);
  const one = mapOf(listOf(config["receivers"])[Number(path[3])]);
  const taken = wayOf(one);
  if (taken === undefined) return { one, why: "receivers are Slack, PagerDuty, mail and webhooks" };
  if (path[4] === taken && path[5] === "0") return { one, why: undefined };
  const why = `a receiver tells in one way, and this one by ${taken}: add another receiver, and a route to it with continue: true`;
  return { one, why };
}

/** One of the ways in which a receiver tells. */
function way(found: Found): Outcome {
  const { one, why } = wayLeft(found);
  return why === undefined ? receiver({ ...found, value: one }) : left(why);
}

/** Values that a matcher asks of a label: `severity="critical"`, `severity =~ "critical|warning"`. */
function matched(route: Map): Map | undefined {
  const pairs = [
    ...listOf(route["matchers"]).map((text) => /^\s*(\w+)\s*=~?\s*"?([^"]*?)"?\s*$/.exec(String(text))?.slice(1)),
    ...[...Object.entries(mapOf(route["match"])), ...Object.entries(mapOf(route["match_re"]))],
  ];
  const known: Readonly<Record<string, string>> = { severity: "severities", namespace: "namespaces" };
  const found = pairs.map((pair) => [known[String(pair?.[0])], String(pair?.[1]).split("|")] as const);
  return found.every(([name]) => name !== undefined) ? (Object.fromEntries(found) as Map) : undefined;
}

function route({ value, draft }: Found): Outcome {
  const one = mapOf(value);
  if (one["receiver"] === "null") return same("alerts that tell nobody anything are not sent");
  const conditions = matched(one);
  if (!conditions || listOf(one["routes"]).length > 0)
    return left("routes match by severity, team and namespace (alerts.alertmanager.routes)");
  return taken(
    draft.add("alerts.alertmanager.routes", {
      receiver: settingName(one["receiver"]),
      ...conditions,
      ...(one["continue"] === true && { continue: true }),
    }),
  );
}

const repeatHours = (value: unknown) => {
  const found = seconds(value);
  return found === undefined ? undefined : Math.max(1, Math.round(found / 3600));
};

/** Rules about the configuration of Alertmanager. */
export const ALERTMANAGER_RULES: readonly Rule[] = [
  { pattern: `${BASE} receivers * *_configs *`, read: way },
  { pattern: `${BASE} receivers *`, read: receiver },
  ofReceivers(`${BASE} route receiver`, "alerts.alertmanager.defaultReceiver", (value) =>
    value === "null" ? "null" : settingName(value),
  ),
  { pattern: `${BASE} route routes *`, read: route },
  ofReceivers(`${BASE} route group_wait`, "alerts.alertmanager.groupWaitSeconds", seconds),
  ofReceivers(`${BASE} route group_interval`, "alerts.alertmanager.groupIntervalSeconds", seconds),
  ofReceivers(`${BASE} route repeat_interval`, "alerts.alertmanager.repeatHours", repeatHours),
  already(`${BASE} route`, "alerts of one name, team and cluster are one notification"),
  {
    pattern: `${BASE} global *password*|*token*|*secret*|*api_url*|*key*`,
    read: () => left("secrets belong to receivers: set receiverSecrets.NAME for each"),
  },
  already(`${BASE} global`, "receivers of mail have it"),
  leave(`${BASE} inhibit_rules`, "alerts of the stack inhibit each other as they need it"),
  leave(`${BASE} templates|mute_time_intervals|time_intervals`, "there is no setting for it"),
  ofReceivers("alertmanager alertmanagerSpec replicas", "alerts.alertmanager.replicas", (value) => value),
  ofReceivers(
    "alertmanager alertmanagerSpec storage volumeClaimTemplate spec storageClassName",
    "alerts.alertmanager.storageClassName",
    plainText,
  ),
  leave("alertmanager ingress|ingressPerReplica|route", "Alertmanager is not served outside the cluster"),
  leave("alertmanager templateFiles", "notifications have a form of their own"),
  {
    pattern: "alertmanager enabled",
    read: ({ value }) => same(value === true ? "it runs if it has receivers" : "it runs only with receivers"),
  },
  leave("alertmanager", "the stack's own Alertmanager has no setting for it (alerts.alertmanager)"),
];

/** Marks a secret of a receiver that is written in the file. */
export function receiverSecret(found: Found): Outcome {
  const { one, why } = wayLeft(found);
  return why === undefined ? secret(found.draft, `receiverSecrets.${settingName(one["name"])}`) : left(why);
}
