/** Alerts that tell of what is about to be lost, or is stored without a name. */
import { BYTES_PER_MIB } from "../../settings/sizing/units";
import { AGENT, CLUSTER_LABELS, LABELS, NODE_LABELS, SCRAPE } from "../metrics";
import { AGENT_JOB } from "../ownParts";
import { aggregate, is, series } from "../promql";
import { LIMITER_USE_LIMIT } from "../thresholds";
import { type AlertSpec, shown } from "./model";

const NODE = shown(LABELS.node);
const CLUSTER = shown(LABELS.cluster);

/** The heap between collections grows up to the Go runtime's own limit: its lowest value is what is in use. */
function memoryNearLimit(memoryLimiterMiB: number): AlertSpec {
  const inUse = `min_over_time(${series(AGENT.heapBytes, AGENT_JOB)}[10m])`;
  return {
    name: "AgentMemoryNearLimit",
    severity: "warning",
    holds: "5m",
    expression: `${aggregate("max", NODE_LABELS, inUse)} / ${memoryLimiterMiB * BYTES_PER_MIB} > ${LIMITER_USE_LIMIT}`,
    summary: `The agent on node ${NODE} will soon refuse data`,
    description: `The heap of the agent on node ${NODE} has not been below {{ $value | humanizePercentage }} of the ${memoryLimiterMiB} MiB at which its memory limiter refuses data for 10 minutes. What is refused of a scrape is lost.`,
  };
}

/** Scraped pods get their names by `k8s_attributes`, and no other target is without the name of its node. */
const attributesMissing: AlertSpec = {
  name: "PodAttributesMissing",
  severity: "warning",
  holds: "10m",
  expression: aggregate("count", CLUSTER_LABELS, series(SCRAPE.up, is(LABELS.node, ""), is(LABELS.namespace, ""))),
  summary: `Samples of cluster ${CLUSTER} have no names of pods`,
  description:
    "{{ $value }} targets are scraped whose samples have neither namespace, pod nor node: agents do not find the pods at the API server. Rules and dashboards that go by these names miss them.",
};

/**
 * What depends on the settings of the agents.
 *
 * @param memoryLimiterMiB heap at which an agent refuses data, in MiB
 * @param enriched whether agents ask the API server for the names of pods
 */
export function earlyAlerts(memoryLimiterMiB: number, enriched: boolean): readonly AlertSpec[] {
  return [memoryNearLimit(memoryLimiterMiB), ...(enriched ? [attributesMissing] : [])];
}
