/** Alerts about agents that are not ready or silent, by what kube-state-metrics says of their pods. */
import { agentNodes, byNode, ofObjects, ON_CLUSTER, ON_NODE } from "../expressions";
import { OBJECTS } from "../clusterMetrics";
import { CLUSTER_LABELS, LABELS, NODE_LABELS, SCRAPE } from "../metrics";
import { AGENT_JOB, DESCRIBED_AGENT_PODS, KUBE_STATE_METRICS_JOB } from "../ownParts";
import { aggregate, is, series } from "../promql";
import { type AlertSpec, shown } from "./model";
import type { WatchedObjects } from "./objects";

const NODE = shown(LABELS.node);

const agentUp = series(SCRAPE.up, AGENT_JOB);

/** Seconds that a new node has for its first agent: the kubelet pulls images and starts what else belongs to the node. */
const NEW_NODE_SECONDS = 600;

const settledNodes = byNode(`${ofObjects(OBJECTS.nodeCreated)} < time() - ${NEW_NODE_SECONDS}`);

/** The nodes whose agent is ready. */
function nodesWithReadyAgent(): string {
  const pod = [...CLUSTER_LABELS, LABELS.describedNamespace, LABELS.describedPod];
  const ready = `${ofObjects(OBJECTS.podReady, is(LABELS.condition, "true"))} == 1`;
  const placed = aggregate("max", [...pod, LABELS.describedNode], ofObjects(OBJECTS.podInfo, DESCRIBED_AGENT_PODS));
  return byNode(`${placed} and on (${pod.join(", ")}) (${ready})`);
}

/** Seconds without a sample after which a target counts as silent: two scrapes, and the time until they are stored. */
const silenceSeconds = (scrapeIntervalSeconds: number) => 2 * scrapeIntervalSeconds + 15;

/**
 * The node of kube-state-metrics, where the agent that scrapes it has stopped: nothing tells then whether that agent is
 * ready. Other agents still report, or Prometheus would receive nothing at all.
 */
function nodeOfSilentObjects(scrapeIntervalSeconds: number): string {
  const window = `[${silenceSeconds(scrapeIntervalSeconds)}s]`;
  const shards = series(SCRAPE.up, KUBE_STATE_METRICS_JOB);
  return [
    aggregate("count", NODE_LABELS, `last_over_time(${shards}[10m])`),
    `unless ${ON_CLUSTER} present_over_time(${shards}${window})`,
    `unless ${ON_NODE} present_over_time(${agentUp}${window})`,
    `and ${ON_CLUSTER} present_over_time(${agentUp}${window})`,
  ].join(" ");
}

/**
 * Time between two evaluations of the alerts about readiness. From the end of an agent to its notification are two
 * minutes at most, if kube-state-metrics is scraped each 30 seconds by another agent.
 */
export const READINESS_INTERVAL = "15s";

/** Alerts about agents that are not ready or silent, for stacks with an agent on every node. */
export function readinessAlerts({ scrapeIntervalSeconds }: WatchedObjects): AlertSpec[] {
  const expected = `${aggregate("count", NODE_LABELS, agentNodes({ matchers: [] }))} and ${ON_NODE} ${settledNodes}`;
  const heard = `present_over_time(${agentUp}[${silenceSeconds(scrapeIntervalSeconds)}s])`;
  return [
    {
      name: "AgentNotReady",
      severity: "critical",
      holds: "30s",
      expression: `(${expected} unless ${ON_NODE} ${nodesWithReadyAgent()}) or (${nodeOfSilentObjects(scrapeIntervalSeconds)})`,
      summary: `The agent on node ${NODE} is not ready`,
      description: `Node ${NODE} has no agent that is ready, or its agent has fallen silent together with kube-state-metrics, which it scrapes. Nothing on the node is scraped meanwhile.`,
    },
    {
      name: "AgentSilent",
      severity: "critical",
      holds: "3m",
      expression: `${aggregate("count", NODE_LABELS, nodesWithReadyAgent())} unless ${ON_NODE} ${heard}`,
      summary: `The agent on node ${NODE} is ready, and nothing arrives from it`,
      description: `The agent on node ${NODE} runs, but no sample of its own metrics has arrived for more than 3 minutes. It does not reach the API server, which names its targets, or the metrics store; or it still sends what has waited during an outage.`,
    },
  ];
}
