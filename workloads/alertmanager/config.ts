/** The content of `alertmanager.yml`: who is told what, how often, and what follows from what. It has no secret. */
import { NOBODY } from "../../settings/schema/alerts/receivers";
import type { OwnAlertmanagerSettings, RouteSettings } from "../../settings/schema/alerts/alertmanager";
import { NAMESPACE_LABEL, TEAM_LABEL } from "../prometheus/alerting";
import { receiverConfig } from "./receivers";

/** One alert that tells what is the matter, and those that follow from it: they are not sent while it fires. */
export interface Inhibition {
  /** Name of the alert that is sent. */
  readonly source: string;
  /** Names of the alerts that are not. */
  readonly targets: readonly string[];
  /** Labels that both have to have alike. */
  readonly equal: readonly string[];
}

/** What the alerts themselves say about their delivery. */
export interface DeliveredAlerts {
  /** Name of the alert that always fires. */
  readonly watchdog: string;
  readonly inhibitions: readonly Inhibition[];
  /** Labels by which alerts are one group, and one notification. */
  readonly groupBy: readonly string[];
}

const is = (label: string, value: string) => `${label}="${value}"`;
/** The label has one of these values. They are names, without characters that a pattern reads. */
const isOneOf = (label: string, values: readonly string[]) => `${label}=~"${values.join("|")}"`;

function matchers({ severities, teams, namespaces }: RouteSettings): string[] {
  return [
    ...(severities.length > 0 ? [isOneOf("severity", severities)] : []),
    ...(teams.length > 0 ? [isOneOf(TEAM_LABEL, teams)] : []),
    ...(namespaces.length > 0 ? [isOneOf(NAMESPACE_LABEL, namespaces)] : []),
  ];
}

function route(settings: RouteSettings) {
  const { receiver, repeatHours } = settings;
  return {
    receiver,
    matchers: matchers(settings),
    ...(settings.continue && { continue: true }),
    ...(repeatHours !== undefined && { repeat_interval: `${repeatHours}h` }),
  };
}

/** The dead man's switch is the first route, so that no other gets it; without one it is sent to nobody. */
function watchdogRoute({ watchdog }: OwnAlertmanagerSettings, alert: string) {
  const { intervalSeconds } = watchdog ?? {};
  return {
    receiver: watchdog?.receiver ?? NOBODY,
    matchers: [is("alertname", alert)],
    ...(intervalSeconds !== undefined && {
      group_wait: "0s",
      group_interval: `${intervalSeconds}s`,
      // A notification is sent some time after its interval has begun: at the same length, each second would be left out.
      repeat_interval: `${Math.floor(intervalSeconds / 2)}s`,
    }),
  };
}

/**
 * The default receiver once more, after the routes: what a route has passed on counts as matched, so that the default
 * receiver would not be told of it.
 */
function lastRoute({ routes, defaultReceiver }: OwnAlertmanagerSettings) {
  return routes.some((one) => one.continue) ? [{ receiver: defaultReceiver, matchers: [] }] : [];
}

/**
 * The whole configuration.
 *
 * @param withSecret names of the receivers whose secret is set
 */
export function alertmanagerConfig(
  settings: OwnAlertmanagerSettings,
  alerts: DeliveredAlerts,
  withSecret: readonly string[],
) {
  const { receivers, defaultReceiver, routes, groupWaitSeconds, groupIntervalSeconds, repeatHours } = settings;
  return {
    route: {
      receiver: defaultReceiver,
      group_by: alerts.groupBy,
      group_wait: `${groupWaitSeconds}s`,
      group_interval: `${groupIntervalSeconds}s`,
      repeat_interval: `${repeatHours}h`,
      routes: [watchdogRoute(settings, alerts.watchdog), ...routes.map(route), ...lastRoute(settings)],
    },
    inhibit_rules: alerts.inhibitions.map(({ source, targets, equal }) => ({
      source_matchers: [is("alertname", source)],
      target_matchers: [isOneOf("alertname", targets)],
      equal,
    })),
    receivers: [...receivers.map((one) => receiverConfig(one, withSecret.includes(one.name))), { name: NOBODY }],
  };
}
