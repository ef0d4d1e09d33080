/** Alerts about logs on their way from the nodes' files to the log store. There are none where the stack collects none. */
import { LOGS, VICTORIA_LOGS } from "../logMetrics";
import { CLUSTER_LABELS, LABELS, POD_LABELS, QUEUE } from "../metrics";
import { LOG_AGENTS, OF_STACK, VICTORIA_LOGS_JOB } from "../ownParts";
import { aggregate, growth, series } from "../promql";
import { QUEUE_USE_LIMIT, STORAGE_USE_LIMIT } from "../thresholds";
import { type AlertSpec, shown } from "./model";

const POD = `${shown(LABELS.namespace)}/${shown(LABELS.pod)}`;
const queue = (name: string) => aggregate("max", POD_LABELS, series(name, LOG_AGENTS, OF_STACK));
const grown = (name: string) => aggregate("sum", POD_LABELS, growth(series(name, LOG_AGENTS, OF_STACK), "5m"));

const stored = (aggregation: "max" | "sum", metric: string) =>
  aggregate(aggregation, CLUSTER_LABELS, series(metric, VICTORIA_LOGS_JOB));
const dropped = aggregate(
  "sum",
  [...CLUSTER_LABELS, LABELS.reason],
  growth(series(VICTORIA_LOGS.dropped, VICTORIA_LOGS_JOB), "5m"),
);

export const LOG_ALERTS: readonly AlertSpec[] = [
  {
    name: "LogsSendFailed",
    severity: "critical",
    holds: "0s",
    expression: `${grown(LOGS.sendFailed)} > 0`,
    summary: `Log agent ${POD} dropped lines that the log store rejected`,
    description: `Log agent ${POD} dropped {{ $value | humanize }} lines in the last 5 minutes, because the log store rejected them with an error that is not retryable, such as wrong credentials.`,
  },
  {
    name: "NamespaceLogsCut",
    severity: "warning",
    holds: "0s",
    expression: `${aggregate("sum", [...CLUSTER_LABELS, LABELS.value], growth(series(LOGS.cut, LOG_AGENTS), "5m"))} > 0`,
    summary: `Namespace ${shown(LABELS.value)} logs more than it may`,
    description: `Log agents cut {{ $value | humanize }} lines of namespace ${shown(LABELS.value)} in the last 5 minutes, because its pods on a node log more than one namespace may. Other namespaces are not affected.`,
  },
  {
    name: "LogsNotShipped",
    severity: "warning",
    holds: "10m",
    expression: `${queue(QUEUE.size)} / ${queue(QUEUE.capacity)} > ${QUEUE_USE_LIMIT}`,
    summary: `Log agent ${POD} cannot send its lines`,
    description: `The queue of log agent ${POD} on the disk of its node is {{ $value | humanizePercentage }} full. When it is full, the agent reads no further, and lines are lost once the kubelet deletes their files.`,
  },
  {
    name: "LogStoreReadOnly",
    severity: "critical",
    holds: "0s",
    expression: `${stored("max", VICTORIA_LOGS.readOnly)} > 0`,
    summary: "VictoriaLogs takes no lines, because its volume is full",
    description:
      "The volume of VictoriaLogs has no room left, so it refuses every line. Lines wait in the queues of the log agents; when these are full, agents read no further.",
  },
  {
    name: "LogStoreNearLimit",
    severity: "warning",
    holds: "30m",
    expression: `${stored("sum", VICTORIA_LOGS.dataBytes)} / ${stored("max", VICTORIA_LOGS.dataLimitBytes)} > ${STORAGE_USE_LIMIT}`,
    summary: "VictoriaLogs will soon delete logs before their retention ends",
    description:
      "The data of VictoriaLogs take {{ $value | humanizePercentage }} of what they may take of its volume. At the limit, VictoriaLogs deletes the oldest day of all namespaces.",
  },
  {
    name: "LogStoreDropsLines",
    severity: "warning",
    holds: "0s",
    expression: `${dropped} > 0`,
    summary: `VictoriaLogs dropped lines: ${shown(LABELS.reason)}`,
    description: `VictoriaLogs took {{ $value | humanize }} lines in the last 5 minutes and did not store them, because of ${shown(LABELS.reason)}.`,
  },
];
