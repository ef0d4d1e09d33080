/** Alerts about the agents and the targets that they scrape. */
import { LIMITER_REFUSED, REFUSED } from "../agentCounters";
import { grown, ON_NODE, OTHER_JOBS, targets, targetsOverLimit } from "../expressions";
import { LABELS, NODE_LABELS, SCRAPE, TARGET_LABELS } from "../metrics";
import { AGENT_JOB } from "../ownParts";
import { aggregate, isNot, series } from "../promql";
import { type AlertSpec, shown } from "./model";

const NODE = shown(LABELS.node);
const TARGET = `${shown(LABELS.namespace)}/${shown(LABELS.pod)} (${shown(LABELS.instance)})`;

const agentUp = series(SCRAPE.up, AGENT_JOB);
const targetUp = targets({ matchers: [] });
const overLimit = targetsOverLimit({ matchers: [] });

const presence: readonly AlertSpec[] = [
  {
    name: "AgentMetricsMissing",
    severity: "warning",
    holds: "10m",
    expression: `${aggregate("count", NODE_LABELS, series(SCRAPE.up, OTHER_JOBS, isNot(LABELS.node, "")))} unless ${ON_NODE} ${agentUp}`,
    summary: `The agent on node ${NODE} reports no metrics of its own`,
    description: `{{ $value }} targets on node ${NODE} are scraped, but the node's agent does not report its own metrics. Data that this agent loses would go unnoticed.`,
  },
  {
    name: "AgentStoppedReporting",
    severity: "info",
    holds: "10m",
    expression: `${aggregate("count", NODE_LABELS, `last_over_time(${agentUp}[1h])`)} unless ${ON_NODE} ${agentUp}`,
    summary: `The agent on node ${NODE} stopped reporting`,
    description: `The agent on node ${NODE} reported its metrics within the last hour and has stopped. If the node was removed, this alert resolves by itself within the hour.`,
  },
  {
    name: "AgentSelfScrapeFailing",
    severity: "warning",
    holds: "5m",
    expression: `${agentUp} == 0`,
    summary: `The agent on node ${NODE} cannot scrape its own metrics`,
    description: `The agent ${shown(LABELS.pod)} on node ${NODE} is running, but has failed to scrape its own metrics endpoint for 5 minutes. Alerts about this agent cannot fire meanwhile.`,
  },
];

const refusals: readonly AlertSpec[] = [
  {
    name: "AgentRefusesData",
    severity: "warning",
    holds: "0s",
    expression: `${grown(REFUSED, NODE_LABELS)} > 0`,
    summary: `The agent on node ${NODE} refuses data`,
    description: `The receivers of the agent on node ${NODE} refused scrapes or requests with {{ $value | humanize }} data points in the last 5 minutes, whole or in part. What is refused of a scrape is lost; OTLP clients may retry.`,
  },
  {
    name: "AgentMemoryLimiterRefuses",
    severity: "critical",
    holds: "0s",
    expression: `${grown(LIMITER_REFUSED, NODE_LABELS)} > 0`,
    summary: `The memory limiter of the agent on node ${NODE} refuses data`,
    description: `The memory limiter of the agent on node ${NODE} refused {{ $value | humanize }} data points in the last 5 minutes. Scraped data points are lost.`,
  },
];

const aboutTargets: readonly AlertSpec[] = [
  {
    name: "TargetDown",
    severity: "warning",
    holds: "10m",
    expression: `${aggregate("max", TARGET_LABELS, `${targetUp} == 0 unless (${overLimit})`)} == 0`,
    summary: `Target ${TARGET} is down`,
    description: `The agent on node ${NODE} has failed to scrape ${TARGET}, job ${shown(LABELS.job)}, for 10 minutes.`,
  },
  {
    name: "TargetOverLimit",
    severity: "warning",
    holds: "5m",
    expression: aggregate("count", TARGET_LABELS, overLimit),
    summary: `Target ${TARGET} exceeds a scrape limit`,
    description: `Scrapes of ${TARGET}, job ${shown(LABELS.job)}, exceed the sample limit or the body size limit. The agent on node ${NODE} drops them whole.`,
  },
];

export const AGENT_ALERTS: readonly AlertSpec[] = [...presence, ...refusals, ...aboutTargets];
