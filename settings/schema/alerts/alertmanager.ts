/** The settings of the Alertmanager that takes the alerts of the stack's Prometheus: the stack's own, or one that exists. */
import { z } from "zod";
import { integer, label, objectName, webUrl } from "../scalars";
import { receiver } from "./receivers";

/** Urgencies of alerts, from the most urgent. */
const SEVERITIES = ["critical", "warning", "info"] as const;

/**
 * Most hours between repeated notifications. Alertmanager forgets after 120 hours whom it has notified, and would then
 * notify again at the next group interval.
 */
const MOST_REPEAT_HOURS = 120;

const route = z.strictObject({
  receiver: label("Name of the receiver that gets these alerts.", 40),
  severities: z
    .array(z.enum(SEVERITIES))
    .default([])
    .describe("Severities of the alerts: `critical`, `warning`, `info`. Default: every severity."),
  teams: z
    .array(label("Name of a team.", 40))
    .default([])
    .describe("Teams of `tracing.teams` about whose namespaces the alerts are. Default: every team, and none."),
  namespaces: z
    .array(label("A namespace.", 63))
    .default([])
    .describe("Namespaces about whose pods the alerts are. Default: every namespace, and none."),
  continue: z
    .boolean()
    .default(false)
    .describe("Tell further routes that match too, or else the default receiver. Default: the first route is all."),
  repeatHours: integer(
    "Hours after which alerts that still fire are sent again. Default: `alerts.alertmanager.repeatHours`.",
    1,
    MOST_REPEAT_HOURS,
  ).optional(),
});

const watchdog = z.strictObject({
  receiver: label("Name of the receiver, such as a service that raises an alarm once it hears nothing.", 40),
  intervalSeconds: integer("Seconds between two of its notifications.", 30, 86_400).default(300),
});

const none = z.strictObject({
  kind: z.literal("none").describe("Deliver alerts to nobody: they are shown in Prometheus and Grafana alone."),
});

const external = z.strictObject({
  kind: z.literal("external").describe("Send alerts to an Alertmanager that exists already."),
  url: webUrl("Base URL of Alertmanager, or of a compatible API, such as https://mimir.example.com/alertmanager."),
  username: z
    .string()
    .min(1)
    .optional()
    .describe("User name for basic authentication. The password is the secret `alertmanagerPassword`."),
});

const own = z.strictObject({
  kind: z.literal("own").describe("Run Alertmanager in the cluster."),
  replicas: integer(
    "Number of replicas. Each is told every alert, and they agree on who notifies. Two deliver while one is on a node that fails.",
    1,
    3,
  ).default(2),
  storageClassName: objectName()
    .optional()
    .describe(
      "StorageClass of the volumes, of 1 GiB each, with silences and sent notifications. Default: the cluster's.",
    ),
  receivers: z.array(receiver).min(1).describe("Where notifications go. Each has a name, by which routes refer to it."),
  defaultReceiver: label("Name of the receiver of all alerts that no route matches.", 40),
  routes: z
    .array(route)
    .default([])
    .describe(
      "Which receiver gets which alerts. The first route whose conditions all hold is taken. An alert is of a team or namespace if it is about one of its pods.",
    ),
  groupWaitSeconds: integer(
    "Seconds that the first alert of a group waits for others. Alerts of the same name, team and cluster are one group, and so one notification.",
    1,
    3600,
  ).default(30),
  // Below, a replica that waits for another would send what has ended meanwhile.
  groupIntervalSeconds: integer(
    "Seconds between two notifications of a group that changes: of further alerts, and of those that have ended.",
    30,
    86_400,
  ).default(300),
  repeatHours: integer("Hours after which alerts that still fire are sent again.", 1, MOST_REPEAT_HOURS).default(12),
  watchdog: watchdog
    .optional()
    .describe(
      "Dead man's switch: the alert Watchdog, which always fires, is sent to a receiver of its own. Default: to nobody.",
    ),
});

export const alertmanager = z
  .discriminatedUnion("kind", [none, own, external])
  .prefault({ kind: "none" })
  .describe("Who takes the alerts of the stack's Prometheus.");

export type AlertmanagerSettings = z.output<typeof alertmanager>;
export type OwnAlertmanagerSettings = Extract<AlertmanagerSettings, { kind: "own" }>;
export type ExternalAlertmanagerSettings = Extract<AlertmanagerSettings, { kind: "external" }>;
export type RouteSettings = OwnAlertmanagerSettings["routes"][number];
