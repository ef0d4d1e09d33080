/** The content of `alertmanager.yml`, in which no secret is. */
import { listAt, objectAt, textAt, textsAt } from "../../../evidence/reading";
import { allOf, demand, listOf, oneOf, type Shape } from "../../../evidence/shape";
import { DURATION } from "../../common";

export const RECEIVER_NAME = /[a-z]([-a-z0-9]*[a-z0-9])?/;
/** Secrets are files. The ConfigMap is readable for many. */
const SECRET_FILE = /\/etc\/alertmanager\/receivers\/[a-z]([-a-z0-9]*[a-z0-9])?/;
const TEXT = /[^]*/;
const MATCHERS = listOf(/\w+(=|=~)"[^"\\]+"/);
const PLAIN_URL = /https?:\/\/[^@\s]+/;

const ROUTE: Record<string, Shape> = {
  receiver: RECEIVER_NAME,
  "group_wait?": /\d+s/,
  "group_interval?": DURATION,
  // Five days, after which nobody remembers the first notification.
  "repeat_interval?": /([1-9]|[1-9]\d|1[01]\d|120)h|\d{2,5}s/,
};

const INTEGRATIONS: Readonly<Record<string, Shape>> = {
  "slack_configs?": [
    {
      send_resolved: true,
      api_url_file: SECRET_FILE,
      "channel?": /[#@]\S+/,
      title: TEXT,
      title_link: TEXT,
      text: TEXT,
      fallback: TEXT,
    },
  ],
  "pagerduty_configs?": [
    {
      send_resolved: true,
      routing_key_file: SECRET_FILE,
      description: TEXT,
      severity: TEXT,
      links: listOf({ href: TEXT, text: TEXT }),
    },
  ],
  "webhook_configs?": [
    oneOf(
      { send_resolved: true, url_file: SECRET_FILE },
      {
        send_resolved: true,
        url: PLAIN_URL,
        "http_config?": { authorization: { credentials_file: SECRET_FILE } },
      },
    ),
  ],
  "email_configs?": [
    {
      send_resolved: true,
      to: TEXT,
      from: TEXT,
      smarthost: /[a-z0-9.-]+:\d+/,
      "auth_username?": TEXT,
      "auth_password_file?": SECRET_FILE,
      headers: { subject: TEXT },
      require_tls: true,
    },
  ],
};

export const CONFIGURATION: Shape = allOf(
  {
    route: {
      ...ROUTE,
      group_by: listOf(/\w+/, 1),
      routes: listOf({ ...ROUTE, matchers: MATCHERS, "continue?": true }, 1),
    },
    // One alert may hide those that are named, of the same cluster. The watchdog fires always.
    inhibit_rules: listOf({
      source_matchers: [/alertname="(?!Watchdog")\w+"/],
      target_matchers: [/alertname=~"\w+(\|\w+)*"/],
      equal: allOf(
        listOf(/\w+/, 1),
        demand("have to name the cluster", (labels) => (labels as unknown[]).includes("k8s_cluster_name")),
      ),
    }),
    receivers: listOf({ name: RECEIVER_NAME, ...INTEGRATIONS }, 1),
  },
  demand("has to send the alerts that no route matches to somebody", (config) => {
    const { route, receivers } = config as { route: { receiver: string }; receivers: { name: string }[] };
    const first = receivers.find(({ name }) => name === route.receiver);
    return first !== undefined && Object.keys(first).length > 1;
  }),
  demand("has to have every receiver that a route names", (config) => {
    const names = listAt(config, "receivers").map((receiver) => textAt(receiver, "name"));
    return listAt(config, "route", "routes").every((route) => names.includes(textAt(route, "receiver")));
  }),
  demand("has to send all alerts but the watchdog to somebody", (config) => {
    const nobody = listAt(config, "receivers")
      .filter((receiver) => Object.keys(objectAt(receiver)).length === 1)
      .map((receiver) => textAt(receiver, "name"));
    return listAt(config, "route", "routes")
      .filter((route) => nobody.includes(textAt(route, "receiver")))
      .every((route) => textsAt(route, "matchers").join() === 'alertname="Watchdog"');
  }),
);
