/** Alerts about logs on their way from the nodes' files to the log store. There are none where the stack collects none. */
import { CLUSTER_LABELS, LABELS, LOGS, POD_LABELS, QUEUE } from "../metrics";
import { LOG_AGENTS } from "../ownParts";
import { aggregate, growth, series } from "../promql";
import { QUEUE_USE_LIMIT } from "../thresholds";
import { type AlertSpec, shown } from "./model";

const POD = `${shown(LABELS.namespace)}/${shown(LABELS.pod)}`;
const queue = (name: string) => aggregate("max", POD_LABELS, series(name, LOG_AGENTS));
const grown = (name: string) => aggregate("sum", POD_LABELS, growth(series(name, LOG_AGENTS), "5m"));

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
];
