/** Alerts that need the list of the cluster's objects, which kube-state-metrics has. */
import type { Settings } from "../../settings/schema/settings";
import { objectsSizing } from "../../settings/sizing/cluster/objects";
import { nodesWithoutAgent, ON_CLUSTER } from "../expressions";
import { CLUSTER_LABELS, LABELS, SCRAPE } from "../metrics";
import { AGENT_JOB, KUBE_STATE_METRICS_JOB } from "../ownParts";
import { aggregate, series } from "../promql";
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

/** Alerts about nodes that have no agent, whether they ever had one or not, and about who tells of them. */
export function objectAlerts({ shards, agentOnEveryNode }: WatchedObjects): AlertSpec[] {
  const withoutAgent: AlertSpec = {
    name: "NodeWithoutAgent",
    severity: "critical",
    holds: "10m",
    expression: nodesWithoutAgent({ matchers: [] }),
    summary: `Node ${NODE} has no agent`,
    description: `Node ${NODE} is in the cluster, but no agent has reported from it for 10 minutes. Nothing on the node is scraped, and its pods cannot send over OTLP.`,
  };
  const missing: AlertSpec = {
    name: "KubeStateMetricsMissing",
    severity: "critical",
    holds: "10m",
    expression: `${aggregate("count", CLUSTER_LABELS, agentUp)} unless ${ON_CLUSTER} ${aggregate("count", CLUSTER_LABELS, shardsUp)} >= ${shards}`,
    summary: "The state of Kubernetes objects is not known",
    description: `Fewer than ${shards} of ${shards} shards of kube-state-metrics have been scraped for 10 minutes. A node without an agent goes unnoticed meanwhile.`,
  };
  return [...(agentOnEveryNode ? [withoutAgent] : []), missing];
}
