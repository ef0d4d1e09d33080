/** Alerts about the agents and the targets that they scrape. */
import { AGENT_JOB, FROM_OUTSIDE, OTHER_JOBS } from "../expressions";
import { AGENT, LABELS, NODE_LABELS, SCRAPE, TARGET_LABELS } from "../metrics";
import { aggregate, growth, isNot, series } from "../promql";
import { type AlertSpec, shown } from "./model";

const NODE = shown(LABELS.node);
const TARGET = `${shown(LABELS.namespace)}/${shown(LABELS.pod)} (${shown(LABELS.instance)})`;

const agentUp = series(SCRAPE.up, AGENT_JOB);
const targetUp = series(SCRAPE.up, OTHER_JOBS);
const onSameNode = `on (${NODE_LABELS.join(", ")})`;

/** Prometheus' receiver still counts the samples of a body over the sample limit, but none of one over the size limit. */
const overLimit = `(${targetUp} == 0 and ${SCRAPE.samples} > 0) or ${series(SCRAPE.bodyBytes, OTHER_JOBS)} == -1`;

const presence: readonly AlertSpec[] = [
  {
    name: "AgentMissing",
    severity: "warning",
    holds: "10m",
    expression: `${aggregate("count", NODE_LABELS, series(SCRAPE.up, OTHER_JOBS, isNot(LABELS.node, "")))} unless ${onSameNode} ${agentUp}`,
    summary: `Node ${NODE} has targets, but no agent reports itself there`,
    description: `{{ $value }} targets of node ${NODE} are scraped, while no agent of that node reports its own metrics. Its losses would go unseen.`,
  },
  {
    name: "AgentVanished",
    severity: "info",
    holds: "10m",
    expression: `${aggregate("count", NODE_LABELS, `last_over_time(${agentUp}[1h])`)} unless ${onSameNode} ${agentUp}`,
    summary: `The agent of node ${NODE} is no longer seen`,
    description: `The agent of node ${NODE} reported within the last hour and does not any more. A node that was removed looks the same, and then this ends by itself within the hour.`,
  },
  {
    name: "AgentDown",
    severity: "warning",
    holds: "5m",
    expression: `${agentUp} == 0`,
    summary: `The agent of node ${NODE} does not answer on its metrics port`,
    description: `The agent ${shown(LABELS.pod)} of node ${NODE} runs, but cannot read its own metrics. Alerts about it cannot fire meanwhile.`,
  },
];

const refusals: readonly AlertSpec[] = [
  {
    name: "AgentRefusesData",
    severity: "warning",
    holds: "0s",
    expression: `${aggregate("sum", NODE_LABELS, growth(series(AGENT.refused, FROM_OUTSIDE), "5m"))} > 0`,
    summary: `The agent of node ${NODE} refuses data`,
    description: `The agent of node ${NODE} turned away {{ $value | humanize }} data points in 5 minutes. What it scraped itself is lost; OTLP clients may repeat theirs.`,
  },
  {
    name: "AgentMemoryLimiterRefuses",
    severity: "critical",
    holds: "0s",
    expression: `${aggregate("sum", NODE_LABELS, growth(series(AGENT.limiterRefused), "5m"))} > 0`,
    summary: `The agent of node ${NODE} is at its memory limit`,
    description: `The memory limiter of the agent of node ${NODE} turned away {{ $value | humanize }} data points in 5 minutes. Scraped ones are lost for good.`,
  },
];

const targets: readonly AlertSpec[] = [
  {
    name: "TargetDown",
    severity: "warning",
    holds: "10m",
    expression: `${aggregate("max", TARGET_LABELS, `${targetUp} == 0 unless (${overLimit})`)} == 0`,
    summary: `Target ${TARGET} cannot be scraped`,
    description: `The agent of node ${NODE} has not been able to scrape ${TARGET}, job ${shown(LABELS.job)}, for 10 minutes.`,
  },
  {
    name: "TargetOverLimit",
    severity: "warning",
    holds: "5m",
    expression: aggregate("count", TARGET_LABELS, overLimit),
    summary: `Target ${TARGET} exposes more than the limit`,
    description: `${TARGET}, job ${shown(LABELS.job)}, answers with more samples or bytes than one scrape may bring, so that the agent of node ${NODE} drops the whole scrape.`,
  },
];

export const AGENT_ALERTS: readonly AlertSpec[] = [...presence, ...refusals, ...targets];
