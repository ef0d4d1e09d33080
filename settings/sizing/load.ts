/** What the agents of a whole cluster send, as the settings state it: the store and the way to it have to take that. */
import type { AgentSettings, ClusterSettings } from "../schema/settings";
import { PROFILES } from "./agent";
import { type Writer, writerRequestSamples } from "./queue";
import { countText, MILLISECONDS_PER_SECOND } from "./units";

/** Zones in which a regional cluster has nodes. */
const ZONES_OF_A_REGION = 3;

/** Zones in which a cluster of a location has nodes: those of a region, or the one that it is. */
export function zonesOf(location: string): number {
  return /-[a-z]$/.test(location) ? 1 : ZONES_OF_A_REGION;
}

/** The most nodes that the cluster has. */
function mostNodes(cluster: ClusterSettings): number {
  switch (cluster.kind) {
    case "gke":
      return cluster.nodePool.maxNodes * zonesOf(cluster.location);
    case "existing":
      return cluster.maxNodes;
  }
}

export interface ClusterLoad {
  readonly nodes: number;
  readonly samplesPerSecondOfNode: number;
  readonly samplesPerSecond: number;
}

/** Samples per second of all agents: the rate for which each one's queue is sized, on the most nodes. */
export function clusterLoad(settings: {
  readonly cluster: ClusterSettings;
  readonly agent: Pick<AgentSettings, "profile" | "samplesPerSecond">;
}): ClusterLoad {
  const { cluster, agent } = settings;
  const nodes = mostNodes(cluster);
  const samplesPerSecondOfNode = agent.samplesPerSecond ?? PROFILES[agent.profile].samplesPerSecond;
  return { nodes, samplesPerSecondOfNode, samplesPerSecond: nodes * samplesPerSecondOfNode };
}

/** The arithmetic of a load, as text for messages. */
export function loadArithmetic({ nodes, samplesPerSecondOfNode, samplesPerSecond }: ClusterLoad): string {
  return `${countText(nodes)} nodes × ${countText(samplesPerSecondOfNode)} samples/s = ${countText(samplesPerSecond)} samples/s`;
}

/**
 * How many times its rate an agent has to be able to send: what waited for an outage is then sent in as much time as
 * the outage took.
 */
export const SENDING_HEADROOM = 2;

/** Samples per second that one agent can send to a store that answers after so many milliseconds. */
export function sendableSamplesPerSecond(
  writer: Writer,
  agent: Pick<AgentSettings, "profile">,
  responseMilliseconds: number,
): number {
  const { requests, samples } = writerRequestSamples(writer, agent);
  return Math.floor((requests * samples * MILLISECONDS_PER_SECOND) / responseMilliseconds);
}
