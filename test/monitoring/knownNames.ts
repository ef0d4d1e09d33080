import * as cluster from "../../monitoring/clusterMetrics";
import * as logMetrics from "../../monitoring/logMetrics";
import * as metrics from "../../monitoring/metrics";
import { MONITOR_LABELS, MONITORS } from "../../monitoring/monitorMetrics";

/** Names of all metrics that something of the stack exposes; what Prometheus records of them is not among these. */
export const EXPOSED_METRICS: ReadonlySet<string> = new Set<string>(
  [
    metrics.SCRAPE,
    metrics.AGENT,
    metrics.QUEUE,
    metrics.CONTRIB_WRITER,
    metrics.DURABLE_WRITER,
    ...Object.values(logMetrics),
    MONITORS,
    metrics.TRACES,
    metrics.SPANS,
    metrics.JAEGER,
    cluster.NODE,
    cluster.OBJECTS,
    cluster.CONTAINER,
    metrics.PROMETHEUS,
    metrics.ALERTMANAGER,
  ].flatMap((names) => Object.values(names)),
);

export const KNOWN_LABELS: ReadonlySet<string> = new Set<string>([
  ...Object.values(metrics.LABELS),
  ...Object.values(MONITOR_LABELS),
]);
