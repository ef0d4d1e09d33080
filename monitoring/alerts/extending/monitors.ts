/** Alerts about the ServiceMonitors and PodMonitors that agents read. */
import { CLUSTER_LABELS, LABELS } from "../../metrics";
import { MONITOR_LABELS, MONITORS } from "../../monitorMetrics";
import { AGENT_JOB } from "../../ownParts";
import { aggregate, series } from "../../promql";
import { type AlertSpec, shown } from "../model";

const RESOURCE = shown(MONITOR_LABELS.resource);
const NAMESPACE = shown(LABELS.describedNamespace);

export const MONITOR_ALERTS: readonly AlertSpec[] = [
  {
    name: "MonitorsUnreadable",
    severity: "warning",
    holds: "10m",
    expression: aggregate(
      "count",
      [...CLUSTER_LABELS, MONITOR_LABELS.resource],
      `${series(MONITORS.readable, AGENT_JOB)} == 0`,
    ),
    summary: `Agents cannot read the ${RESOURCE} of cluster ${shown(LABELS.cluster)}`,
    description: `The API server gives {{ $value }} agents no ${RESOURCE}. They scrape the targets that they knew before, and none that came since.`,
  },
  {
    name: "MonitorEndpointsRefused",
    severity: "info",
    holds: "10m",
    expression: `${aggregate("max", [...CLUSTER_LABELS, LABELS.describedNamespace, LABELS.reason], series(MONITORS.refusedEndpoints, AGENT_JOB))} > 0`,
    summary: `Monitors of namespace ${NAMESPACE} ask for what agents do not do`,
    description: `{{ $value }} endpoints of ServiceMonitors and PodMonitors of namespace ${NAMESPACE} are not scraped as they ask: ${shown(LABELS.reason)}.`,
  },
];
