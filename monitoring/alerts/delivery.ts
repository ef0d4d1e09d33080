/** Alerts about the delivery of alerts, and how all alerts are delivered: what is one notification, what follows from what. */
import { ALERTMANAGER, CLUSTER_LABELS, LABELS, PROMETHEUS } from "../metrics";
import { ALERTMANAGER_JOB, PROMETHEUS_JOB } from "../ownParts";
import { aggregate, growth, series } from "../promql";
import { type AlertSpec, shown } from "./model";

const CLUSTER = shown(LABELS.cluster);
const INTEGRATION = shown(LABELS.integration);

/** Name of the alert that always fires. */
export const WATCHDOG = "Watchdog";

export const DELIVERY_ALERTS: readonly AlertSpec[] = [
  {
    name: WATCHDOG,
    severity: "none",
    holds: "0s",
    expression: "vector(1)",
    summary: "Alerts are evaluated and delivered",
    description:
      "This alert always fires. A receiver of its own, the dead man's switch, raises an alarm once it is no longer told of it.",
  },
  {
    name: "AlertsUndelivered",
    severity: "warning",
    holds: "5m",
    expression: `${aggregate("sum", CLUSTER_LABELS, growth(series(PROMETHEUS.notificationErrors, PROMETHEUS_JOB), "5m"))} > 0`,
    summary: `Prometheus in cluster ${CLUSTER} cannot send alerts to an Alertmanager`,
    description: `Prometheus failed to send {{ $value | humanize }} alerts to a replica of Alertmanager in the last 5 minutes. If it reaches no other replica, nobody is told of any alert.`,
  },
  {
    name: "AlertmanagerNotificationsFail",
    severity: "critical",
    holds: "5m",
    expression: `${aggregate("sum", [...CLUSTER_LABELS, LABELS.integration], growth(series(ALERTMANAGER.notificationsFailed, ALERTMANAGER_JOB), "5m"))} > 0`,
    summary: `Alertmanager in cluster ${CLUSTER} cannot notify by ${INTEGRATION}`,
    description: `Alertmanager failed to send {{ $value | humanize }} notifications by ${INTEGRATION} in the last 5 minutes. Their recipients know nothing of the alerts; it tries again with each change of the alerts.`,
  },
];

/** One alert that tells what is the matter, and those that follow from it. */
interface Inhibition {
  readonly source: string;
  readonly targets: readonly string[];
  /** Labels that both have alike. Labels that neither has are alike too. */
  readonly equal: readonly string[];
}

const NODE = [...CLUSTER_LABELS, LABELS.node];
const QUEUE = [...CLUSTER_LABELS, LABELS.namespace, LABELS.pod, LABELS.exporter];

/** Alerts that say of a node that its agent is not heard. */
const SILENCE = ["AgentStoppedReporting", "AgentMetricsMissing", "NodeExporterMissing"];

/** A cause silences its consequences, on the same node, pod or cluster. */
export const INHIBITIONS: readonly Inhibition[] = [
  {
    source: "NoSamplesArriving",
    targets: [...SILENCE, "NodeWithoutAgent", "AgentNotReady", "AgentSilent", "TraceGatewayMissing"],
    equal: CLUSTER_LABELS,
  },
  {
    source: "AgentNotReady",
    targets: ["AgentSilent", "NodeWithoutAgent", ...SILENCE],
    equal: NODE,
  },
  { source: "AgentSilent", targets: ["NodeWithoutAgent", ...SILENCE], equal: NODE },
  {
    source: "NodeWithoutAgent",
    targets: SILENCE,
    equal: NODE,
  },
  { source: "AgentStoppedReporting", targets: ["AgentMetricsMissing", "NodeExporterMissing"], equal: NODE },
  { source: "AgentMemoryLimiterRefuses", targets: ["AgentMemoryNearLimit", "AgentRefusesData"], equal: NODE },
  { source: "AgentWriteUnauthorized", targets: ["AgentQueueFilling"], equal: NODE },
  { source: "AgentEnqueueFailed", targets: ["AgentQueueFilling", "SamplesMissing"], equal: NODE },
  { source: "AgentSamplesExpired", targets: ["SamplesMissing"], equal: NODE },
  { source: "NodeDiskAlmostFull", targets: ["NodeDiskFilling"], equal: [...NODE, LABELS.device] },
  { source: "SpanQueueOverflow", targets: ["SpanQueueFilling"], equal: QUEUE },
];

/** Labels by which alerts are one notification: one for all nodes of a cluster that have the same problem. */
export const GROUP_BY: readonly string[] = ["alertname", LABELS.cluster, LABELS.team];
