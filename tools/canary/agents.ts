/** The agents of a cluster, as far as a canary is concerned: where they run, since when, and how often they ended. */
import { canaryNames, type AgentNames } from "../../contract/names";
import { everyAgentSelector } from "../../contract/collector/chart";
import { at, listAt, type Manifest, textAt } from "../../policy/evidence/reading";
import type { ClusterApi } from "../live/api";
import { listObjects } from "../live/reader";
import type { Span } from "./figures";

export interface AgentThere {
  readonly name: string;
  readonly node: string;
  readonly isCanary: boolean;
  readonly isReady: boolean;
  /** Unix seconds. */
  readonly created: number;
  readonly restarts: number;
  /** When its container ended last, in Unix seconds, and why; absent if it never did. */
  readonly ended?: { readonly at: number; readonly reason: string };
}

const MOST = 200_000;

const seconds = (time: string) => Date.parse(time) / 1000;

function agentThere(pod: Manifest, canary: string): AgentThere | undefined {
  const owner = listAt(pod, "metadata", "ownerReferences").find((one) => textAt(one, "kind") === "DaemonSet");
  if (!owner || textAt(pod, "metadata", "deletionTimestamp") !== "") return undefined;
  const statuses = listAt(pod, "status", "containerStatuses");
  const ends = statuses
    .map((status) => ({ ended: at(status, "lastState", "terminated") }))
    .filter(({ ended }) => ended !== undefined)
    .map(({ ended }) => ({ at: seconds(textAt(ended, "finishedAt")), reason: textAt(ended, "reason") }))
    .sort((one, other) => other.at - one.at);
  const ready = listAt(pod, "status", "conditions").find((one) => textAt(one, "type") === "Ready");
  return {
    name: textAt(pod, "metadata", "name"),
    node: textAt(pod, "spec", "nodeName"),
    isCanary: textAt(owner, "name") === canary,
    isReady: textAt(ready, "status") === "True",
    created: seconds(textAt(pod, "metadata", "creationTimestamp")),
    restarts: statuses.reduce<number>((sum, status) => sum + Number(at(status, "restartCount") ?? 0), 0),
    ...(ends[0] && { ended: ends[0] }),
  };
}

/** Needs the right to list pods in the agents' namespace. */
export async function agentsThere(api: ClusterApi, agents: AgentNames): Promise<AgentThere[]> {
  const canary = canaryNames(agents).daemonSet;
  const labelSelector = Object.entries(everyAgentSelector(agents.release, true))
    .map((label) => label.join("="))
    .join(",");
  const path = `/api/v1/namespaces/${agents.namespace}/pods?${new URLSearchParams({ labelSelector }).toString()}`;
  const found = await listObjects(api, path, (pod) => agentThere(pod, canary), { most: MOST });
  return found.filter((agent) => agent !== undefined);
}

/** Ends of agents within a time, as far as their pods tell: of several of one pod, the last. */
export function endsWithin(agents: readonly AgentThere[], { from, to }: Span): AgentThere[] {
  return agents.filter(({ ended }) => ended !== undefined && ended.at >= from && ended.at <= to);
}
