/** Alerts about copies for further destinations. None of them is about the stack's own store, which loses nothing. */
import { LOGS } from "../../logMetrics";
import { CLUSTER_LABELS, CONTRIB_WRITER, LABELS, TRACES } from "../../metrics";
import { AGENT_JOB, GATEWAYS_AND_SAMPLERS, LOG_AGENTS, OF_SETTINGS } from "../../ownParts";
import { aggregate, growth, type Matcher, series } from "../../promql";
import { type AlertSpec, shown } from "../model";

const CLUSTER = shown(LABELS.cluster);
const EXPORTER = shown(LABELS.exporter);

/** The exporters' counters of each signal, of which each collector has one. */
const grown = (...counters: readonly (readonly [metric: string, of: Matcher])[]) =>
  aggregate(
    "sum",
    [...CLUSTER_LABELS, LABELS.exporter],
    counters.map(([metric, of]) => growth(series(metric, of, OF_SETTINGS), "5m")).join(" or "),
  );

export const EXPORTER_ALERTS: readonly AlertSpec[] = [
  {
    name: "CopyQueueOverflow",
    severity: "warning",
    holds: "0s",
    expression: `${grown(
      [CONTRIB_WRITER.enqueueFailed, AGENT_JOB],
      [TRACES.enqueueFailed, GATEWAYS_AND_SAMPLERS],
      [LOGS.enqueueFailed, LOG_AGENTS],
    )} > 0`,
    summary: `Copies for ${EXPORTER} are dropped, because its queue is full`,
    description: `Collectors of cluster ${CLUSTER} dropped {{ $value | humanize }} data points, spans or log lines for the destination of exporter ${EXPORTER} in the last 5 minutes: it is down or too slow, and its sending queue is full. The stack's own store has them.`,
  },
  {
    name: "CopySendFailed",
    severity: "warning",
    holds: "0s",
    expression: `${grown(
      [CONTRIB_WRITER.sendFailed, AGENT_JOB],
      [TRACES.sendFailed, GATEWAYS_AND_SAMPLERS],
      [LOGS.sendFailed, LOG_AGENTS],
    )} > 0`,
    summary: `Copies for ${EXPORTER} are dropped, because its destination rejects them`,
    description: `The destination of exporter ${EXPORTER} rejected {{ $value | humanize }} data points, spans or log lines of cluster ${CLUSTER} in the last 5 minutes with an error that is not retryable, such as wrong credentials. The stack's own store has them.`,
  },
];
