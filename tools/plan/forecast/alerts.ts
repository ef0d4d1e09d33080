/** Who is told of alerts, as sentences for a reviewer. */
import type { OwnAlertmanagerSettings, RouteSettings } from "../../../settings/schema/alerts/alertmanager";
import type { Settings } from "../../../settings/schema/settings";
import { ALERTMANAGER_SIZING } from "../../../settings/sizing/alertmanager";

function conditions({ severities, teams, namespaces }: RouteSettings): string {
  return [
    severities.length > 0 ? severities.join(" and ") : "those",
    ...(teams.length > 0 ? [`of team ${teams.join(", ")}`] : []),
    ...(namespaces.length > 0 ? [`of namespace ${namespaces.join(", ")}`] : []),
  ].join(" ");
}

function own({ replicas, routes, defaultReceiver, watchdog }: OwnAlertmanagerSettings): string {
  const { memoryLimitMiB, storageGiB } = ALERTMANAGER_SIZING;
  const size = `${memoryLimitMiB} MiB and a volume of ${storageGiB} GiB`;
  const told = [
    ...routes.map((route) => `${conditions(route)} to ${route.receiver}${route.continue ? " too" : ""}`),
    `${routes.length > 0 ? "all others" : "all"} to ${defaultReceiver}`,
  ];
  const deadMan = watchdog
    ? `dead man's switch every ${watchdog.intervalSeconds} s to ${watchdog.receiver}`
    : "no dead man's switch";
  return `${replicas} Alertmanager${replicas > 1 ? "s" : ""} of ${size}; ${told.join(", ")}; ${deadMan}`;
}

/** Who is told of alerts. */
export function alertsForecast({ alerts: { alertmanager }, metrics }: Settings): string {
  if (metrics.kind === "remote")
    return "evaluated by nobody in this stack: `npm run rules` writes the rules for the ruler of the store";
  switch (alertmanager.kind) {
    case "none":
      return "shown in Prometheus alone, nobody is told: set `alerts.alertmanager`";
    case "external":
      return `sent to ${alertmanager.url}`;
    case "own":
      return own(alertmanager);
  }
}
