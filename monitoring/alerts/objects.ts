/** Alerts that need the list of the cluster's objects, which kube-state-metrics has. */
import type { Settings } from "../../settings/schema/settings";
import { objectsSizing } from "../../settings/sizing/cluster/objects";
import { CLUSTER_LABELS, LABELS, NODE_LABELS, OBJECTS, SCRAPE } from "../metrics";
import { AGENT_JOB, DESCRIBED_AGENT_PODS, KUBE_STATE_METRICS_JOB } from "../ownParts";
import { aggregate, is, matchesNot, series } from "../promql";
import { type AlertSpec, shown } from "./model";

/** What the alerts about objects have to know of the stack. */
export interface WatchedObjects {
  /** Shards of kube-state-metrics. */
  readonly shards: number;
  /** Whether every Linux node is to have an agent: no setting leaves nodes out. */
  readonly agentOnEveryNode: boolean;
  readonly scrapeIntervalSeconds: number;
}

/** What alerts may know of the cluster's objects; undefined where nothing watches them. */
export function watchedObjects(settings: Settings): WatchedObjects | undefined {
  if (!settings.objects.enabled) return undefined;
  return {
    shards: objectsSizing(settings).shards,
    agentOnEveryNode: Object.keys(settings.agent.nodeSelector).length === 0 && toleratesAll(settings),
    scrapeIntervalSeconds: settings.agent.scrapeIntervalSeconds,
  };
}

const toleratesAll = ({ agent }: Settings): boolean =>
  agent.tolerations.some(
    ({ key, effect, operator }) => key === undefined && effect === undefined && operator === "Exists",
  );

const NODE = shown(LABELS.node);

const agentUp = series(SCRAPE.up, AGENT_JOB);
const shardsUp = `${series(SCRAPE.up, KUBE_STATE_METRICS_JOB)} == 1`;

const onCluster = `on (${CLUSTER_LABELS.join(", ")})`;
const onNode = `on (${NODE_LABELS.join(", ")})`;
const described = (metric: string, ...matchers: readonly string[]) =>
  series(metric, KUBE_STATE_METRICS_JOB, ...matchers);

/** With the node that a series describes in the label that agents' series have for their node. */
const byNode = (expression: string) =>
  `label_replace(${expression}, "${LABELS.node}", "$1", "${LABELS.describedNode}", "(.+)")`;

/** The nodes of the cluster on which agents run: those with Linux. */
const nodes = byNode(described(OBJECTS.nodeInfo, matchesNot(LABELS.osImage, "Windows.*")));

/** Seconds that a new node has for its first agent: the kubelet pulls images and starts what else belongs to the node. */
const NEW_NODE_SECONDS = 600;

const settledNodes = byNode(`${described(OBJECTS.nodeCreated)} < time() - ${NEW_NODE_SECONDS}`);

/** The nodes whose agent is ready. */
function nodesWithReadyAgent(): string {
  const pod = [...CLUSTER_LABELS, LABELS.describedNamespace, LABELS.describedPod];
  const ready = `${described(OBJECTS.podReady, is(LABELS.condition, "true"))} == 1`;
  const placed = aggregate("max", [...pod, LABELS.describedNode], described(OBJECTS.podInfo, DESCRIBED_AGENT_PODS));
  return byNode(`${placed} and on (${pod.join(", ")}) (${ready})`);
}

/**
 * The node of kube-state-metrics, where the agent that scrapes it has stopped: nothing tells then whether that agent is
 * ready. Other agents still report, or Prometheus would receive nothing at all.
 */
function nodeOfSilentObjects(scrapeIntervalSeconds: number): string {
  const window = `[${2 * scrapeIntervalSeconds + 15}s]`;
  const shards = series(SCRAPE.up, KUBE_STATE_METRICS_JOB);
  return [
    aggregate("count", NODE_LABELS, `last_over_time(${shards}[10m])`),
    `unless ${onCluster} present_over_time(${shards}${window})`,
    `unless ${onNode} present_over_time(${agentUp}${window})`,
    `and ${onCluster} present_over_time(${agentUp}${window})`,
  ].join(" ");
}

/**
 * Time between two evaluations of the alerts about readiness. From the end of an agent to its notification are two
 * minutes at most, if kube-state-metrics is scraped each 30 seconds by another agent.
 */
export const READINESS_INTERVAL = "15s";

/** Alerts about agents that are not ready, for stacks with an agent on every node. */
export function readinessAlerts({ scrapeIntervalSeconds }: WatchedObjects): AlertSpec[] {
  const expected = `${aggregate("count", NODE_LABELS, nodes)} and ${onNode} ${settledNodes}`;
  return [
    {
      name: "AgentNotReady",
      severity: "critical",
      holds: "30s",
      expression: `(${expected} unless ${onNode} ${nodesWithReadyAgent()}) or (${nodeOfSilentObjects(scrapeIntervalSeconds)})`,
      summary: `The agent on node ${NODE} is not ready`,
      description: `Node ${NODE} has no agent that is ready, or its agent has fallen silent together with kube-state-metrics, which it scrapes. Nothing on the node is scraped meanwhile.`,
    },
  ];
}

/** Alerts about nodes that have no agent, whether they ever had one or not, and about who tells of them. */
export function objectAlerts({ shards, agentOnEveryNode }: WatchedObjects): AlertSpec[] {
  const withoutAgent: AlertSpec = {
    name: "NodeWithoutAgent",
    severity: "critical",
    holds: "10m",
    expression: `${aggregate("count", NODE_LABELS, nodes)} unless ${onNode} ${agentUp}`,
    summary: `Node ${NODE} has no agent`,
    description: `Node ${NODE} is in the cluster, but no agent has reported from it for 10 minutes. Nothing on the node is scraped, and its pods cannot send over OTLP.`,
  };
  const missing: AlertSpec = {
    name: "KubeStateMetricsMissing",
    severity: "critical",
    holds: "10m",
    expression: `${aggregate("count", CLUSTER_LABELS, agentUp)} unless ${onCluster} ${aggregate("count", CLUSTER_LABELS, shardsUp)} >= ${shards}`,
    summary: "The state of Kubernetes objects is not known",
    description: `Fewer than ${shards} of ${shards} shards of kube-state-metrics have been scraped for 10 minutes. A node without an agent goes unnoticed meanwhile.`,
  };
  return [...(agentOnEveryNode ? [withoutAgent] : []), missing];
}
