/** Cases of the alerts about the delivery of alerts. */
import { type AlertCase, CLUSTER, type Labels, NODE_B, PROMETHEUS, sample } from "../model";

const ALERTMANAGER: Labels = {
  ...NODE_B,
  job: "alertmanager",
  k8s_namespace_name: "monitoring",
  k8s_pod_name: "alertmanager-0",
  instance: "10.0.1.5:9093",
};
const REPLICA = { ...PROMETHEUS, alertmanager: "https://alertmanager-0.alertmanager-peers:9093/api/v2/alerts" };
const ERRORS = sample("prometheus_notifications_errors_total", REPLICA);
const failed = (integration: string, reason: string) =>
  sample("alertmanager_notifications_failed_total", { ...ALERTMANAGER, integration, reason });

export const DELIVERY_CASES: readonly AlertCase[] = [
  {
    alert: "Watchdog",
    firing: {
      situation: "rules are evaluated",
      at: "1m",
      input: {},
      expected: [
        {
          labels: {},
          summary: "Alerts are evaluated and delivered",
          description:
            "This alert always fires. A receiver of its own, the dead man's switch, raises an alarm once it is no longer told of it.",
        },
      ],
    },
    silent: [],
  },
  {
    alert: "AlertsUndelivered",
    firing: {
      situation: "a replica of Alertmanager does not take alerts for minutes",
      at: "12m",
      input: { [ERRORS]: "0x2 2+2x20" },
      expected: [
        {
          labels: CLUSTER,
          summary: "Prometheus in cluster lab cannot send alerts to an Alertmanager",
          description:
            "Prometheus failed to send 10 alerts to a replica of Alertmanager in the last 5 minutes. If it reaches no other replica, nobody is told of any alert.",
        },
      ],
    },
    silent: [
      { situation: "a replica restarts", at: "12m", input: { [ERRORS]: "0x2 4x20" } },
      { situation: "every alert is taken", at: "12m", input: { [ERRORS]: "0x20" } },
    ],
  },
  {
    alert: "AlertmanagerNotificationsFail",
    firing: {
      situation: "a receiver refuses each notification, and another one some of them",
      at: "12m",
      input: {
        [failed("slack", "clientError")]: "0+1x20",
        [failed("slack", "other")]: "0x20",
        [failed("email", "other")]: "0x5 1x20",
      },
      expected: [
        {
          labels: { ...CLUSTER, integration: "slack" },
          summary: "Alertmanager in cluster lab cannot notify by slack",
          description:
            "Alertmanager failed to send 5 notifications by slack in the last 5 minutes. Their recipients know nothing of the alerts; it tries again with each change of the alerts.",
        },
      ],
    },
    silent: [
      { situation: "a receiver refused one notification", at: "8m", input: { [failed("slack", "other")]: "0x3 1x20" } },
    ],
  },
];
